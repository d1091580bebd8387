"""One row of the tree bench: python tree_cost.py OBJECTS. See run.py.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys
import time

import heaps
import refscope


def main(objects):
    target, holder, beside = heaps.chain(objects // 2)  # a small list and the number in it: two objects each
    start = time.perf_counter()
    snapshot = refscope.capture()
    captured = time.perf_counter()
    handle = snapshot.at(target)
    tree(handle)
    first = time.perf_counter()
    rounds = 1000
    for _ in range(rounds):
        tree(handle)
    again = (time.perf_counter() - first) / rounds
    print("%14s  %10.3f s  %13.3f ms  %9.3f ms" % (format(len(snapshot), ","), captured - start, (first - captured) * 1e3, again * 1e3))


def tree(handle, depth=3):
    """What a referrer tree asks: the holders, their holders, and so on."""
    level = [handle]
    for _ in range(depth):
        level = [reference.source for one in level[:10] for reference in one.referrers()[:10]]


if __name__ == "__main__":
    main(int(sys.argv[1]))
