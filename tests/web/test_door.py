"""Who is let in: by raw sockets, what a browser would not send. Nobody without the token keeps out who has it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.client
import os
import re
import select
import socket
import threading
import unittest
from urllib.parse import urlsplit

from refscope import web

MOST_WAITING = 64
DEAF = 30  # seconds after which an answer is not expected any more


def answers_of(received):
    """[(status, body)] of a stream of answers, each with its length."""
    found = []
    while received:
        head, rest = received.split(b"\r\n\r\n", 1)
        status = int(head.split(None, 2)[1])
        length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
        length = int(length.group(1)) if length and status != 100 else 0
        found.append((status, rest[:length]))
        received = rest[length:]
    return found


class Door(unittest.TestCase):
    def setUp(self):
        self.before = set(os.listdir("/proc/self/fd"))
        thread = web.start_in_background(port=0, quiet=True)
        self.addCleanup(thread.join)
        self.addCleanup(thread.stop)
        parts = urlsplit(thread.address)
        self.place, self.path = (parts.hostname, parts.port), parts.path
        self.token = parts.path.strip("/")

    def connect(self):
        connection = socket.create_connection(self.place, timeout=DEAF)
        self.addCleanup(connection.close)
        return connection

    def say(self, text):
        """Everything that comes back until the other side has ended."""
        with socket.create_connection(self.place, timeout=DEAF) as connection:
            sender = threading.Thread(target=self.send, args=(connection, text.encode("latin-1")))
            sender.start()
            received = b"".join(iter(lambda: connection.recv(65536), b""))
            sender.join()
        return received

    def send(self, connection, bytes):
        try:
            connection.sendall(bytes)
        except OSError:
            pass  # who is refused is not read to the end

    def request(self, path, *lines, method="GET", last=True, body=""):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: localhost", *lines, *["Connection: close"] * last]
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def answer(self, *arguments, **how):
        found = answers_of(self.say(self.request(*arguments, **how)))
        self.assertEqual(len(found), 1, found)
        return found[0]

    def assert_served(self):
        connection = http.client.HTTPConnection(*self.place, timeout=DEAF)
        self.addCleanup(connection.close)
        connection.request("GET", self.path + "help")
        self.assertEqual(connection.getresponse().status, 200)


class WithoutTheToken(Door):
    def test_half_a_request_for_ever_keeps_nobody_out(self):
        waiting = [self.connect() for _ in range(MOST_WAITING + 16)]
        for connection in waiting:
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        self.assert_served()
        stop = threading.Event()

        def drip():
            while not stop.wait(0.05):
                for connection in waiting:
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        pass  # sent away

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            self.assert_served()
            for connection in waiting:  # however they drip
                self.assertEqual(self.end_of(connection), b"")
            self.assert_served()
        finally:
            stop.set()
            dripping.join()

    def end_of(self, connection):
        try:
            return connection.recv(100)
        except ConnectionResetError:
            return b""

    def test_who_waits_longest_makes_room(self):
        waiting = [self.connect() for _ in range(MOST_WAITING + 16)]
        for connection in waiting[:16]:
            self.assertEqual(self.end_of(connection), b"")

    def test_everybody_hears_the_same(self):
        wrong = self.token[:-1] + ("1" if self.token[-1] == "0" else "0")
        paths = ["/", "/" + wrong, "/" + wrong + "/", "/%s0/" % self.token, "/" + self.token[:-1], "//" + self.token,
                 "/x/" + self.token, "/%00" + self.token, "/%%%02x%s" % (ord(self.token[0]), self.token[1:]),
                 "http://localhost/%s/" % self.token, "*", "localhost:80", "/" + self.token + "%2f", self.token]
        asked = [self.request(path, method=method) for path in paths for method in ("GET", "POST", "BREW")]
        asked += ["GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01", "\r\n\r\n", "get /%s/ HTTP/1.1\r\n\r\n" % self.token,
                  self.request("/", "Content-Length: 5", body="hello"), self.request("/", "Transfer-Encoding: chunked",
                  body="5\r\nhello\r\n0\r\n\r\n"), self.request("/", "Expect: 100-continue", "Content-Length: 5"),
                  self.request("/", "X: " + 100000 * "a"), self.request("/") * 50, "G" * 100000]
        heard = self.say(asked[0])
        self.assertEqual(answers_of(heard), [(404, b"not found\n")])
        for text in asked:
            with self.subTest(text=text[:80]):
                self.assertEqual(self.say(text), heard)
        head = self.say(self.request("/", method="HEAD"))
        self.assertIn(b"\r\nContent-Length: 10\r\n", head)
        self.assertTrue(head.endswith(b"\r\n\r\n"))

    def test_a_wrong_digit_is_not_told_before_the_request_is_whole(self):
        connection = self.connect()
        connection.sendall(b"GET /nothing/ HTTP/1.1\r\nHost: localhost\r\n")
        self.assertEqual(select.select([connection], [], [], 0.3)[0], [])
        connection.sendall(b"\r\n")
        self.assertIn(b" 404 ", connection.recv(100))

    def test_a_thousand_guesses_leave_nothing(self):
        for number in range(1000):
            self.assertIn(b" 404 ", self.say(self.request("/%032x/" % number)))
        self.doCleanups()  # the server's descriptors are there no more, and ours
        self.assertEqual(set(os.listdir("/proc/self/fd")) - self.before, set())


class WithTheToken(Door):
    def test_a_body_is_read_and_not_minded(self):
        bodies = [["Content-Length: 5"], "hello"], [["Transfer-Encoding: chunked"], "5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n"], \
                 [["Content-Length: 300000"], 300000 * "x"], [["Content-Length: 0"], ""]
        for method, status in [("GET", 200), ("POST", 405)]:
            for lines, body in bodies:
                with self.subTest(method=method, lines=lines):
                    first = self.request(self.path + "help", *lines, method=method, body=body, last=False)
                    found = answers_of(self.say(first + self.request(self.path + "nothing")))
                    self.assertEqual([answer[0] for answer in found], [status, 404])
                    self.assertIn(b"There is no such page.", found[1][1])

    def test_a_body_that_is_waited_with(self):
        connection = self.connect()
        connection.sendall(self.request(self.path + "help", "Expect: 100-continue", "Content-Length: 5").encode())
        self.assertTrue(connection.recv(25).startswith(b"HTTP/1.1 100 "))
        connection.sendall(b"hello")
        received = connection.makefile("rb").read()
        self.assertIn(b"HTTP/1.1 200 ", received)

    def test_many_requests_in_one_piece(self):
        asked = self.request(self.path + "help", last=False) * 40 + self.request(self.path + "help", method="HEAD")
        received = self.say(asked)
        self.assertEqual(received.count(b"HTTP/1.1 200 "), 41)

    def test_byte_by_byte(self):
        connection = self.connect()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in self.request(self.path + "help").encode():
            connection.sendall(bytes([byte]))
        self.assertTrue(connection.makefile("rb").read().startswith(b"HTTP/1.1 200 "))

    def test_the_sending_side_may_have_ended(self):
        connection = self.connect()
        connection.sendall(self.request(self.path + "help").encode())
        connection.shutdown(socket.SHUT_WR)
        self.assertTrue(connection.makefile("rb").read().startswith(b"HTTP/1.1 200 "))

    def test_large_heads_get_an_answer(self):
        self.assertEqual(self.answer(self.path + "help", "X: " + 10000 * "a")[0], 200)
        self.assertEqual(self.answer(self.path + "help", "X: " + 100000 * "a"), (431, b"too large\n"))
        self.assertEqual(self.answer(self.path + 9000 * "a")[0], 404)

    def test_escapes_in_an_address(self):
        for path, status in [("%68elp", 200), ("help?q=%00", 200), ("help%00", 404), ("types/%00", 404), ("%2e%2e/", 404),
                             ("help%", 404), ("help%zz", 404), ("types/%ff%fe", 404)]:
            with self.subTest(path=path):
                self.assertEqual(self.answer(self.path + path)[0], status)

    def test_another_place_in_an_absolute_address(self):
        self.assertEqual(answers_of(self.say("GET %shelp HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n" % self.path)),
                         [(404, b"not found\n")])

    def test_more_than_may_be_inside_wait_for_a_place(self):
        inside = []
        for _ in range(MOST_WAITING):
            connection = self.connect()
            connection.sendall(self.request(self.path + "help", last=False).encode())
            self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 200 "))
            inside.append(connection)
        one_more = self.connect()
        one_more.sendall(self.request(self.path + "help").encode())
        self.assertEqual(select.select([one_more], [], [], 0.3)[0], [])
        inside.pop().close()
        self.assertTrue(one_more.recv(100).startswith(b"HTTP/1.1 200 "))


if __name__ == "__main__":
    unittest.main()
