"""refscope.garbagegraph: Pympler's GarbageGraph, without a collection and without a trace.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import gc
import io
import os
import re
import sys
import tempfile
import unittest
import weakref

from refscope.garbagegraph import GarbageGraph, end_debug_garbage, start_debug_garbage
from refscope.refgraph import ReferenceGraph, _Edge


class Foo:
    __slots__ = ("next", "other", "__weakref__")


class Plain:
    pass


def ring(count):
    nodes = [Foo() for _ in range(count)]
    for one, following in zip(nodes, nodes[1:] + nodes[:1]):
        one.next = following
    return nodes


class Collected(unittest.TestCase):
    def setUp(self):
        start_debug_garbage()
        self.addCleanup(end_debug_garbage)

    def test_without_garbage_there_is_nothing_to_see(self):
        graph = GarbageGraph()
        self.assertEqual((graph.count, graph.metadata, graph.edges), (0, [], set()))
        self.assertIs(graph.render("never.ps"), False)
        self.assertFalse(os.path.exists("never.ps"))

    def test_garbage_is_found_with_its_edges(self):
        ids = [id(n) for n in ring(2)]
        graph = GarbageGraph()
        self.assertEqual(sorted(m.id for m in graph.metadata), sorted(ids))
        self.assertEqual({m.type for m in graph.metadata}, {"Foo"})
        self.assertEqual(graph.edges, {_Edge(ids[0], ids[1], "next"), _Edge(ids[1], ids[0], "next")})
        self.assertTrue(all(m.size > 0 and m.str for m in graph.metadata))

    def test_the_graphs_before_do_not_keep_it_from_being_garbage(self):
        ring(3)
        first = GarbageGraph()
        second = GarbageGraph(reduce=True)
        self.assertEqual((first.count, second.count, second.num_in_cycles), (3, 3, 3))

    def test_reduce_leaves_what_hangs_on_cycles(self):
        nodes = ring(3)
        tail = Foo()
        nodes[0].other = tail
        tail.other = None
        tail_id = id(tail)
        del nodes, tail
        whole, reduced = GarbageGraph(), GarbageGraph(reduce=True)
        self.assertEqual((whole.count, reduced.count, reduced.num_in_cycles), (4, 4, 3))
        self.assertIn(tail_id, [m.id for m in whole.metadata])
        self.assertNotIn(tail_id, [m.id for m in reduced.metadata])
        self.assertEqual(whole.reduce_to_cycles().num_in_cycles, 3)
        self.assertIsInstance(whole.reduce_to_cycles(), GarbageGraph)

    def test_parts(self):
        ring(4)
        alone = []
        alone.append(alone)
        alone_id = id(alone)
        del alone
        parts = GarbageGraph().split_and_sort()
        self.assertEqual([(p.index, p.count, type(p)) for p in parts], [(0, 4, GarbageGraph), (1, 1, GarbageGraph)])
        self.assertEqual(parts[1].edges, [_Edge(alone_id, alone_id, "[0]")])

    def test_instances_with_a_dict_have_edges_on_every_version(self):
        foo, bar = Plain(), Plain()
        foo.next, bar.prev = bar, foo
        foo_id, foo_dict, bar_id, bar_dict = id(foo), id(foo.__dict__), id(bar), id(bar.__dict__)
        # Where the dict is a view of what the instance holds, either of the two reports it: that changed in a patch release.
        inline = any(one is bar for one in gc.get_referents(foo))
        del foo, bar
        foo_holder, bar_holder = (foo_id, bar_id) if inline else (foo_dict, bar_dict)
        self.assertEqual(GarbageGraph().edges, {
            _Edge(foo_id, foo_dict, "__dict__"), _Edge(foo_holder, bar_id, "next"),
            _Edge(bar_id, bar_dict, "__dict__"), _Edge(bar_holder, foo_id, "prev")})

    def test_objects_instead_of_garbage(self):
        ring(2)
        mine = [["mine"]]
        graph = GarbageGraph(mine)
        self.assertEqual(graph.objects, mine)
        self.assertEqual(GarbageGraph([]).count, 0)
        for reduce in (False, 0, None):
            self.assertEqual(GarbageGraph(reduce).count, 2)
        self.assertEqual(GarbageGraph(1).num_in_cycles, 2)

    def test_stats(self):
        (node,) = ring(1)
        node.other = "x" * 5000
        node_id = id(node)
        ring(2)
        del node
        out = io.StringIO()
        graph = GarbageGraph(reduce=True)
        graph.print_stats(stream=out)
        lines = out.getvalue().splitlines()
        self.assertEqual(lines[0], "%-10s %8s %-12s %-46s" % ("id", "size", "type", "representation"))
        self.assertRegex(lines[1], r"^0x%08x +5\d\d\d Foo          <[\w.]+Foo object at 0x[0-9a-f.]+" % node_id)
        self.assertEqual(len(lines), 5)
        self.assertTrue(re.match(r"^Garbage:        3 collected objects \(3 in cycles\): +5\.\d\d KB$", lines[-1]), lines[-1])
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            graph.print_stats()
        self.assertEqual(printed.getvalue(), out.getvalue())

    def test_files(self):
        ring(2)
        graph = GarbageGraph()
        with tempfile.TemporaryDirectory() as folder:
            graph.write_graph(os.path.join(folder, "x.dot"))
            self.assertIs(graph.render(os.path.join(folder, "x.ps"), unflatten=True), True)
            self.assertEqual(sorted(os.listdir(folder)), ["x.dot", "x.ps"])


class NoTrace(unittest.TestCase):
    def test_nothing_runs_and_nothing_stays(self):
        heard = []

        class Heard(Foo):
            def __del__(self):
                heard.append("del")
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        node = Heard()
        node.next = node
        reference = weakref.ref(node, lambda r: heard.append("callback"))
        del node
        collections = [s["collections"] for s in gc.get_stats()]
        graph = GarbageGraph()
        self.assertEqual(graph.count, 1)
        self.assertEqual(([s["collections"] for s in gc.get_stats()], gc.get_debug(), gc.garbage, heard),
                         (collections, 0, [], []))
        del graph
        gc.collect()
        self.assertEqual(sorted(heard), ["callback", "del"])
        self.assertIsNone(reference())

    def test_gc_garbage_is_as_before_also_when_somebody_set_a_debug_flag(self):
        start_debug_garbage()
        gc.set_debug(gc.DEBUG_SAVEALL)
        ring(500)
        gc.collect()
        graph = GarbageGraph()
        self.assertEqual((graph.count, len(gc.garbage)), (500, 500))
        end_debug_garbage()
        self.assertEqual((gc.garbage, gc.get_debug(), gc.isenabled()), ([], 0, True))

    def test_what_was_in_gc_garbage_before_stays(self):
        mine = ["mine"]
        gc.garbage.append(mine)
        self.addCleanup(gc.garbage.clear)
        start_debug_garbage()
        gc.garbage.append(["not mine"])
        end_debug_garbage()
        self.assertEqual(gc.garbage, [mine])
        end_debug_garbage()
        self.assertEqual(gc.garbage, [mine])

    def test_uncollectable_only(self):
        start_debug_garbage()
        gc.set_debug(gc.DEBUG_SAVEALL)
        ring(3)
        graph = GarbageGraph(collectable=False)
        self.assertEqual((graph.count, gc.get_debug()), (0, gc.DEBUG_SAVEALL))
        self.assertIsNone(graph.reduce_to_cycles())
        end_debug_garbage()

    def test_the_graph_is_all_that_holds_the_objects(self):
        start_debug_garbage()
        self.addCleanup(end_debug_garbage)
        reference = weakref.ref(ring(1)[0])
        graph = GarbageGraph()
        end_debug_garbage()
        gc.collect()
        self.assertIsNotNone(reference())
        self.assertEqual(graph.count, 1)
        del graph
        gc.collect()
        self.assertIsNone(reference())


class Hierarchy(unittest.TestCase):
    def test_it_is_a_reference_graph(self):
        self.assertTrue(issubclass(GarbageGraph, ReferenceGraph))
        self.assertEqual(GarbageGraph.__init__.__code__.co_varnames[:3], ("self", "reduce", "collectable"))
        self.assertEqual(sys.modules["refscope.garbagegraph"].__all__,
                         ["GarbageGraph", "start_debug_garbage", "end_debug_garbage"])


if __name__ == "__main__":
    unittest.main()
