"""A process that is forked while another thread uses refscope has all of it: no lock stays taken, no graph half worked out.

The child has no thread but the one that forked. One that waits for another is ended by its alarm, which its status tells.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import os
import signal
import threading
import unittest
import warnings

import refscope
from refscope.classtracker import ClassTracker

ROUNDS = 8
PATIENCE = 30  # seconds, after which a child is said to wait for good


class Node:
    pass


def chain(length):
    """Many rings on a string: it takes a while to work out what holds them and what they hold."""
    first = before = Node()
    for _ in range(length):
        node = Node()
        node.ring = [node]
        before.next = before = node
    return first


def status_of_child(work):
    """How a forked child ends that does `work` and exits with what it says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from 3.12 on Python warns of every fork beside threads
        child = os.fork()
    if child == 0:
        status = 99
        with contextlib.suppress(BaseException):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(PATIENCE)
            status = work()
        os._exit(status)
    return os.waitpid(child, 0)[1]


@contextlib.contextmanager
def meanwhile(*works):
    """Threads that do `works` again and again."""
    over = threading.Event()

    def go_on(work):
        while not over.is_set():
            work()
    threads = [threading.Thread(target=go_on, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


class Forks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first = chain(3000)
        cls.addClassCleanup(delattr, cls, "first")

    def statuses(self, work):
        """Of children one after the other; the first that fails is the last."""
        found = []
        while len(found) < ROUNDS and not any(found):
            found.append(status_of_child(work))
        return found

    def test_while_another_thread_is_in_the_snapshot(self):
        snapshot = refscope.capture(values="none")
        with meanwhile(lambda: snapshot.cycles(scope="all")):
            self.assertEqual(self.statuses(lambda: 0 if snapshot.cycles(scope="all") else 1), ROUNDS * [0])

    def test_while_others_wait_for_the_snapshot(self):
        """Who waited for it may need the GIL next, which the fork has."""
        snapshot = refscope.capture(values="none")
        with meanwhile(lambda: snapshot.cycles(scope="all"), lambda: snapshot.at(self.first)):
            self.assertEqual(self.statuses(lambda: 0 if snapshot.at(self.first).address == id(self.first) else 1), ROUNDS * [0])

    def test_while_several_snapshots_come_and_go(self):
        def come_and_go():
            refscope.capture([self.first], values="none").at(self.first).retained_size
        with meanwhile(come_and_go, come_and_go):
            self.assertEqual(self.statuses(lambda: 0 if refscope.capture([self.first]).at(self.first).retained_size else 1),
                             ROUNDS * [0])

    def test_what_another_thread_was_working_out_is_right(self):
        known = refscope.capture(values="none").at(self.first).retained_size
        found = []
        for _ in range(ROUNDS):
            snapshot = refscope.capture(values="none")
            ready = threading.Event()

            def ask():
                ready.set()
                snapshot.at(self.first).retained_size
            thread = threading.Thread(target=ask)
            thread.start()
            ready.wait()
            found.append(status_of_child(lambda: 0 if snapshot.at(self.first).retained_size == known else 1))
            thread.join()
            if found[-1]:
                break
        self.assertEqual(found, ROUNDS * [0])

    def test_while_another_thread_draws(self):
        graph = refscope.capture([self.first]).graph(depth=3, limit=20)
        with meanwhile(lambda: graph.dot()):
            self.assertEqual(self.statuses(lambda: 0 if graph.dot().startswith("digraph") else 1), ROUNDS * [0])

    def test_while_a_tracker_takes_a_snapshot(self):
        tracker = ClassTracker()
        tracker.track_object(self.first)
        inside, leave = threading.Event(), threading.Event()

        def take():
            with ClassTracker.snapshot_lock:
                inside.set()
                leave.wait(0.5)  # the fork waits; a child that was forked too early finds the lock taken
        thread = threading.Thread(target=take)
        thread.start()
        inside.wait()

        def use():
            tracker.create_snapshot()
            return 0 if len(tracker.snapshots) == 1 else 1
        status = status_of_child(use)
        leave.set()
        thread.join()
        self.assertEqual(status, 0)

    def test_the_periodic_snapshots_of_the_parent_end_in_the_child(self):
        tracker = ClassTracker()
        tracker.start_periodic_snapshots(0.001)

        def use():
            tracker.stop_periodic_snapshots()
            tracker.start_periodic_snapshots(0.001)
            tracker.stop_periodic_snapshots()
            return 0 if tracker.snapshots else 1
        try:
            self.assertEqual(self.statuses(use), ROUNDS * [0])
        finally:
            tracker.stop_periodic_snapshots()


if __name__ == "__main__":
    unittest.main()
