"""A small service that remembers every session it ever opened.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Request:
    def __init__(self, path, body):
        self.path = path
        self.body = body


class Session:
    def __init__(self, key, request):
        self.key = key
        self.request = request
        self.basket = []

    def close(self):
        self.basket.clear()  # closed, but still in the cache


class SessionStore:
    def __init__(self):
        self.sessions = {}

    def open(self, key, request):
        session = self.sessions[key] = Session(key, request)
        return session


store = SessionStore()


def serve(count):
    for number in range(count):
        request = Request("/basket", bytes(1024))
        session = store.open("user-%04d" % number, request)
        session.basket.append("tea")
        session.close()


serve(1000)
