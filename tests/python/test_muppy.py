"""refscope.muppy: every live object, without refscope's own and without a trace.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections.abc
import contextlib
import gc
import io
import sys
import types
import unittest

from refscope import muppy

kept = []


class Thing:
    pass


class Hostile:
    @property
    def __class__(self):
        raise AssertionError("code of the program ran")

    def __eq__(self, other):
        raise AssertionError("code of the program ran")

    __hash__ = None


def is_in(objects, wanted):
    return any(o is wanted for o in objects)


class Objects(unittest.TestCase):
    def test_what_the_collector_does_not_track_is_found(self):
        text = "text in a dict in a tuple %d" % id(self)
        holder = ({"deep": (text, {"deeper": (1.25 + id(self), b"bytes")})},)
        gc.collect()
        objects = muppy.get_objects()
        for o in (holder, holder[0], text, holder[0]["deep"], holder[0]["deep"][1], holder[0]["deep"][1]["deeper"][0]):
            self.assertTrue(is_in(objects, o), o)

    def test_each_object_once_and_no_frames(self):
        objects = muppy.get_objects()
        self.assertEqual(len({id(o) for o in objects}), len(objects))
        self.assertFalse(any(type(o) is types.FrameType for o in objects))

    def test_frames_of_callers_when_asked_for(self):
        self.assertTrue(is_in(muppy.get_objects(include_frames=True), sys._getframe()))

    def test_nothing_of_our_own_is_found(self):
        objects = muppy.get_objects()
        ours = [o for o in objects if type(o) in (types.ModuleType, types.FunctionType)
                and (getattr(o, "__module__", None) or o.__name__).startswith(("refscope", "_refscope"))]
        self.assertEqual(ours, [])
        self.assertFalse(any(type(o).__module__ == "_refscope" for o in objects))

    def test_garbage_is_left_out_and_left_alone(self):
        gc.disable()
        self.addCleanup(gc.enable)
        thing = Thing()
        thing.me = thing
        address = id(thing)
        del thing
        before = gc.get_count()[1:]
        self.assertFalse(any(id(o) == address for o in muppy.get_objects()))
        self.assertEqual(gc.get_count()[1:], before)
        self.assertTrue(any(id(o) == address for o in gc.get_objects()))
        gc.collect()

    def test_a_loop_leaves_the_process_as_it_was(self):
        def blocks():
            return sys.getallocatedblocks()
        for _ in range(3):
            muppy.get_objects()
        gc.collect()
        things, before = len(gc.get_objects()), blocks()
        for _ in range(200):
            muppy.get_objects()
        self.assertEqual(len(gc.get_objects()), things)
        self.assertLess(abs(blocks() - before), 50)


class Collections(unittest.TestCase):
    def test_get_size(self):
        self.assertEqual(muppy.get_size(["abc", "abc", 1.5]), 2 * sys.getsizeof("abc") + 24)
        self.assertEqual(muppy.getsizeof([]), sys.getsizeof([]))

    def test_get_diff_by_identity(self):
        a, b, c = [1], [1], Hostile()
        diff = muppy.get_diff([a, c], [b, c])
        self.assertEqual((len(diff["+"]), diff["+"][0] is b, diff["-"][0] is a), (1, True, True))

    def test_sort(self):
        objects = ["x" * n for n in (30, 10, 20)]
        self.assertEqual([len(o) for o in muppy.sort(objects)], [10, 20, 30])
        self.assertEqual(len(objects[0]), 30)

    def test_filter(self):
        objects = [1, "a", [], [1] * 100, True, Hostile()]
        self.assertEqual(muppy.filter(objects, Type=list), [[], [1] * 100])
        self.assertEqual(muppy.filter(objects, Type=int), [1, True])
        self.assertEqual(len(muppy.filter(objects[:5], Type=collections.abc.Sized)), 3)
        self.assertEqual(muppy.filter(objects[:4], min=sys.getsizeof([])), [[1] * 100])
        self.assertEqual(muppy.filter(objects[:2], max=sys.getsizeof("a")), [1])
        self.assertEqual(muppy.filter([1], min=sys.getsizeof(1)), [])
        with self.assertRaisesRegex(ValueError, "^minimum must be smaller than maximum$"):
            muppy.filter(objects, min=3, max=2)

    def test_get_referents(self):
        inner = [object() for _ in range(5999)]
        self.assertEqual(len(muppy.get_referents(inner)), 5999)
        self.assertEqual(len(muppy.get_referents([inner, inner])), 1)
        self.assertEqual(len(muppy.get_referents([inner], level=2)), 6000)
        self.assertEqual(muppy.get_referents({"key": "value"}), ["value", "key"])
        chain = []
        for _ in range(50000):
            chain = [chain]
        self.assertEqual(len(muppy.get_referents(chain, level=10 ** 6)), 50000)
        while chain:
            chain = chain[0]

    def test_small_ones(self):
        self.assertEqual([muppy._is_containerobject(o) for o in ([], 1, "a", Thing())], [True, False, False, True])
        a = [1]
        self.assertEqual(muppy._remove_duplicates([a, a, [1], a]), [[1], [1]])

    def test_get_usage(self):
        self.assertIsNone(muppy._get_usage(lambda: None))
        for _ in range(64):  # the first instances of a class have room for more attributes than later ones
            Thing()
        usage = muppy._get_usage(lambda: kept.append(Thing()))
        self.assertIn(["%s.Thing" % __name__, 1, muppy.getsizeof(kept[0])], usage)

    def test_print_summary(self):
        with contextlib.redirect_stdout(io.StringIO()) as text:
            muppy.print_summary()
        lines = text.getvalue().splitlines()
        self.assertEqual((len(lines), lines[0].split("|")[1:]), (17, ["   # objects ", "   total size"]))


if __name__ == "__main__":
    unittest.main()
