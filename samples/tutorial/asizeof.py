"""How large objects are, with all they hold.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import math

from refscope.asizeof import (asized, asizeof, asizesof, basicsize, flatsize, isbuiltin, isclass, iscode, isframe, isfunction,
                              ismethod, ismodule, itemsize, refs)


def main():
    l = list(range(20))
    r = range(20)
    print("asizeof(l):", asizeof(l), "bytes")
    print("asizeof(r):", asizeof(r), "bytes")
    print("together:", asizeof(l, r), "bytes, in all", asizeof(l, r) == sum(asizesof(l, r)))
    print("one by one:", *asizesof(l, r), "bytes")

    one = asized(l)
    print(type(one).__name__)
    print(str(one))
    print(one.flat, "bytes of", one.size, "bytes are the list's own")
    for each in asized(l, r):
        print(each.format())
    print(asized(l, detail=0, stats=1).format())
    print()
    print(asized(l, detail=1).format())

    print("itemsize:", itemsize(l), "bytes")
    print("basicsize:", basicsize(l), "bytes")
    print("flatsize:", flatsize(l), "bytes")
    print("refs:", list(refs(l)))


class Reader:
    def read(self):
        """A method."""


def kinds():
    """What is what: the questions of inspect, which asizeof has as well."""
    objects = {"a list": [], "a module": math, "a function": main, "a method": Reader().read, "a class": Reader, "min": min}
    questions = (isclass, iscode, isbuiltin, isframe, isfunction, ismethod, ismodule)
    for name, value in objects.items():
        print("%-12s" % name, *[question.__name__ for question in questions if question(value)])


main()
kinds()
