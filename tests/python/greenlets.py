"""Run by test_greenlets.py where greenlet is: suspended greenlets, what they hold, and what is said of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import ctypes
import gc
import sys
import threading
import unittest
import weakref

import greenlet
import refscope

FRAMES_ARE_OBJECTS = sys.version_info < (3, 11)  # then the locals are those of frame objects


class Req:
    pass


class Kept:
    """Of a suspended greenlet that holds itself, so that it stays."""


def back():
    return greenlet.getcurrent().parent.switch()


def inner():
    of_inner = Req()
    back()
    return of_inner


def outer():
    of_outer = Req()
    inner()
    return of_outer


def walk():
    of_walk = Req()
    yield inner()
    return of_walk


def by_generator():
    of_caller = Req()
    for _ in walk():
        pass
    return of_caller


def suspended(function):
    made = greenlet.greenlet(function)
    made.switch()
    return made


def named(function, variable):
    return "local " + variable if FRAMES_ARE_OBJECTS else "local %s().%s" % (function, variable)


class Greenlets(unittest.TestCase):
    def no_count_too_small(self, snapshot):
        """An object that counts less than was found is a root that nothing holds from outside."""
        self.assertEqual([h.preview for h in snapshot.objects() if h.is_root and not h.outside and not h.immortal
                          and h.type not in ("interpreter", "thread", "running frame", "frame")], [])

    def names_in(self, snapshot):
        """The names of all references to instances of Req; nothing else holds these."""
        self.assertEqual([h.outside for h in snapshot.objects(type=Req) if h.outside], [])
        return sorted(reference.name for h in snapshot.objects(type=Req) for reference in h.referrers())

    def tearDown(self):
        gc.collect()

    def test_locals_of_all_functions_are_seen(self):
        made = suspended(outer)
        snapshot = refscope.capture()
        self.assertEqual(self.names_in(snapshot), [named("inner", "of_inner"), named("outer", "of_outer")])
        self.no_count_too_small(snapshot)

    def test_and_those_of_a_generator(self):
        made = suspended(by_generator)
        snapshot = refscope.capture()
        names = self.names_in(snapshot)
        self.assertEqual(len(names), 3)
        self.assertLessEqual({named("by_generator", "of_caller"), named("inner", "of_inner")}, set(names))
        self.no_count_too_small(snapshot)

    def test_after_its_frame_was_looked_at(self):
        made = suspended(outer)
        frame = made.gr_frame
        snapshot = refscope.capture()
        self.assertEqual(len(self.names_in(snapshot)), 2)
        self.assertEqual(frame.f_code.co_name, "back")
        del frame
        self.no_count_too_small(snapshot)

    def test_of_those_that_do_not_run_nothing_is_made_up(self):
        fresh, finished = greenlet.greenlet(outer), greenlet.greenlet(lambda: None)
        finished.switch()
        snapshot = refscope.capture()
        for one in (fresh, finished):
            self.assertFalse([r.name for r in snapshot.at(one).referents() if r.name.startswith("local")])
        self.no_count_too_small(snapshot)

    def test_the_main_one_while_another_runs(self):
        taken = []

        def take():
            taken.append(refscope.capture())
        of_main = Req()
        greenlet.greenlet(take).switch()
        snapshot, = taken
        name = named(sys._getframe().f_code.co_name, "of_main")
        self.assertEqual(self.names_in(snapshot), [name])
        del of_main
        self.no_count_too_small(snapshot)

    def test_another_thread_s(self):
        made, ready, go = [], threading.Event(), threading.Event()

        def work():
            made.append(suspended(outer))
            ready.set()
            go.wait(30)
            made[0].switch()
        thread = threading.Thread(target=work)
        thread.start()
        ready.wait(30)
        snapshot = refscope.capture()
        go.set()
        thread.join()
        self.assertEqual(len(self.names_in(snapshot)), 2)

    def test_subclasses(self):
        class Worker(greenlet.greenlet):
            def run(self):
                of_run = Kept()
                back()
                return of_run
        made = Worker()
        made.switch()
        snapshot = refscope.capture()
        self.assertIn(named("run", "of_run"), {r.name for h in snapshot.objects(type=Kept) for r in h.referrers()})
        self.no_count_too_small(snapshot)

    def test_every_reference_has_a_name(self):
        made = suspended(outer)
        snapshot = refscope.capture()
        self.assertFalse([r.name for r in snapshot.at(made).referents() if r.name.startswith(("?", "+"))])
        self.assertIn(".parent", [r.name for r in snapshot.at(made).referents()])

    def test_looking_changes_nothing(self):
        made = suspended(outer)
        before = len(gc.get_objects())
        refscope.capture()
        self.assertLessEqual(len(gc.get_objects()), before)
        made.switch()
        self.assertTrue(made.dead)

    def test_a_cycle_through_a_suspended_one_stays(self):
        def on_a_cycle(start):
            p, one = Kept(), greenlet.greenlet(lambda: back())
            p.one, one.p = one, p
            if start:
                one.switch()
            return weakref.ref(p)

        def inside():
            def hold():
                p, me = Kept(), greenlet.getcurrent()
                weak.append(weakref.ref(p))
                back()
                return p, me
            weak = []
            greenlet.greenlet(hold).switch()
            return weak[0]
        for label, make, why in (("suspended", lambda: on_a_cycle(True), "greenlet.greenlet does not take part"),
                                 ("not begun", lambda: on_a_cycle(False), None),
                                 ("its own local", inside, "greenlet.greenlet does not take part")):
            with self.subTest(label):
                gc.collect()
                gc.disable()
                weak = make()
                address = id(weak())
                snapshot = refscope.capture()
                while gc.collect():
                    pass
                gc.enable()
                self.assertEqual((weak() is None, snapshot.at(address).is_garbage), (why is None,) * 2)
                self.assertEqual(snapshot.at(address).uncollectable, why)

    def test_what_is_not_what_it_should_be_is_not_believed(self):
        made = suspended(outer)
        state = ctypes.cast(id(made), ctypes.POINTER(ctypes.c_uint64))
        if greenlet.greenlet.__basicsize__ == 40:
            state = ctypes.cast(state[4], ctypes.POINTER(ctypes.c_uint64))
        frame = id(made.gr_frame)
        place = next(i for i in range(2, 30) if state[i] == frame)
        usual = refscope.capture().coverage["opaque_objects"]
        for word in (id([]), 0x10000, 0x7fffffff0000, 12345, 1 << 63):
            state[place] = word
            snapshot = refscope.capture()
            state[place] = frame
            self.assertEqual(snapshot.coverage["opaque_objects"], usual + 1, hex(word))
            self.assertFalse([r.name for r in snapshot.at(made).referents() if r.name.startswith("local")])
        self.assertEqual(refscope.capture().coverage["opaque_objects"], usual)
        made.switch()


if __name__ == "__main__":
    unittest.main()
