"""Garbage that gc.collect() never frees is told apart from what it does, and why.

The oracle: weak references, after as many collections as free something. SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import random
import sys
import types
import unittest
import weakref

import refscope
import packages


class P:
    pass


def template():
    pass


def code_holding(*objects):
    """A code object, which is in none of the collector's lists, that holds these."""
    return template.__code__.replace(co_consts=template.__code__.co_consts + objects)


def pair(through):
    """An object on a cycle with what `through` makes of it, and a weak reference to it."""
    p = P()
    p.other = through(p)
    return weakref.ref(p)


def fates(make):
    """(snapshot, [(address, freed)]) of what `make` leaves behind; it gives weak references back."""
    gc.collect()
    gc.disable()
    try:
        weak = make()
        weak = weak if isinstance(weak, list) else [weak]
        addresses = [id(w()) for w in weak]
        snapshot = refscope.capture()
        while gc.collect():
            pass
        return snapshot, [(address, w() is None) for address, w in zip(addresses, weak)]
    finally:
        gc.enable()


def random_web(seed, holders):
    """Objects that refer to each other at random, half of the ways through a holder that takes no part."""
    dice = random.Random(seed)
    web = [P() for _ in range(dice.randrange(2, 12))]
    for number in range(int(len(web) * dice.uniform(0.5, 1.6))):
        one, other = dice.choice(web), dice.choice(web)
        setattr(one, "r%d" % number, dice.choice(holders)(other) if dice.random() < 0.5 else [other])
    return [weakref.ref(one) for one in web]


class Fates(unittest.TestCase):
    def check(self, name, make, why):
        snapshot, found = fates(make)
        with self.subTest(name):
            for address, freed in found:
                handle = snapshot.at(address)
                self.assertEqual((handle.is_garbage, handle.uncollectable), (freed, None if freed else why))
                listed = {h.address for h in snapshot.uncollectable()}
                self.assertEqual(address in listed, not freed)
                self.assertEqual(address in {h.address for h in snapshot.garbage()}, freed)
            self.assertEqual([freed for _, freed in found], [why is None] * len(found))
        return snapshot

    def test_what_the_collector_frees(self):
        for name, through in {"list": lambda p: [p], "dict": lambda p: {"k": p}, "cell": lambda p: lambda: p,
                              "itself": lambda p: p, "class": lambda p: type("T", (), {"p": p}),
                              "mapping": lambda p: types.MappingProxyType({"p": p})}.items():
            self.check(name, lambda: pair(through), None)

    def test_what_it_does_not(self):
        snapshot = self.check("code", lambda: pair(code_holding), "code does not take part")
        pattern, = [one for one in snapshot.cycles() if one.uncollectable and ".other" in one.text]
        self.assertEqual((pattern.uncollectable, pattern.scope, pattern.count), ("code does not take part", "garbage", 1))
        self.assertIn("stays   unreachable, but the collector cannot free it: code does not", pattern.report())

    def test_what_hangs_on_garbage_alone_goes(self):
        def make():
            p, q = P(), P()
            p.me, q.me, p.code = p, q, code_holding(q)
            return [weakref.ref(p), weakref.ref(q)]
        self.check("two collections", make, None)

    def test_random_webs(self):
        fate = {True: 0, False: 0}
        for seed in range(150):
            snapshot, found = fates(lambda: random_web(seed, [code_holding]))
            for address, freed in found:
                if snapshot.at(address).refcount == 0:
                    continue
                fate[freed] += 1
                self.assertEqual(snapshot.at(address).uncollectable is None, freed, seed)
        self.assertGreater(min(fate.values()), 100)

    def test_what_the_collector_finds_is_what_is_called_garbage(self):
        for seed in range(40):
            gc.collect()
            gc.disable()
            gc.set_debug(gc.DEBUG_SAVEALL)
            try:
                weak = random_web(seed, [code_holding])
                snapshot = refscope.capture()
                gc.collect()
                theirs = {id(found) for found in gc.garbage}
                ours = {h.address for h in snapshot.garbage() if h.tracked}
                self.assertEqual(theirs - ours, set(), seed)
                held_unseen = {address for address in ours - theirs if not self.hangs(snapshot, address, theirs)}
                self.assertEqual(held_unseen, set(), seed)
                del weak
            finally:
                gc.set_debug(0)
                gc.garbage.clear()
                gc.enable()

    @staticmethod
    def hangs(snapshot, address, found):
        """Whether it hangs on what was found by a way that the collector does not see."""
        waiting, met = [address], set()
        while waiting:
            one = waiting.pop()
            for reference in snapshot.at(one).referrers():
                source = reference.source
                if (not reference.reported or not source.tracked) and source.is_garbage:
                    return True
                if source.address not in met:
                    met.add(source.address)
                    waiting.append(source.address)
        return False


class Numpy(Fates):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, packages.folder_with("numpy"))

    @classmethod
    def tearDownClass(cls):
        sys.path.pop()

    def test_what_it_does_not(self):
        import numpy

        def array(p):
            made = numpy.empty(3, dtype=object)
            made[1] = p
            return made
        self.check("array", lambda: pair(array), "numpy.ndarray does not take part")

    def test_random_webs(self):
        import numpy
        for seed in range(30):
            snapshot, found = fates(lambda: random_web(seed, [lambda p: numpy.array([p, None], dtype=object)]))
            for address, freed in found:
                self.assertEqual(snapshot.at(address).uncollectable is None, freed, seed)

    test_what_the_collector_frees = test_what_hangs_on_garbage_alone_goes = None
    test_what_the_collector_finds_is_what_is_called_garbage = None


if __name__ == "__main__":
    unittest.main()
