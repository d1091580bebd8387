"""What the tutorial's programs look at: two classes whose instances hold a large array.

The arrays are numpy's where it is installed, else those of the standard library.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import array
import random

try:
    import numpy
except ImportError:
    numpy = None

COUNT = 100_000


def integers(count, seed):
    """An array of random integers, 8 bytes each."""
    if numpy is not None:
        return numpy.random.RandomState(seed).randint(0, 1000, count, dtype="int64")
    return array.array("q", random.Random(seed).choices(range(1000), k=count))


def floats(count, seed):
    """An array of uniform random floats, 8 bytes each."""
    if numpy is not None:
        return numpy.random.RandomState(seed).uniform(size=count)
    draw = random.Random(seed).random
    return array.array("d", (draw() for _ in range(count)))


class RNG:
    """Random integers."""

    def __init__(self, count=COUNT, seed=1):
        self.values = integers(count, seed)


class Dist:
    """Uniform random floats."""

    def __init__(self, count=COUNT, seed=1):
        self.values = floats(count, seed)
