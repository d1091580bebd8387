"""Calls on single objects: python small_calls.py TOOL prints a line of JSON, {call: microseconds}. See run.py.

The best of some rounds, after a call that is not measured.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib
import json
import sys
import time


class Part:
    def __init__(self):
        self.number = 1
        self.items = [1, 2, 3]


class Whole:
    def __init__(self):
        self.parts = [Part() for _ in range(10)]
        self.names = {number: str(number) for number in range(10)}


def calls(tool):
    asizeof, muppy, summary = (importlib.import_module("%s.%s" % (tool, name)) for name in ("asizeof", "muppy", "summary"))
    whole, part, some = Whole(), Part(), [1, "a", 2.0, [1], {}, Part()]
    many, sizer = some * 20, asizeof.Asizer()
    few_rows, rows = summary.summarize(some), summary.summarize(many)
    made = {}
    for name, one in (("5", 5), ("'text'", "text"), ("[1, 2, 3]", [1, 2, 3]), ("a dict of 2", {"a": 1, "b": 2}),
                      ("an instance", part), ("an instance of 60 objects", whole)):
        made["asizeof(%s)" % name] = lambda one=one: asizeof.asizeof(one)
        made["asized(%s)" % name] = lambda one=one: asizeof.asized(one)
        made["asized(%s, detail=1)" % name] = lambda one=one: asizeof.asized(one, detail=1)
        made["flatsize(%s)" % name] = lambda one=one: asizeof.flatsize(one)
    made.update({
        "asizesof() of 3 objects": lambda: asizeof.asizesof(1, "a", [1]),
        "refs(an instance)": lambda: list(asizeof.refs(part)),
        "named_refs(an instance)": lambda: asizeof.named_refs(part),
        "basicsize(an instance)": lambda: asizeof.basicsize(part),
        "itemsize(an instance)": lambda: asizeof.itemsize(part),
        "leng([1, 2])": lambda: asizeof.leng([1, 2]),
        "Asizer().asizeof(an instance)": lambda: asizeof.Asizer().asizeof(part),
        "Asizer.asizeof() of one it knows": lambda: sizer.asizeof(part),
        "muppy.getsizeof()": lambda: muppy.getsizeof(some),
        "muppy.get_size() of 6 objects": lambda: muppy.get_size(some),
        "muppy.filter() by type, 6 objects": lambda: muppy.filter(some, Type=list),
        "muppy.filter() by size, 6 objects": lambda: muppy.filter(some, min=10),
        "muppy.filter() by size, 120 objects": lambda: muppy.filter(many, min=10),
        "muppy.sort() of 6 objects": lambda: muppy.sort(some),
        "muppy.get_diff() of 6 objects": lambda: muppy.get_diff(some, some[:3]),
        "muppy.get_referents()": lambda: muppy.get_referents(some),
        "summarize() of 1 object": lambda: summary.summarize([1]),
        "summarize() of 6 objects": lambda: summary.summarize(some),
        "summarize() of 120 objects": lambda: summary.summarize(many),
        "summary.get_diff()": lambda: summary.get_diff(few_rows, rows),
        "summary.format_()": lambda: list(summary.format_(rows)),
    })
    return made


def microseconds(call, rounds=9, repeats=30):
    call()
    best = None
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        spent = (time.perf_counter() - start) / repeats
        best = spent if best is None else min(best, spent)
    return best * 1e6


if __name__ == "__main__":
    print(json.dumps({name: microseconds(call) for name, call in calls(sys.argv[1]).items()}))
