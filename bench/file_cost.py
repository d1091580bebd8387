"""Some rows of the file bench: python file_cost.py HEAP COUNT COMMAND. See run.py.

What a snapshot file takes and costs, beside the capture of the same heap in the same process: seconds on the clock, and of all
processors together, which other work on the machine does not change much. The first answer is that of a command on the file,
its start included.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import tempfile
import time

import heaps
import refscope


def processors():
    return sum(os.times()[:4])


def best(function, runs=3):
    """(clock, processor) seconds, the least of each, and what the last run returned."""
    clocks, works, result = [], [], None
    for _ in range(runs):
        result = None
        clock, work = time.perf_counter(), processors()
        result = function()
        clocks.append(time.perf_counter() - clock)
        works.append(processors() - work)
    return (min(clocks), min(works)), result


def row(heap, what, seconds, captured, more=""):
    print("%-12s %-14s %8.3f s %6.2f x  %8.2f s %6.2f x  %s" % (
        heap, what, seconds[0], seconds[0] / captured[0], seconds[1], seconds[1] / captured[1], more), flush=True)


def main(heap, count, command):
    kept = getattr(heaps, heap)(count)
    captured, snapshot = best(refscope.capture)
    row(heap, "capture", captured, captured, "%s objects" % format(len(snapshot), ","))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "heap.rsnap")
        saved, _ = best(lambda: snapshot.save(path))
        size = os.path.getsize(path)
        row(heap, "save", saved, captured, "%.0f MB/s of columns, %.2f bytes an object" % (
            snapshot.memory / saved[0] / 1e6, size / len(snapshot)))
        opened, _ = best(lambda: refscope.open(path))
        row(heap, "open", opened, captured)
        for words in (["info"], ["summary"], ["why", "--type", "NoSuchType"]):
            asked, _ = best(lambda: subprocess.run([command, *words, path], capture_output=True))
            row(heap, "`%s`" % words[0], asked, captured)
    return kept


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
