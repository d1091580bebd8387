"""The pages of the small Django project.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
