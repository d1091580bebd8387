"""refscope.tracker: what changed, and nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import gc
import io
import os
import subprocess
import sys
import textwrap
import unittest

from refscope import muppy
from refscope.tracker import ObjectTracker, SummaryTracker


class Thing:
    pass


class Summaries(unittest.TestCase):
    def setUp(self):
        gc.collect()  # garbage that is collected in between takes the weak references to it along

    def test_an_idle_program_has_no_changes_from_the_first_diff_on(self):
        tracker = SummaryTracker()
        first = tracker.diff()
        second = tracker.diff()
        self.assertEqual((first, second), ([], []))

    def test_nor_in_a_loop(self):
        results, rounds = [None] * 10, iter(range(10))
        tracker = SummaryTracker()
        for n in rounds:
            results[n] = tracker.diff()
        self.assertEqual(results, [[]] * 10)

    def run_fresh(self, text, unbuffered=""):
        """What a new interpreter prints, which has done nothing yet that it does only once."""
        ran = subprocess.run([sys.executable, "-c", textwrap.dedent(text)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, timeout=120, env=dict(os.environ, PYTHONUNBUFFERED=unbuffered))
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return ran.stdout

    def test_nor_has_a_program_that_has_just_started(self):
        self.assertEqual(self.run_fresh("""
            from refscope.tracker import SummaryTracker
            results = [None] * 4
            tracker = SummaryTracker()
            results[0] = tracker.diff()
            results[1] = tracker.diff()
            results[2] = tracker.diff()
            results[3] = tracker.diff()
            print(results)
        """), "[[], [], [], []]\n")

    def test_nor_when_it_prints_them(self):
        table = "  types |   # objects |   total size\n======= | =========== | ============\n"
        self.assertEqual(self.run_fresh("""
            from refscope.tracker import SummaryTracker
            def main():
                tracker = SummaryTracker()
                tracker.print_diff()
                tracker.print_diff()
                tracker.print_diff()
            main()
        """), 3 * table)

    def test_nor_what_the_program_itself_prints_in_between(self):
        """Into a pipe print() leaves a list of what waits to be written, unless PYTHONUNBUFFERED says otherwise."""
        for unbuffered in "", "1":
            with self.subTest(unbuffered=unbuffered):
                self.assertEqual(self.run_fresh("""
                    import sys
                    from refscope.tracker import ObjectTracker, SummaryTracker
                    def main():
                        results, rounds = [None] * 4, iter(range(2))
                        tracker = SummaryTracker()
                        for n in rounds:
                            print("text", n)
                            print("", end="", file=sys.stderr)
                            results[n] = tracker.diff()
                        objects = ObjectTracker()
                        objects.get_diff()
                        print("text")
                        print("text")
                        results[2] = [o for o in objects.get_diff()["+"] if type(o) is list and "text" in o]
                        s0 = tracker.create_summary()
                        print("text")
                        print("text")
                        results[3] = tracker.diff(s0, tracker.create_summary())
                        print(results)
                    main()
                """, unbuffered), "text 0\ntext 1\n" + 4 * "text\n" + "[[], [], [], []]\n")

    def test_a_stream_of_the_programs_own_is_left_alone(self):
        class Stream(io.StringIO):
            def flush(self):
                raise AssertionError("code of the program's own")

        with contextlib.redirect_stdout(Stream()):
            self.assertEqual(SummaryTracker().diff(), [])

    def test_a_stream_that_cannot_write_keeps_its_error_for_the_program(self):
        self.assertEqual(self.run_fresh("""
            import os, sys
            from refscope.tracker import SummaryTracker
            out, sys.stdout = sys.stdout, open(os.pipe()[1], "w")
            print("text")
            os.close(sys.stdout.fileno())
            tracker = SummaryTracker()
            tracker.diff()
            try:
                sys.stdout.flush()
            except OSError as error:
                print(type(error).__name__, file=out)
            out.flush()
            os._exit(0)
        """), "OSError\n")

    def test_nor_when_a_collection_happens_in_between(self):
        """Classes that are garbage take themselves out of their bases; what only C holds is not looked after any more."""
        self.assertEqual(self.run_fresh("""
            import gc
            gc.disable()
            import dataclasses, enum, typing
            for n in range(5):
                type("Garbage", (dict,), {})
            from refscope.tracker import SummaryTracker
            results = [None] * 4
            tracker = SummaryTracker()
            results[0] = tracker.diff()
            gc.collect()
            results[1] = tracker.diff()
            results[2] = tracker.diff()
            gc.collect()
            results[3] = tracker.diff()
            print(results)
        """), "[[], [], [], []]\n")

    def test_what_is_made_and_goes(self):
        tracker = SummaryTracker()
        tracker.diff()
        thing = Thing()
        name, size = __name__ + ".Thing", muppy.getsizeof(thing)
        self.assertIn([name, 1, size], tracker.diff())
        self.assertNotIn(name, [row[0] for row in tracker.diff()])
        del thing
        self.assertIn([name, -1, -size], tracker.diff())

    def test_between_two_summaries(self):
        tracker = SummaryTracker()
        first = tracker.create_summary()
        squares = [n * n for n in range(15000)]
        second = tracker.create_summary()
        changes = sorted(tracker.diff(summary1=first, summary2=second), key=lambda row: row[2], reverse=True)
        self.assertEqual([row[0] for row in changes[:2]], ["int", "list"])
        self.assertEqual(changes[1], ["list", 1, sys.getsizeof(squares)])
        self.assertIn(changes[0][1], range(14970, 15001))
        with self.assertRaisesRegex(ValueError, "^You cannot provide summary2 without summary1.$"):
            tracker.diff(summary2=second)

    def test_summaries_given_away_are_not_seen(self):
        tracker = SummaryTracker()
        tracker.diff()
        kept = [tracker.create_summary() for _ in range(3)]
        lists = [row for row in tracker.diff() if row[0] == "list"]
        self.assertLess(lists[0][1] if lists else 0, 3)
        tracker.store_summary("stored")
        self.assertEqual(tracker.diff(tracker.summaries["stored"]), [])
        del kept

    def test_printed(self):
        tracker = SummaryTracker()
        with contextlib.redirect_stdout(io.StringIO()) as text:
            tracker.print_diff([], [])
            tracker.print_diff()
        self.assertEqual(text.getvalue().splitlines()[:2],
                         ["  types |   # objects |   total size", "======= | =========== | ============"])
        self.assertEqual(len(list(tracker.format_diff([], [["a", 1, 2]]))), 3)


class Objects(unittest.TestCase):
    def test_what_is_made_and_goes(self):
        tracker = ObjectTracker()
        tracker.get_diff()
        thing = Thing()
        added = tracker.get_diff()
        self.assertEqual([o for o in added["+"] if type(o) is Thing], [thing])
        del added, thing
        removed = tracker.get_diff()
        self.assertEqual([type(o) for o in removed["-"] if type(o) is Thing], [Thing])
        del removed
        self.assertEqual([o for o in tracker.get_diff()["-"] if type(o) is Thing], [])

    def test_ignored_objects_and_what_only_they_hold(self):
        tracker = ObjectTracker()
        tracker.get_diff()
        ignored = [Thing()]
        self.assertFalse(any(type(o) is Thing for o in tracker.get_diff(ignore=(ignored,))["+"]))

    def test_printed(self):
        tracker = ObjectTracker()
        lines = tracker.format_diff()
        self.assertEqual(lines[0], "Added objects:")
        self.assertIn("Removed objects:", lines)


if __name__ == "__main__":
    unittest.main()
