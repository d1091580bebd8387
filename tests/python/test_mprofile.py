"""refscope.mprofile: memory at points of a program.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys
import unittest

from refscope.mprofile import MProfiler

held = []


def grow(count):
    held.append(bytearray(count))
    return count


def twice():
    grow(1 << 20)
    grow(4 << 20)


class Profile(unittest.TestCase):
    def tearDown(self):
        held.clear()

    def run_profile(self, **options):
        profiler = MProfiler(**options)
        self.assertIs(profiler.run("import %s as it\nit.twice()" % __name__), profiler)
        return profiler.memories

    def test_points(self):
        memories = self.run_profile(codepoints=[(None, "grow", None)], events=["return"])
        line = grow.__code__.co_firstlineno + 2
        (point, (count, least, most, _)), = memories.items()
        self.assertEqual((point, count), ((__file__, "grow", line), 2))
        self.assertEqual((most - least) >> 20, 4)

    def test_all_points_and_events(self):
        memories = self.run_profile()
        self.assertIn("grow", {function for _, function, _ in memories})
        self.assertIn("twice", {function for _, function, _ in memories})
        self.assertTrue(all(count >= 1 and least <= most for count, least, most, _ in memories.values()))

    def test_included(self):
        here = ("a.py", "work", 7)
        for points, included in ((None, True), ([], False), ([here], True), ([(None, None, None)], True), ([()], True),
                                 ([("b.py", None, None)], False), ([("b.py", None, None), (None, None, 7)], True),
                                 ([(None, "work", 8)], False)):
            self.assertIs(MProfiler(codepoints=points).codepoint_included(here), included, points)

    def test_the_profile_function_before_is_put_back(self):
        def before(frame, event, arg):
            pass

        sys.setprofile(before)
        try:
            with self.assertRaises(ZeroDivisionError):
                MProfiler(codepoints=[]).run("1 / 0")
            self.assertIs(sys.getprofile(), before)
        finally:
            sys.setprofile(None)


if __name__ == "__main__":
    unittest.main()
