"""The front end in a browser's place: who may ask, what comes, that nothing of the program runs, and that it ends well.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import codecs
import gc
import inspect
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import types
import unittest
import weakref
import xml.dom.minidom
from contextlib import redirect_stderr
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "web"))

import refscope
from refscope import web
from pages import Page, ask, crawl

EVIL = "<script>alert('\"&')</script>"
called = []


class Hostile:
    """Whoever asks it anything is noticed."""

    def noticed(self, *arguments):
        called.append(sys._getframe().f_code.co_name)
        raise SystemError("never")

    __repr__ = __str__ = __len__ = __bool__ = __hash__ = __eq__ = __sizeof__ = __getattr__ = noticed
    __class__ = property(noticed)


class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []
        if parent is not None:
            parent.children.append(self)


kept = {EVIL: [EVIL, EVIL.encode(), Hostile(), "\x00\x1b[31m\u202e\ud800", 10 ** 5000, float("nan")]}
EvilType = type(EVIL, (), {EVIL: 1, "__slots__": ("slot",)})
kept["type"] = EvilType()
kept["module"] = types.ModuleType(EVIL)
kept["function"] = lambda: None
kept["function"].__name__ = kept["function"].__qualname__ = EVIL


def tasks_left(expected):
    """How many threads the system has: `expected` as soon as it has, or how many stay. A thread that was joined has left
    Python; on a busy machine it is in the system's list for tens of milliseconds more."""
    for _ in range(3000):
        count = len(os.listdir("/proc/self/task"))
        if count <= expected:
            break
        time.sleep(0.01)
    return count


class WebTest(unittest.TestCase):
    def start(self, **how):
        how = {"port": 0, "quiet": True, **how}
        thread = web.start_in_background(**how)
        self.addCleanup(thread.stop)
        self.address = thread.address
        return thread

    def page(self, path="", status=200):
        answer = ask(self.address, path)
        self.assertEqual(answer.status, status, path)
        page = Page(answer.text)
        self.assertEqual(page.problems, [], path)
        return page


class WhoMayAsk(WebTest):
    def test_the_address_has_a_token_of_its_own(self):
        first, second = self.start(), self.start()
        for thread in (first, second):
            self.assertRegex(thread.address, r"^http://127\.0\.0\.1:%d/[0-9a-f]{32}/$" % thread.port)
        self.assertNotEqual(first.address[-33:], second.address[-33:])

    def test_without_the_token_everything_is_not_found(self):
        self.start()
        token = urlsplit(self.address).path.strip("/")
        wrong = ["/", "//", "/help", "/" + token[:-1] + "/", "/" + token + "0/", 
                 "/" + token[:-1] + ("1" if token[-1] == "0" else "0") + "/", "/x/" + token + "/", "/process", "/%00" + token]
        bodies = {(ask(self.address, path).status, ask(self.address, path).text) for path in wrong}
        self.assertEqual(bodies, {(404, "not found\n")})
        self.assertEqual(ask(self.address, "/" + token).status, 200)

    def test_only_this_machines_names_are_hosts(self):
        self.start()
        for host, status in [("localhost", 200), ("127.0.0.1:80", 200), ("LOCALHOST:1", 200), ("[::1]:1", 200),
                             ("evil.example", 404), ("localhost.evil.example", 404), ("127.0.0.1.evil.example", 404),
                             ("127.0.0.1:80@evil.example", 404), ("", 404), ("localhost:x", 404)]:
            with self.subTest(host=host):
                self.assertEqual(ask(self.address, Host=host).status, status)

    def test_without_a_host_nothing_is_told(self):
        self.start()
        parts = urlsplit(self.address)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
            connection.sendall(("GET %s HTTP/1.0\r\n\r\n" % parts.path).encode())
            answer = connection.makefile("rb").read()
        self.assertIn(b" 404 ", answer.splitlines()[0])

    def test_other_hosts_to_listen_on_are_refused(self):
        for host in ["0.0.0.0", "", "::", "example.org", "192.168.0.1", "127.0.0.1.example.org", "127.0.0.2"]:
            with self.subTest(host=host), self.assertRaisesRegex(ValueError, "only this machine is served"):
                web.start_in_background(host=host, port=0)

    def test_all_names_of_loopback_are_taken(self):
        for host in ["localhost", "127.0.0.1"]:
            self.start(host=host)
            self.assertEqual(ask(self.address, "help").status, 200)

    def test_only_this_machine_is_listened_for(self):
        thread = self.start()
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
                     if line.split()[3] == "0A" and line.split()[1].endswith(":%04X" % thread.port)]
        self.assertEqual(listening, ["0100007F:%04X" % thread.port])

    def test_a_port_in_use_is_one_sentence(self):
        thread = self.start()
        with self.assertRaisesRegex(OSError, r"^web: port %d is in use: choose another, or 0 for a free one$" % thread.port):
            web.start_in_background(port=thread.port)
        for port in (65536, 10 ** 6):
            with self.assertRaisesRegex(ValueError, "no port has that number"):
                web.start_in_background(port=port)

    def test_nothing_but_reading(self):
        self.start()
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]:
            answer = ask(self.address, "refresh", method=method)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"), method)
        head = ask(self.address, method="HEAD")
        self.assertEqual((head.status, head.body), (200, b""))


class Pages(WebTest):
    ROUTES = ["", "types", "types/str", "types?from=5", "garbage", "cycles", "process", "traceback/main", "tracker", "help"]

    def test_every_route_is_a_page(self):
        self.start()
        for path in self.ROUTES:
            with self.subTest(path=path):
                page = self.page(path)
                self.assertIn("OverviewTypesGarbageCyclesProcessTrackerHelpFind", page.words.replace(" ", ""))

    def test_what_is_not_there_is_a_page_that_says_so(self):
        self.start()
        for path in ["nothing", "objects/", "objects/0", "objects/abc", "objects/-1", "objects/0x", "objects/1e9",
                     "objects/99999999999999999999999", "objects/graph/x", "garbage/9999999", "garbage/x", "cycles/9999999",
                     "garbage/graph/9999999", "traceback/1", "traceback/x", "types/NoSuchType", "tracker/", "find", "find?q=",
                     "find?q=no.such.thing", "find?q=0x12", "help/", "../", "%2e%2e/", "types/%3Cscript%3E", "x" * 5000]:
            with self.subTest(path=path[:40]):
                self.page(path, 404)

    def test_bytes_that_are_no_text_in_an_address(self):
        self.start()
        for path in ["types/%ff%fe", "find?q=%ff%c0", "types/%00", "find?q=%00", "tracker/class/%ff", "objects/%ff"]:
            with self.subTest(path=path):
                self.assertIn(ask(self.address, path).status, (200, 404))

    def test_headers_allow_nothing_from_elsewhere(self):
        self.start()
        answer = ask(self.address)
        nonce = re.search(r'<style nonce="([0-9a-f]{32})">', answer.text).group(1)
        self.assertEqual(answer.headers["Content-Security-Policy"],
                         "default-src 'none'; style-src 'nonce-%s'; form-action 'self'; base-uri 'none'; "
                         "frame-ancestors 'none'" % nonce)
        self.assertEqual((answer.headers["Referrer-Policy"], answer.headers["X-Content-Type-Options"],
                          answer.headers["Cache-Control"]), ("no-referrer", "nosniff", "no-store"))
        self.assertNotIn(nonce, ask(self.address).text)

    def test_every_page_that_is_linked(self):
        self.start()
        found = crawl(self.address, 150)
        self.assertEqual(len(found), 150)
        root = urlsplit(self.address).path
        for path, (answer, page) in found.items():
            with self.subTest(path=path):
                self.assertEqual((answer.status, page.problems if page else []), (200, []))
                self.assertEqual([link for link in (page.links if page else []) if not link.startswith(root)], [])

    def test_objects_are_shown_by_their_references(self):
        self.start()
        page = self.page("objects/%d" % id(kept))
        self.assertIn("dict of 4", page.words)
        self.assertIn("module __main__ .kept", page.words)
        self.assertIn("['type']", page.words)
        self.assertEqual(self.page("objects/0x%x" % id(kept)).words, page.words)
        self.assertIn("dict of 4", self.page("objects/graph/%d" % id(kept)).words)

    def test_long_tables_go_on(self):
        self.start()
        kept["many"] = list(range(1000, 1250))
        self.addCleanup(kept.pop, "many")
        path = "objects/%d" % id(kept["many"])
        self.assertIn("1 to 100 of 250 next", self.page(path).words)
        self.assertIn("101 to 200 of 250 previous next", self.page(path + "?from=100").words)
        self.assertIn("201 to 250 of 250 previous", self.page(path + "?from=200").words)
        self.assertIn("of 250", self.page(path + "?from=99999999").words)
        back = [link for link in self.page(path + "?from=200").links if "?from=" in link]
        self.assertEqual([link.rsplit("=")[-1] for link in back], ["100"])

    def test_find(self):
        self.start()
        root = urlsplit(self.address).path
        for words, place in [("__main__.kept", "objects/0x%x" % id(kept)), (hex(id(kept)), "objects/0x%x" % id(kept)),
                             ("kept['module']", "objects/0x%x" % id(kept["module"])), ("list", "types/list")]:
            answer = ask(self.address, "find?q=" + quote(words))
            self.assertEqual((answer.status, answer.location), (303, root + place), words)

    def test_an_old_photograph_goes(self):
        def resident():
            return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text()).group(1))
        self.start()
        for _ in range(5):
            ask(self.address, "refresh")
            self.page("objects/%d" % id(kept))
        before = resident()
        for _ in range(30):
            ask(self.address, "refresh")
            self.page("objects/%d" % id(kept))
        self.assertLess(resident() - before, 40 * 1024)  # one photograph takes several megabytes

    def test_pictures_are_drawn_one_at_a_time(self):
        failures, address = [], [self.start().address, self.start().address]
        snapshot = refscope.capture()

        def draw(number):
            try:
                for _ in range(8):
                    if number == 2:
                        text = snapshot.graph(snapshot.at(kept), 2)._repr_svg_()
                    else:
                        text = ask(address[number], "objects/graph/%d" % id(kept)).text
                    if "kept" not in text:
                        failures.append(text)
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=draw, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_a_new_photograph_shows_what_is_new(self):
        self.start()
        self.page()
        kept["new"] = new = Node()
        self.addCleanup(kept.pop, "new")
        self.page("find?q=" + quote("__main__.kept['new']"), 404)
        answer = ask(self.address, "refresh")
        self.assertEqual((answer.status, answer.location), (303, urlsplit(self.address).path))
        self.assertEqual(ask(self.address, "find?q=" + quote("__main__.kept['new']")).location,
                         urlsplit(self.address).path + "objects/0x%x" % id(new))
        self.assertIn("Photograph 2, taken at", self.page().words)

    def test_garbage_with_its_cut_and_picture(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        for _ in range(3):
            Node(Node())
        self.start()
        self.assertIn("Node.children[] -> Node.parent -> Node 3 ", self.page("garbage").words)
        page = self.page("garbage/0")
        self.assertIn("Cut __main__.Node.parent", page.words)
        self.assertIn("svg", ask(self.address, "garbage/0").text)
        picture = ask(self.address, "garbage/graph/0")
        self.assertEqual(picture.headers["Content-Type"], "image/svg+xml; charset=utf-8")
        self.assertEqual(xml.dom.minidom.parseString(picture.body).documentElement.tagName, "svg")

    def test_threads_and_their_stacks(self):
        ready, go_on = threading.Event(), threading.Event()

        def waits(secret):
            local = {"name": EVIL}
            ready.set()
            go_on.wait()
            return local

        thread = threading.Thread(target=waits, args=(EVIL,), name=EVIL)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(go_on.set)
        ready.wait()
        self.start()
        self.assertIn(EVIL + " %d" % thread.ident, self.page("process").words)
        words = self.page("traceback/%d" % thread.ident).words
        self.assertIn("go_on.wait()", words)
        self.assertIn("waits (test_web.py", words)
        self.assertRegex(words, r"secret '<script>")
        self.assertIn("main thread", self.page("traceback/%d" % threading.main_thread().ident).words)

    def test_process_figures(self):
        self.start()
        words = self.page("process").words
        self.assertRegex(words, r"Process %d Resident now [\d.]+ [KM]B" % os.getpid())
        self.assertRegex(words, r"Open descriptors \d+")


class NothingRuns(WebTest):
    def test_values_are_shown_escaped(self):
        self.start()
        for path in ["objects/%d" % id(kept), "objects/%d" % id(kept[EVIL]), "objects/%d" % id(EVIL),
                     "objects/%d" % id(kept["type"]), "objects/%d" % id(kept["module"]), "objects/%d" % id(EvilType),
                     "objects/%d" % id(kept["function"]), "objects/graph/%d" % id(kept), "types?from=0",
                     "types/" + quote("__main__." + EVIL, safe="")]:
            with self.subTest(path=path):
                answer = ask(self.address, path)
                page = Page(answer.text)
                self.assertEqual((answer.status, page.problems), (200, []))
                self.assertNotIn("<script", answer.text)
                self.assertEqual(re.findall("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer.text), [])
        self.assertIn("<script>alert(", self.page("objects/%d" % id(kept)).words)

    def test_words_of_an_address_are_escaped(self):
        self.start()
        for path in ["find?q=" + quote(EVIL), "types/" + quote(EVIL, safe=""), "tracker/class/" + quote(EVIL, safe="")]:
            answer = ask(self.address, path)
            self.assertNotIn("<script", answer.text)
            self.assertEqual(Page(answer.text).problems, [])

    def test_no_code_of_the_program_is_called(self):
        self.start()
        del called[:]
        crawl(self.address, 40)
        for path in ["objects/%d" % id(kept[EVIL]), "objects/%d" % id(kept[EVIL][2]), "types/__main__.Hostile"]:
            self.assertEqual(ask(self.address, path).status, 200)
        self.assertEqual(called, [])

    def test_threads_are_named_without_asking_them(self):
        class Name(str):
            def noticed(self, *arguments):
                called.append("str." + sys._getframe().f_code.co_name)
                return "asked"
            __str__ = __repr__ = __format__ = __mod__ = rfind = rsplit = strip = noticed

        class Asked(threading.Thread):
            def __getattribute__(self, name):
                if threading.current_thread() is not self and name in ("name", "ident", "daemon", "_name", "_ident", "__dict__"):
                    called.append(name)
                return super().__getattribute__(name)

        go_on, ready, secret = threading.Event(), threading.Semaphore(0), threading.Event()

        def plain():
            ready.release()
            go_on.wait()

        def of_a_file():
            exec(compile("plain()", "no/such", "exec").replace(co_filename=Name("a/place.py"), co_name=Name("odd")),
                 {"plain": plain})

        named = [threading.Thread(target=plain, name="quite plain"), threading.Thread(target=of_a_file, daemon=True),
                 Asked(target=plain, name="who asks"), threading.Thread(target=plain)]
        named[1]._name = Name("of a subclass")
        named[3]._name = 5
        named[2].__dict__  # its attributes are in a dict from here on
        for thread in named:
            thread.start()
            ready.acquire()
        self.addCleanup(lambda: [thread.join() for thread in named])
        self.addCleanup(go_on.set)
        self.start()
        numbers = [thread.ident for thread in named]
        del called[:]
        words = self.page("process").words
        for number, name, kind in zip(numbers, ["quite plain", "of a subclass", "who asks", "?"], ["", "daemon ", "", ""]):
            self.assertIn("%s %d %s" % (name, number, kind), words)
            self.page("traceback/%d" % number)
        self.assertIn("MainThread %d main " % threading.main_thread().ident, words)
        self.assertIn(" a/place.py:1 ", self.page("traceback/%d" % numbers[1]).words)
        self.assertEqual(called, [])

    def test_lines_of_files_ask_no_codec(self):
        def search(name):
            called.append(name)
        codecs.register(search)
        go_on, ready = threading.Event(), threading.Event()
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write("# coding: odd_one\nready.set(); go_on.wait()  # \u00e9 here\n")
            file.flush()
            code = compile("\nready.set(); go_on.wait()", file.name, "exec")
            thread = threading.Thread(target=exec, args=(code, {"ready": ready, "go_on": go_on}))
            thread.start()
            self.addCleanup(thread.join)
            self.addCleanup(go_on.set)
            ready.wait()
            self.start()
            del called[:]
            self.assertIn("go_on.wait() # \u00e9 here", self.page("traceback/%d" % thread.ident).words)
        self.assertEqual(called, [])

    def test_words_of_a_tracker_are_not_asked(self):
        class Words(str):
            def noticed(self, *arguments):
                called.append(sys._getframe().f_code.co_name)
                return "asked"
            __str__ = __repr__ = __format__ = noticed

        from refscope.classtracker import ClassTracker
        tracker = ClassTracker()
        self.addCleanup(tracker.detach_all)
        for words in (Words("a time"), 7):
            tracker.create_snapshot()
            tracker.snapshots[-1].desc = words
        self.start(tracker=tracker)
        del called[:]
        words = self.page("tracker").words
        self.assertIn(" 0 a time 0.00 s", words)
        self.assertIn(" 1 7 0.0", words)
        self.assertEqual(called, [])

    def test_a_look_keeps_nothing_alive(self):
        self.start()
        node = Node()
        gone = weakref.ref(node)
        self.assertIn("Node at", self.page("objects/%d" % id(node)).words)
        del node
        self.assertIsNone(gone())

    def test_the_front_end_is_in_no_photograph(self):
        self.start()
        self.page()
        types_seen = {row.type for row in refscope.capture().summary()}
        self.assertEqual([name for name in types_seen if name.startswith(("refscope.", "_refscope"))], [])

    def test_a_photograph_of_short_values_is_taken_under_the_gil_only(self):
        self.start()
        stop, failures = threading.Event(), []

        def churn():
            while not stop.is_set():
                kept["churn"] = [Node(Node()) for _ in range(50)]

        def look():
            try:
                for path in ["refresh", "", "garbage", "process", "objects/%d" % id(kept), "cycles", "traceback/main"] * 4:
                    status = ask(self.address, path).status
                    if status not in (200, 303):
                        failures.append((path, status))
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=look) for _ in range(6)]
        churning = threading.Thread(target=churn)
        churning.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stop.set()
        churning.join()
        kept.pop("churn")
        self.assertEqual(failures, [])


class Trackers(WebTest):
    def tracked(self):
        from refscope.classtracker import ClassTracker
        tracker = ClassTracker()
        tracker.track_class(Node, name="Node <b>")
        self.addCleanup(tracker.detach_all)
        self.nodes = []
        for number in range(3):
            self.nodes += [Node() for _ in range(10)]
            tracker.create_snapshot("after <i>%d" % number)
        return tracker

    def test_without_a_tracker_a_sentence_says_so(self):
        self.start()
        self.assertIn("No tracker was given.", self.page("tracker").words)
        self.assertIn("No tracker was given.", self.page("tracker/class/x").words)

    def test_charts_over_time(self):
        self.start(tracker=self.tracked())
        page = self.page("tracker")
        for words in ["Bytes by class, from snapshot to snapshot", "Node <b> 30", "after <i>2"]:
            self.assertIn(words, page.words)
        lines = re.findall(r'<polyline class="c\d" points="([^"]*)"', ask(self.address, "tracker").text)
        self.assertEqual({len(line.split()) for line in lines}, {3})
        first = [float(point.split(",")[1]) for point in lines[0].split()]
        self.assertEqual(first, sorted(first, reverse=True))  # it grows: towards the top, which is 0
        self.assertLess(first[-1], first[0])

    def test_a_class_and_its_objects(self):
        tracker = self.tracked()
        del self.nodes[0]
        self.start(tracker=tracker)
        page = self.page("tracker/class/" + quote("Node <b>"))
        self.assertEqual(len([link for link in page.links if "/objects/0x" in link]), 29)
        self.page("tracker/class/NoSuchClass", 404)

    def test_a_tracker_of_no_class(self):
        from refscope.classtracker import ClassTracker
        tracker = ClassTracker()
        tracker.create_snapshot("early")
        self.start(tracker=tracker)
        self.assertIn("early", self.page("tracker").words)

    def test_statistics_from_a_dump(self):
        from refscope.classtracker_stats import Stats
        dump = io.BytesIO()
        self.tracked().stats.dump_stats(dump, close=False)
        dump.seek(0)
        stats = Stats()
        stats.load_stats(dump)
        self.start(stats=stats)
        self.assertIn("Node <b> 30", self.page("tracker").words)

    def test_snapshots_to_come_are_shown(self):
        tracker = self.tracked()
        self.start(tracker=tracker)
        self.page("tracker")
        tracker.create_snapshot("one more")
        self.assertIn("one more", self.page("tracker").words)

    def test_a_tracker_that_fails_is_a_page_that_says_so(self):
        class Broken:
            snapshots = [1]

            def annotate(self):
                raise RuntimeError(EVIL)

        with redirect_stderr(io.StringIO()) as told:
            self.start(stats=Broken(), debug=True)
            page = self.page("tracker", 500)
        self.assertIn("RuntimeError: <script>", page.words)
        self.assertIn("in annotate", told.getvalue())


class Endings(WebTest):
    def run_program(self, text, **how):
        return subprocess.run([sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(text)], capture_output=True,
                              text=True, timeout=120, **how)

    def test_many_starts_and_stops_leave_nothing(self):
        class Tracker:
            stats = None
        tracker = Tracker()

        def once():
            thread = web.start_in_background(port=0, quiet=True, tracker=tracker)
            self.address = thread.address
            self.page("help")
            self.page("process")
            self.page()
            thread.stop()
            thread.join()
            self.assertIsNone(thread.address)

        def state():
            gc.collect()
            return (len(os.listdir("/proc/self/fd")), sys.getrefcount(tracker), sys.getrefcount(web._Answers),
                    len(web._servers))
        threads = tasks_left(1)
        once()
        before = state()
        for _ in range(30):
            once()
        self.assertEqual(state(), before)
        self.assertEqual(tasks_left(threads), threads)

    def test_asking_leaves_no_object_behind(self):
        self.start()

        def look(times):
            for _ in range(times):
                for path in ["", "process", "traceback/main", "tracker", "refresh"]:
                    ask(self.address, path)
            gc.collect()
        look(20)
        before, blocks = len(gc.get_objects()), sys.getallocatedblocks()
        look(40)
        self.assertLessEqual(len(gc.get_objects()) - before, 5)
        self.assertLess(sys.getallocatedblocks() - blocks, 200)  # two hundred requests: less than a block each

    def test_signals_are_the_programs(self):
        def tasks():
            return {task: re.search(r"SigBlk:\s+(\w+)", (task / "status").read_text()).group(1)
                    for task in Path("/proc/self/task").iterdir()}
        before = tasks()
        thread = self.start()
        parts = urlsplit(thread.address)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
            connection.sendall(("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % parts.path).encode())
            connection.recv(1)  # its thread is there
            new = {task: blocked for task, blocked in tasks().items()
                   if task not in before and int(task.name) != thread.native_id}
        self.assertEqual(len(new), 3)  # at the door, the server's own, the connection's
        for blocked in new.values():
            self.assertEqual(int(blocked, 16) & 1 << signal.SIGINT - 1 and int(blocked, 16) & 1 << signal.SIGTERM - 1,
                             1 << signal.SIGTERM - 1)

    def test_stopped_while_it_answers(self):
        for _ in range(10):
            thread = self.start()
            askers = [threading.Thread(target=self.ask_quietly, args=("garbage",)) for _ in range(4)]
            for asker in askers:
                asker.start()
            thread.stop()
            for asker in askers:
                asker.join()

    def ask_quietly(self, path):
        try:
            ask(self.address, path)
        except (OSError, HTTPException):
            pass  # the connection was closed in the middle

    def test_stop_twice_and_stop_of_all(self):
        thread, other = self.start(), self.start()
        thread.stop()
        thread.stop()
        web.stop_profilers()
        for ended in (thread, other):
            ended.join(60)
            self.assertFalse(ended.is_alive())

    def test_start_profiler_waits_until_ctrl_c(self):
        process = subprocess.Popen([sys.executable, "-c", "import refscope.web as w; w.start_profiler(port=0); print('on')"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = process.stderr.readline()
        self.assertRegex(line, r"^refscope: web: http://127\.0\.0\.1:\d+/[0-9a-f]{32}/\n$")
        self.assertEqual(ask(line.split()[-1]).status, 200)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out, err), (0, "on\n", ""))

    def test_the_program_ends_while_it_is_served(self):
        ran = self.run_program("""
            import refscope.web as web, http.client, urllib.parse
            thread = web.start_in_background(port=0, quiet=True)
            parts = urllib.parse.urlsplit(thread.address)
            connection = http.client.HTTPConnection(parts.hostname, parts.port)
            connection.request("GET", parts.path)
            print(connection.getresponse().status)
        """)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "200\n", ""))

    def test_a_forked_child_neither_serves_nor_waits(self):
        ran = self.run_program("""
            import os, sys, warnings, refscope.web as web
            warnings.simplefilter("ignore")  # from 3.12 on Python warns of every fork beside threads
            thread = web.start_in_background(port=0, quiet=True)
            ready, go_on = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(go_on)
                print("child", web._servers, thread.address, flush=True)
                thread.stop()
                os.read(ready, 1)  # it lives while the parent takes the port again
                sys.exit(0)
            port = thread.port
            thread.stop()
            web.start_in_background(port=port, quiet=True).stop()
            os.write(go_on, b".")
            print("status", os.waitpid(pid, 0)[1])
        """)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "child [] None\nstatus 0\n", ""))

    def test_a_child_that_has_not_run_yet_does_not_keep_the_port(self):
        """The child has a copy of the socket until refscope's own hook has closed it; another hook keeps it waiting here."""
        ran = self.run_program("""
            import os, warnings
            warnings.simplefilter("ignore")
            ready, go_on = os.pipe()
            def wait():
                os.close(go_on)
                os.read(ready, 1)
            os.register_at_fork(after_in_child=wait)
            import refscope.web as web
            thread = web.start_in_background(port=0, quiet=True)
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            port = thread.port
            thread.stop()
            again = web.start_in_background(port=port, quiet=True)
            os.write(go_on, b".")
            print("status", os.waitpid(pid, 0)[1], again.port == port)
        """)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "status 0 True\n", ""))

    def test_a_child_forked_in_the_middle_of_a_drawing_can_draw(self):
        ran = self.run_program("""
            import os, threading, time, warnings
            from refscope.refgraph import ReferenceGraph
            warnings.simplefilter("ignore")
            chain = [[] for _ in range(60)]
            for one, next_one in zip(chain, chain[1:]):
                one.append(next_one)
            def draw():
                while True:
                    ReferenceGraph(chain).render("/dev/null", format="svg")
            threading.Thread(target=draw, daemon=True).start()
            for _ in range(5):
                time.sleep(0.05)
                pid = os.fork()
                if pid == 0:
                    os._exit(0 if ReferenceGraph(chain[:3]).render("/dev/null", format="svg") else 1)
                print(os.waitpid(pid, 0)[1])
        """)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, 5 * "0\n", ""))

    def test_the_names_are_pymplers(self):
        self.assertEqual(str(inspect.signature(web.start_profiler)),
                         "(host='localhost', port=8090, tracker=None, stats=None, debug=False, **kwargs)")
        self.assertEqual(str(inspect.signature(web.start_in_background)), "(**kwargs)")
        thread = self.start()
        self.assertIsInstance(thread, threading.Thread)
        self.assertTrue(thread.daemon)


if __name__ == "__main__":
    unittest.main()
