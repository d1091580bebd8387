"""Our own objects never appear in the result, and taking photographs leaves no trace, however often.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import subprocess
import sys
import textwrap
import unittest

import refscope
from refscope import _cycle_check, web
from refscope.garbagegraph import GarbageGraph
from refscope.refbrowser import RefBrowser
from refscope.refgraph import ReferenceGraph


def ours_in(snapshot):
    """What of a snapshot looks like refscope's own: types, modules, classes, frames, functions."""
    types = [row.type for row in snapshot.summary() if "refscope" in row.type]
    named = [o.type + " " + o.name for kind in ("module", "type", "frame", "running frame")
             for o in snapshot.objects(type=kind) if "refscope" in (o.name or "")]
    return types + named


class NothingOfOurs(unittest.TestCase):
    def test_with_everything_alive_that_we_can_make(self):
        holder = {"held": ["held"]}
        first = refscope.capture()
        handle = first.at(holder)
        referents, paths, patterns = handle.referents(), handle.paths(), first.cycles("all")
        rows, graph, pending = first.summary(), first.graph(holder), iter(first.objects())
        alive = [next(pending), referents[0], paths[0], patterns[0], patterns[0].cut, patterns[0].example, rows[0], graph,
                 first.objects()[5:9], ReferenceGraph([holder, holder["held"]]), GarbageGraph(), RefBrowser(holder),
                 RefBrowser(holder, maxdepth=2).get_tree()]
        second = refscope.capture()
        self.assertEqual(ours_in(second), [])
        self.assertGreater(second.coverage["hidden_objects"], 50)
        self.assertEqual(len(alive), 13)
        for one in (first, graph, refscope, refscope.Snapshot, refscope.NotFoundError, ReferenceGraph, rows[0],
                    _cycle_check._end_in_child, web._forget):  # what is called in a forked process, CPython holds as well
            with self.subTest(repr(one)[:60]):
                self.assertRaises(refscope.NotFoundError, second.at, one)

    def test_what_only_we_hold_goes_with_us_and_what_is_shared_stays(self):
        mine = ["the program's"]
        graph = ReferenceGraph([mine])
        snapshot = refscope.capture()
        self.assertEqual(snapshot.at(mine).refcount, sys.getrefcount(mine) - 1 - 1)  # without that of graph.objects
        self.assertEqual([r.source.type for r in snapshot.at(mine).referrers()],
                         ["running frame" if sys.version_info >= (3, 11) else "frame"])
        self.assertRaises(refscope.NotFoundError, snapshot.at, graph.objects)
        self.assertRaises(refscope.NotFoundError, snapshot.at, graph.metadata)

    def test_others_modules_that_only_sound_like_ours_stay(self):
        code = textwrap.dedent("""
            import sys, types, refscope
            module = types.ModuleType("refscopes")
            sys.modules["refscopes"] = module
            module.things = ["things"]
            snapshot = refscope.capture()
            print(snapshot.at(module).name, snapshot.at(module.things).type)
        """)
        self.assertEqual(run(code), "refscopes list\n")

    def test_a_class_of_the_program_in_our_namespace_stays(self):
        code = textwrap.dedent("""
            import refscope
            class Mine: pass
            refscope.Mine = Mine
            one = Mine()
            print(refscope.capture().at(one).type)
        """)
        self.assertEqual(run(code), "__main__.Mine\n")


class NoTrace(unittest.TestCase):
    def test_a_thousand_captures_change_no_count(self):
        code = textwrap.dedent("""
            import gc, sys, refscope
            kept = {n: [n, (n, "x")] for n in range(50)}
            kinds = ("list", "dict", "tuple", "int", "str", "cell", "function")
            def counts(snapshot):
                rows = {row.type: row.objects for row in snapshot.summary()}
                return [rows[kind] for kind in kinds]
            def look():
                return refscope.capture()
            for _ in range(10): look()
            gc.collect(); gc.disable()
            one, other, tracked = None, None, 0
            one = look()
            tracked = len(gc.get_objects())
            for _ in range(1000): look()
            _ = 0
            tracked -= len(gc.get_objects())
            other = look()
            print(tracked, [(k, b - a) for k, a, b in zip(kinds, counts(one), counts(other)) if b - a])
        """)
        self.assertEqual(run(code), "0 []\n")

    def test_with_all_we_make_kept_alive_no_count_drifts(self):
        code = textwrap.dedent("""
            import gc, refscope
            kept = [[n] for n in range(50)]
            alive = [None] * 600
            def fill():
                for n in range(0, 600, 6):
                    snapshot = refscope.capture(kept)
                    objects = snapshot.objects(type="list")
                    alive[n:n + 6] = snapshot, objects[0], objects, iter(objects), objects[1].referents(), snapshot.graph(objects[0])
            def counts():
                return {row.type: row.objects for row in refscope.capture().summary()}
            fill(); before = counts(); alive[:] = [None] * 600
            gc.collect(); gc.disable()
            before = counts()
            before = counts()
            fill(); after = counts()
            print({k: after.get(k, 0) - before[k] for k in before if k != "int" and after.get(k, 0) != before[k]},
                  [k for k in after if k not in before])
        """)
        self.assertEqual(run(code), "{} []\n")

    def test_probes_keep_their_reference_counts(self):
        probes = [object(), [], {}, (1, []), "unlikely %d" % id(self), 12345678901, lambda: 1, type("Probe", (), {}), sys]
        before = [sys.getrefcount(p) for p in probes]
        snapshot = refscope.capture()
        handles = [snapshot.at(id(p)) for p in probes]
        about = [(h.referrers(), h.referents(), h.paths(), h.preview) for h in handles[:4]]
        refscope.capture(probes)
        ReferenceGraph(probes)
        RefBrowser(probes[0], maxdepth=2).get_tree()
        GarbageGraph()
        self.assertEqual([sys.getrefcount(p) for p in probes], before)
        self.assertEqual(len(about), 4)

    def test_our_types_are_not_in_the_collector_s_lists(self):
        snapshot = refscope.capture([["x"]])
        objects = snapshot.objects()
        for one in (snapshot, objects, objects[0], objects[0].referents(), iter(objects), snapshot.graph(objects[0])):
            self.assertFalse(gc.is_tracked(one), type(one))


def run(code):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return ran.stdout + ran.stderr


if __name__ == "__main__":
    unittest.main()
