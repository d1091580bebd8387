"""A web site under load with its classes tracked and refscope.web open: python tracked_site.py KIND REQUESTS [wrk].

KIND `django` is an application with two models in a database, `flask` one whose models are classes of its own, `plain` a server
of the standard library. The load is a loop of REQUESTS requests, or wrk, several connections at once, until there were so many.
Prints a line of JSON: what the tracker and the pages saw, and how many objects of each type there are after it all that were
not there before. REFSCOPE_LOOK=1 stops before the end, for whoever wants to look at the pages.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import gc
import http.client
import json
import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import refscope
from refscope import web
from refscope.classtracker import ClassTracker

KEPT = 50
WARM_UP = 200  # more addresses than urllib.parse remembers
PAGES = ["", "process", "tracker", "tracker/class/Order", "garbage", "help"]
PARTS = {"loop": 10, "wrk": 3}  # after each a snapshot is taken
recent = collections.deque(maxlen=KEPT)  # what the site keeps of its orders
answered = [0]


# ---- The sites: (a server, the tracked classes)

counting = threading.Lock()


def count_answer():
    with counting:
        answered[0] += 1


class Unbroken:
    """A server that wrk may leave in the middle of an answer."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def do_not_wait_for_the_disk(sender, connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")


def django_site(folder):
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models
    from django.db.backends.signals import connection_created
    from django.http import JsonResponse
    from django.urls import path

    settings.configure(SECRET_KEY="for tests only", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, INSTALLED_APPS=[],
                       DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, LOGGING_CONFIG=None,
                       DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "site.db"),
                                              "CONN_MAX_AGE": None}})
    django.setup()
    connection_created.connect(do_not_wait_for_the_disk)

    class Order(models.Model):
        customer = models.CharField(max_length=40)

        class Meta:
            app_label = "site"

    class Line(models.Model):
        order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
        article = models.CharField(max_length=40)

        class Meta:
            app_label = "site"

    def answer(request, number):
        order = Order.objects.create(customer="customer %d" % (number % 7))
        Line.objects.bulk_create([Line(order=order, article="article %d" % article) for article in range(2)])
        recent.append(order)
        count_answer()
        return JsonResponse({"order": order.pk, "lines": [line.article for line in order.lines.all()]})

    globals()["urlpatterns"] = [path("order/<int:number>", answer)]
    with connection.schema_editor() as editor:
        editor.create_model(Order)
        editor.create_model(Line)

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    class Server(Unbroken, WSGIServer):
        pass

    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    return server, [Order, Line]


def flask_site(folder):
    import logging
    from flask import Flask, jsonify
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    site = Flask("site")

    @site.get("/order/<int:number>")
    def answer(number):
        order = new_order(number)
        return jsonify({"order": number, "lines": [line.article for line in order.lines]})

    return make_server("127.0.0.1", 0, site, threaded=True), [Order, Line]


class Order:
    def __init__(self, customer, lines):
        self.customer, self.lines = customer, lines


class Line:
    def __init__(self, article):
        self.article = article


def new_order(number):
    order = Order("customer %d" % (number % 7), [Line("article %d" % article) for article in range(2)])
    recent.append(order)
    count_answer()
    return order


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        number = int(self.path.rsplit("/", 1)[1])
        order = new_order(number)
        body = json.dumps({"order": number, "lines": [line.article for line in order.lines]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class PlainServer(Unbroken, socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True


def plain_site(folder):
    return PlainServer(("127.0.0.1", 0), Site), [Order, Line]


# ---- The load

def ask(port, numbers):
    for number in numbers:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/order/%d" % number)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        assert answer.status == 200 and body["lines"] == ["article 0", "article 1"], body


def hit(port, requests):
    """wrk, second by second, until the site has answered so many more, and none is on its way any more."""
    target = answered[0] + requests
    while answered[0] < target:
        ran = subprocess.run(["wrk", "-t", "1", "-c", "4", "-d", "1s", "http://127.0.0.1:%d/order/7" % port], stdout=subprocess.PIPE,
                             text=True, timeout=60, check=True)
        assert "Non-2xx" not in ran.stdout and "requests in" in ran.stdout, ran.stdout
    before = -1
    while before != answered[0]:
        before = answered[0]
        time.sleep(0.3)


class Reader(threading.Thread):
    """Reads the pages, round and round, until it is stopped; counts the answers by status."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.stopped, self.statuses, self.missing = address, threading.Event(), collections.Counter(), set()

    def run(self):
        while not self.stopped.is_set():
            for page in PAGES:
                self.read(page)
                self.stopped.wait(0.05)

    def read(self, page):
        try:
            with urllib.request.urlopen(self.address.rstrip("/") + "/" + page, timeout=60) as answer:
                self.statuses[answer.status] += 1
                if page.startswith("tracker") and b"Order" not in answer.read():
                    self.missing.add(page)
        except urllib.error.HTTPError as error:
            self.statuses[error.code] += 1


def counts():
    """How many objects of each type there are, as one text, so that the answer itself is one object."""
    gc.collect()
    rows = {row[0]: row[1] for row in refscope.capture(values="none").summary()}
    return json.dumps([rows, len(gc.get_objects())])


def under_load(port, classes, requests, load):
    tracker = ClassTracker()
    for cls in classes:
        tracker.track_class(cls, name=cls.__name__)
    tracker.create_snapshot("before")
    front = web.start_in_background(port=0, tracker=tracker, quiet=True)
    reader = Reader(front.address)
    reader.start()
    start, first, parts = time.perf_counter(), answered[0], PARTS[load]
    for part in range(parts):
        if load == "wrk":
            hit(port, requests // parts)
        else:
            ask(port, range(part * requests // parts, (part + 1) * requests // parts))
        tracker.create_snapshot("after %d" % (answered[0] - first))
    seconds = time.perf_counter() - start
    for page in PAGES:
        reader.read(page)
    if os.environ.get("REFSCOPE_LOOK") and requests > 100:
        input(front.address)
    reader.stopped.set()
    reader.join()
    stats = tracker.stats
    stats.annotate()
    seen = {"seconds": round(seconds, 2), "requests": answered[0] - first, "parts": parts, "pages": dict(reader.statuses), "missing": sorted(reader.missing),
            "made": {name: len(stats.index[name]) for name in stats.tracked_classes},
            "active": {name: [snapshot.classes[name]["active"] for snapshot in stats.snapshots] for name in stats.tracked_classes},
            "bytes": {name: [snapshot.classes[name]["sum"] for snapshot in stats.snapshots] for name in stats.tracked_classes}}
    front.stop()
    front.join()
    tracker.close()
    tracker.clear()
    return seen


def main(kind, requests, load="loop"):
    with tempfile.TemporaryDirectory() as folder:
        server, classes = {"django": django_site, "flask": flask_site, "plain": plain_site}[kind](folder)
        before_tracking = [vars(cls).get("__init__") for cls in classes]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        ask(port, range(WARM_UP))
        under_load(port, classes, 100, load)  # what is made once is made now
        ask(port, range(WARM_UP))
        before = counts()
        seen = under_load(port, classes, requests, load)
        ask(port, range(WARM_UP))
        after = counts()
        (before, collected_before), (after, collected_after) = json.loads(before), json.loads(after)
        seen["classes as before"] = before_tracking == [vars(cls).get("__init__") for cls in classes]
        grown = {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}
        seen["grown"] = dict(sorted(grown.items(), key=lambda item: -item[1])[:8])
        seen["objects"] = [sum(before.values()), sum(after.values())]
        seen["collector"] = [collected_before, collected_after]
        server.shutdown()
        server.server_close()
        print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
