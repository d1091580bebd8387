"""refscope.summary: rows and tables, to the column.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import io
import sys
import types
import unittest

from refscope import muppy, summary


class Meta(type):
    def __repr__(cls):
        raise AssertionError("code of the program ran")


class Shown(metaclass=Meta):
    pass


class Rows(unittest.TestCase):
    def test_summarize(self):
        rows = summary.summarize([1, 2, "a", Shown(), Shown(), summary, test, test])
        self.assertEqual(sorted(row[:2] for row in rows), sorted([
            ["int", 2], ["str", 1], [__name__ + ".Shown", 2], ["module(refscope.summary)", 1], ["function (test)", 2]]))
        self.assertEqual([row[2] for row in rows if row[0] == "int"], [2 * sys.getsizeof(1)])
        self.assertEqual(summary.summarize(iter(())), [])

    def test_the_sum_is_that_of_get_size(self):
        objects = muppy.get_objects()
        rows = summary.summarize(objects)
        self.assertEqual((sum(row[1] for row in rows), sum(row[2] for row in rows)), (len(objects), muppy.get_size(objects)))

    def test_get_diff(self):
        left, right = [["a", 1, 10], ["b", 2, 20]], [["b", 2, 30], ["c", 3, 30]]
        self.assertEqual(sorted(summary.get_diff(left, right)), [["a", -1, -10], ["b", 0, 10], ["c", 3, 30]])
        self.assertEqual(summary._sweep([["a", 0, 0], ["b", 0, 1]]), [["b", 0, 1]])

    def test_get_diff_gives_rows_of_its_own(self):
        left = [["a", 1, 10]]
        self.assertIsNot(summary.get_diff([], left)[0], left[0])

    def test_subtract_and_traverse(self):
        rows = summary._subtract([["str", 2, 100]], "abc")
        self.assertEqual(rows, [["str", 1, 100 - sys.getsizeof("abc")]])
        self.assertEqual(summary._subtract([], 1), [["int", -1, -sys.getsizeof(1)]])
        seen = []
        summary._traverse([["a", 1, 2]], seen.append)
        self.assertEqual(seen, [[["a", 1, 2]], ["a", 1, 2], "a", 1, 2])

    def test_repr(self):
        self.assertEqual([summary._repr([1], n) for n in (0, 1, 2, 9)], ["list", "list", "list, len=1", "list, len=1"])
        self.assertEqual(summary._repr(test), "function (test)")
        self.assertEqual(summary._repr(test, 2), "function (%s.test)" % __name__)
        self.assertEqual(summary._repr(types), "module(types)")
        self.assertEqual(summary._repr(Shown()), __name__ + ".Shown")
        self.assertEqual(summary._repr(sys._getframe()), "frame (codename: test_repr)")

    def test_representations_can_be_added(self):
        summary.representations[float] = [lambda f: "float %d at 0x7f" % f]
        self.addCleanup(summary.representations.pop, float)
        self.assertEqual(summary.summarize([1.5, 1.75, 2.5]), [["float 1", 2, 48], ["float 2", 1, 24]])


class Tables(unittest.TestCase):
    rows = [["first", 2, 512], ["second one", 10, 3365929], ["third", 1, 1024]]

    def test_columns(self):
        self.assertEqual(list(summary.format_(self.rows)), [
            "       types |   # objects |   total size",
            "============ | =========== | ============",
            "  second one |          10 |      3.21 MB",
            "       third |           1 |   1024     B",
            "       first |           2 |    512     B"])

    def test_order_and_limit(self):
        def names(**options):
            return [line.split("|")[0].strip() for line in summary.format_(self.rows, **options)][2:]
        self.assertEqual(names(sort="#", order="ascending"), ["third", "first", "second one"])
        self.assertEqual(names(sort="size", limit=1), ["second one"])
        self.assertEqual(names(sort="type", order="ascending"), ["first", "second one", "third"])

    def test_bad_words(self):
        with self.assertRaisesRegex(ValueError, r"^invalid sort, should be one of\['type', '#', 'size'\]$"):
            list(summary.format_([], sort="x"))
        with self.assertRaisesRegex(ValueError, r"^invalid order, should be one of\['ascending', 'descending'\]$"):
            list(summary.format_([], order="x"))

    def test_print(self):
        with contextlib.redirect_stdout(io.StringIO()) as text:
            summary.print_([])
        self.assertEqual(text.getvalue(), "  types |   # objects |   total size\n======= | =========== | ============\n")


def test():
    pass


if __name__ == "__main__":
    unittest.main()
