"""One question asked of one tool on one heap, in a process of its own: python peers.py TOOL QUESTION RECORDS.

Prints a line of JSON: {"seconds": ..., "collect": seconds of one gc.collect(), "found": what it found}. The heap is `records`
of heaps.py: ten objects a record, partly untracked by the collector.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import gc
import io
import json
import sys
import time

import heaps
import timing


def refscope_capture(kept):
    import refscope
    return len(refscope.capture())


def refscope_summary(kept):
    import refscope
    return sum(row[1] for row in refscope.capture().summary())


def refscope_garbage(kept):
    import refscope
    return len(list(refscope.capture().garbage()))


def refscope_referrers(kept):
    import refscope
    return len(list(refscope.capture().at(kept[0]).referrers()))


def refscope_tree(kept):
    from refscope import refbrowser
    with contextlib.redirect_stdout(io.StringIO()) as text:
        refbrowser.ConsoleBrowser(kept[0], maxdepth=3, str_func=lambda o: type(o).__name__).print_tree()
    return len(text.getvalue().splitlines())


class Held:
    pass


def tree_of_a_hundred_holders(browser):
    """Each level has to be asked a hundred times by a tool that asks for one object at a time."""
    target = Held()
    holders = [[target] for _ in range(100)]
    with contextlib.redirect_stdout(io.StringIO()) as text:
        browser(target, maxdepth=3, str_func=lambda o: type(o).__name__).print_tree()
    return len(text.getvalue().splitlines()) >= len(holders)


def refscope_holders(kept):
    from refscope import refbrowser
    return tree_of_a_hundred_holders(refbrowser.ConsoleBrowser)


def pympler_holders(kept):
    from pympler import refbrowser
    return tree_of_a_hundred_holders(refbrowser.ConsoleBrowser)


def refscope_cycles(kept):
    import refscope
    return len(list(refscope.capture().cycles(scope="all")))


def pympler_summary(kept):
    from pympler import muppy, summary
    return sum(row[1] for row in summary.summarize(muppy.get_objects()))


def pympler_tree(kept):
    from pympler import refbrowser
    with contextlib.redirect_stdout(io.StringIO()) as text:
        refbrowser.ConsoleBrowser(kept[0], maxdepth=3, str_func=lambda o: type(o).__name__).print_tree()
    return len(text.getvalue().splitlines())


def refscope_asizeof(kept):
    from refscope import asizeof
    return asizeof.asizeof(kept)


def pympler_asizeof(kept):
    from pympler import asizeof
    return asizeof.asizeof(kept)


def refscope_muppy(kept):
    from refscope import muppy, summary
    return sum(row[1] for row in summary.summarize(muppy.get_objects()))


def objgraph_summary(kept):
    import objgraph
    return sum(objgraph.typestats().values())


def objgraph_referrers(kept):
    import objgraph
    return len(objgraph.find_backref_chain(kept[0], objgraph.is_proper_module))


def guppy_summary(kept):
    from guppy import hpy
    return hpy().heap().count


def refcycle_capture(kept):
    import refcycle
    return len(refcycle.snapshot())


def refcycle_cycles(kept):
    import refcycle
    return len(refcycle.snapshot().strongly_connected_components())


QUESTIONS = {
    "capture": {"refscope": refscope_capture, "refcycle": refcycle_capture},
    "summary": {"refscope": refscope_summary, "pympler": pympler_summary, "guppy3": guppy_summary, "objgraph": objgraph_summary},
    "asizeof": {"refscope": refscope_asizeof, "pympler": pympler_asizeof},
    "muppy": {"refscope": refscope_muppy, "pympler": pympler_summary},
    "referrers": {"refscope": refscope_referrers, "objgraph": objgraph_referrers},
    "tree": {"refscope": refscope_tree, "pympler": pympler_tree},
    "holders": {"refscope": refscope_holders, "pympler": pympler_holders},
    "cycles": {"refscope": refscope_cycles, "refcycle": refcycle_cycles},
}


def main(tool, question, count):
    ask = QUESTIONS[question][tool]
    kept = heaps.records(count)
    gc.collect()
    collect = timing.collect_seconds(2)
    start = time.perf_counter()
    found = ask(kept)
    print(json.dumps({"seconds": time.perf_counter() - start, "collect": collect, "found": found}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
