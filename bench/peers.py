"""One question asked of one tool on one heap, in a process of its own: python peers.py TOOL QUESTION RECORDS.

Prints a line of JSON: {"seconds": ..., "collect": seconds of one gc.collect(), "found": what it found}. The heap is `records`
of heaps.py: ten objects a record, partly untracked by the collector. The tool was imported and has answered nothing yet: its
first answer counts. Seconds are processor time, of all threads, so that other work on the machine weighs less.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import gc
import importlib
import io
import json
import random
import sys
import time

import heaps


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


def referrer_tree(browser, target):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        browser(target, maxdepth=3, str_func=lambda o: type(o).__name__).print_tree()
    return len(text.getvalue().splitlines())


def refscope_tree(kept):
    from refscope import refbrowser
    return referrer_tree(refbrowser.ConsoleBrowser, kept[0])


def pympler_tree(kept):
    from pympler import refbrowser
    return referrer_tree(refbrowser.ConsoleBrowser, kept[0])


def refscope_middle(kept):
    """The holder is the last object that is looked at: in the middle of the collector's oldest list."""
    from refscope import refbrowser
    return referrer_tree(refbrowser.ConsoleBrowser, kept[len(kept) // 2].tags)


def pympler_middle(kept):
    from pympler import refbrowser
    return referrer_tree(refbrowser.ConsoleBrowser, kept[len(kept) // 2].tags)


class Held:
    pass


def tree_of_a_hundred_holders(browser):
    """Each level has to be asked a hundred times by a tool that asks for one object at a time."""
    target = Held()
    holders = [[target] for _ in range(100)]
    return referrer_tree(browser, target) >= len(holders)


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


def some_objects(kept):
    """20,000 of them."""
    return [o for record in kept[:4000] for o in (record, record.tags, record.fields, record.span, record.key)]


def refscope_refgraph(kept):
    from refscope import refgraph
    return len(refgraph.ReferenceGraph(some_objects(kept)).edges)


def pympler_refgraph(kept):
    from pympler import refgraph
    return len(refgraph.ReferenceGraph(some_objects(kept)).edges)


def graph_of_lists(refgraph):
    """20,000 lists that each refer to three of them."""
    generator = random.Random(1)
    lists = [[] for _ in range(20000)]
    for one in lists:
        one.extend(generator.choices(lists, k=3))
    start = time.process_time()
    graph = refgraph.ReferenceGraph(lists)
    return time.process_time() - start, len(graph.edges)


def refscope_lists(kept):
    from refscope import refgraph
    return graph_of_lists(refgraph)


def pympler_lists(kept):
    from pympler import refgraph
    return graph_of_lists(refgraph)


def tracked(classtracker, kept):
    """The second snapshot of 100,000 tracked records; the first one learns."""
    tracker = classtracker.ClassTracker()
    for record in kept[:100000]:
        tracker.track_object(record)
    tracker.create_snapshot()
    start = time.process_time()
    tracker.create_snapshot()
    return time.process_time() - start, 100000


def refscope_tracker(kept):
    from refscope import classtracker
    return tracked(classtracker, kept)


def pympler_tracker(kept):
    from pympler import classtracker
    return tracked(classtracker, kept)


def refscope_sizes(kept):
    """The same 100,000 sized once."""
    from refscope import asizeof
    return len(asizeof.asizesof(*kept[:100000]))


def pympler_sizes(kept):
    from pympler import asizeof
    return len(asizeof.asizesof(*kept[:100000]))


QUESTIONS = {
    "capture": {"refscope": refscope_capture, "refcycle": refcycle_capture},
    "summary": {"refscope": refscope_summary, "pympler": pympler_summary, "guppy3": guppy_summary, "objgraph": objgraph_summary},
    "asizeof": {"refscope": refscope_asizeof, "pympler": pympler_asizeof},
    "muppy": {"refscope": refscope_muppy, "pympler": pympler_summary},
    "referrers": {"refscope": refscope_referrers, "objgraph": objgraph_referrers},
    "tree": {"refscope": refscope_tree, "pympler": pympler_tree},
    "middle": {"refscope": refscope_middle, "pympler": pympler_middle},
    "holders": {"refscope": refscope_holders, "pympler": pympler_holders},
    "refgraph": {"refscope": refscope_refgraph, "pympler": pympler_refgraph},
    "lists": {"refscope": refscope_lists, "pympler": pympler_lists},
    "sizes": {"refscope": refscope_sizes, "pympler": pympler_sizes},
    "tracker": {"refscope": refscope_tracker, "pympler": pympler_tracker},
    "cycles": {"refscope": refscope_cycles, "refcycle": refcycle_cycles},
}
TIMED_BY_ITSELF = ("lists", "tracker")  # what comes before the question is not part of it


MODULES = {
    "refscope": ["refscope", "refscope.asizeof", "refscope.muppy", "refscope.refbrowser", "refscope.refgraph",
                 "refscope.classtracker"],
    "pympler": ["pympler.asizeof", "pympler.muppy", "pympler.summary", "pympler.refbrowser", "pympler.refgraph",
                "pympler.classtracker"],
    "objgraph": ["objgraph"], "guppy3": ["guppy"], "refcycle": ["refcycle"],
}


def processor_seconds(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def main(tool, question, count):
    ask = QUESTIONS[question][tool]
    for module in MODULES[tool]:
        importlib.import_module(module)
    kept = heaps.records(count)
    gc.collect()
    collect = min(processor_seconds(gc.collect) for _ in range(2))
    start = time.process_time()
    found = ask(kept)
    seconds = time.process_time() - start
    if question in TIMED_BY_ITSELF:
        seconds, found = found
    print(json.dumps({"seconds": seconds, "collect": collect, "found": found}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
