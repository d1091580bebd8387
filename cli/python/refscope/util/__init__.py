"""What programs import from pympler.util: stringutils, compat, bottle.

SPDX-License-Identifier: GPL-2.0-or-later
"""
