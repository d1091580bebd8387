"""What came and went in the heap between two moments.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope.tracker import SummaryTracker


def main():
    tracker = SummaryTracker()
    print("At once:")
    tracker.print_diff()

    s0 = tracker.create_summary()
    squares = [number * number for number in range(15_000)]
    s1 = tracker.create_summary()
    print("A list of %d squares:" % len(squares))
    tracker.print_diff(summary1=s0, summary2=s1)

    rows = sorted(tracker.diff(summary1=s0, summary2=s1), key=lambda row: row[2], reverse=True)
    print("the largest:", rows[:2])


main()
