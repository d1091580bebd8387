"""refscope.refgraph: Pympler's ReferenceGraph, right where that one is wrong.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import refscope
from refscope.refgraph import ReferenceGraph, _Edge, _MetaObject


class Foo:
    """Without a __dict__, so that a reference leads from one instance straight to the next on every version."""
    __slots__ = ("next", "other")


class Plain:
    pass


def chain(count):
    nodes = [Foo() for _ in range(count)]
    for one, following in zip(nodes, nodes[1:]):
        one.next = following
    return nodes


def edge(one, other, label):
    return _Edge(id(one), id(other), label)


class Attributes(unittest.TestCase):
    def test_objects_metadata_and_sizes(self):
        spam = {42: "spam spam spam"}
        graph = ReferenceGraph([42, spam[42], spam])
        self.assertEqual(graph.count, 3)
        self.assertEqual(graph.num_in_cycles, "N/A")
        self.assertEqual(graph.objects, [42, spam[42], spam])
        self.assertEqual([m.id for m in graph.metadata], [id(o) for o in graph.objects])
        self.assertEqual([m.type for m in graph.metadata], ["int", "str", "dict"])
        self.assertEqual([m.str for m in graph.metadata], ["42", "'spam spam spam'", "{42: 'spam spam spam'}"])
        self.assertEqual([m.cycle for m in graph.metadata], [False] * 3)
        self.assertEqual(graph.total_size, sum(-(-sys.getsizeof(o) // 8) * 8 for o in graph.objects))  # as asizeof rounds up
        self.assertEqual(graph.total_size, sum(m.size for m in graph.metadata))

    def test_sizes_go_to_any_depth_and_count_what_is_shared_once(self):
        deep = []
        inner = deep
        for _ in range(100_000):
            inner.append([])
            inner = inner[0]
        graph = ReferenceGraph([deep, deep[0]])
        self.assertEqual(graph.metadata[0].size, sys.getsizeof(deep))  # what is shown itself is no part of another
        self.assertEqual(graph.total_size, 100_000 * sys.getsizeof(deep) + sys.getsizeof([]))
        while deep:
            deep = deep[0]

    def test_a_class_is_no_part_of_its_instance(self):
        node = Foo()
        node.next = node.other = None
        graph = ReferenceGraph([node])
        self.assertEqual(graph.total_size, refscope.capture([node]).at(node).size + sys.getsizeof(None))

    def test_labels_are_bare_names(self):
        a, b, c = Foo(), ["b"], ["c"]
        a.next = b
        data = {"key": b, 7: c, (1, "x"): a}
        pair = (b, c)

        def function():
            return c
        objects = [a, b, c, data, pair, function, function.__closure__, function.__closure__[0]]
        self.assertEqual(ReferenceGraph(objects).edges, {
            edge(a, b, "next"), edge(data, b, "key"), edge(data, c, "7"), edge(data, a, "(1, 'x')"), edge(pair, b, "[0]"),
            edge(pair, c, "[1]"), edge(function, function.__closure__, "__closure__"),
            edge(function.__closure__, function.__closure__[0], "c") if function_closure_is_named(objects)
            else edge(function.__closure__, function.__closure__[0], "[0]"),
            edge(function.__closure__[0], c, "cell_contents")})

    def test_attributes_are_named_on_every_version(self):
        one, other = Plain(), Plain()
        one.friend = other
        graph = ReferenceGraph([one, other])
        if graph.edges:  # held inline
            self.assertEqual(graph.edges, {edge(one, other, "friend")})
        names = one.__dict__
        graph = ReferenceGraph([one, other, names])
        self.assertIn(edge(one, names, "__dict__"), graph.edges)
        # Where the dict is a view of what the instance holds, either of the two reports it: that changed in a patch release.
        holder = one if any(held is other for held in gc.get_referents(one)) else names
        self.assertEqual(graph.edges, {edge(one, names, "__dict__"), edge(holder, other, "friend")})

    def test_two_references_are_two_edges(self):
        held = ["held"]
        holder = [held, held]
        self.assertEqual(ReferenceGraph([holder, held]).edges, {edge(holder, held, "[0]"), edge(holder, held, "[1]")})

    def test_more_names_than_are_kept(self):
        held = ["held"]
        rows = [[held] * 3000, [held] * 40]
        table = {key: held for key in [*range(1500), *("key %d" % i for i in range(1500)), (1, 2), None]}
        names = ["to_%d" % i for i in range(700)]
        node = type("Slotted", (), {"__slots__": names})()
        for name in names:
            setattr(node, name, held)
        want = {edge(row, held, "[%d]" % i) for row in rows for i in range(len(row))}
        want |= {edge(table, held, str(key)) for key in table}
        want |= {edge(node, held, name) for name in names}
        self.assertEqual(ReferenceGraph([held, *rows, table, node]).edges, want)

    def test_types_and_looks_are_each_object_s_own(self):
        given = [[1.5, 100.0, 1e22, -7, 10 ** 6], "a", b"b", 2, None, [], "c", Foo(), Plain(), (), ["日" * 10] * 9, ["letters"] * 40]
        graph = ReferenceGraph(given)
        self.assertEqual([m.type for m in graph.metadata], [type(o).__name__ for o in given])
        self.assertEqual([m.str for m in graph.metadata[:7]], [repr(o) for o in given[:7]])
        self.assertEqual(graph.metadata[-3].str, "()")
        self.assertEqual(graph.metadata[-2].str, "[" + ("'" + "日" * 10 + "', ") * 5 + "'日日..")  # 128 columns
        self.assertEqual(graph.metadata[-1].str, repr(given[-1])[:126] + "..")

    def test_any_iterable_and_none_of_our_own(self):
        node = Foo()
        self.assertEqual(ReferenceGraph(iter([node])).objects, [node])
        self.assertEqual(ReferenceGraph([]).count, 0)
        self.assertEqual(ReferenceGraph([refscope.capture([node]), node]).objects, [node])
        self.assertRaises(TypeError, ReferenceGraph, 5)

    def test_an_object_given_twice(self):
        node = Foo()
        node.next = node
        graph = ReferenceGraph([node, node])
        self.assertEqual((graph.count, len(graph.metadata), len(graph.edges)), (2, 2, 1))
        (part,) = graph.split()
        self.assertEqual(len(part.metadata), 2)

    def test_nothing_of_the_objects_is_called(self):
        import hostile
        hostile.CALLED.clear()
        kept = hostile.menagerie()
        with tempfile.TemporaryDirectory() as folder:
            graph = ReferenceGraph(kept)
            graph.write_graph(os.path.join(folder, "x.dot"))
            graph.reduce_to_cycles()
            graph.split_and_sort()
        self.assertEqual(hostile.CALLED, [])

    def test_the_looks_of_what_has_no_plain_repr(self):
        ring = [1, (), set(), frozenset(), (2,), {3}, {}, b"x"]
        ring.append(ring)
        node = Foo()
        deep = "leaf"
        for _ in range(40):
            deep = [deep]
        ring_meta, node_meta, class_meta, long_meta, deep_meta, function_meta = ReferenceGraph(
            [ring, node, Foo, ["x" * 30] * 9, deep, chain]).metadata
        self.assertEqual(ring_meta.str, "[1, (), set(), frozenset(), (2,), {3}, {}, b'x', [...]]")
        self.assertEqual(node_meta.str, "<%s.Foo object at 0x%x>" % (__name__, id(node)))
        self.assertIn("Foo", class_meta.str)
        self.assertLessEqual(len(long_meta.str), 128)
        self.assertTrue(long_meta.str.endswith(".."))
        self.assertTrue(deep_meta.str.startswith("[[[["))
        self.assertRegex(function_meta.str, "^<function chain at 0x[0-9a-f]+>$")


def function_closure_is_named(objects):
    """Is the item of a closure's tuple named after its variable? Depends on where the name was seen first."""
    return any(e.label == "c" and e.src == id(objects[6]) for e in ReferenceGraph(objects).edges)


class Cycles(unittest.TestCase):
    def test_a_tail_that_leads_into_a_cycle_is_not_on_it(self):
        nodes = chain(6)
        nodes[-1].other = nodes[-1]
        graph = ReferenceGraph(nodes)
        reduced = graph.reduce_to_cycles()
        self.assertEqual(reduced.objects, [nodes[-1]])
        self.assertEqual((graph.num_in_cycles, reduced.num_in_cycles, reduced.count), (1, 1, 6))
        self.assertEqual(reduced.edges, {edge(nodes[-1], nodes[-1], "other")})
        self.assertTrue(reduced.metadata[0].cycle)
        self.assertIs(graph.reduce_to_cycles(), reduced)
        self.assertIs(reduced.reduce_to_cycles(), reduced)
        self.assertEqual(len(graph.objects), 6)

    def test_without_cycles_there_is_nothing(self):
        graph = ReferenceGraph(chain(4))
        self.assertIsNone(graph.reduce_to_cycles())
        self.assertEqual(graph.num_in_cycles, 0)

    def test_reduce_at_once(self):
        nodes = chain(5)
        nodes[2].other = nodes[0]
        graph = ReferenceGraph(nodes, reduce=True)
        self.assertEqual(graph.objects, nodes[:3])
        self.assertEqual((graph.count, graph.num_in_cycles), (5, 3))
        self.assertEqual(len(graph.edges), 3)

    def test_random_graphs_against_reachability(self):
        chooser = random.Random(20)
        for round_number in range(30):
            nodes = [[] for _ in range(8)]
            for _ in range(chooser.randrange(14)):
                chooser.choice(nodes).append(chooser.choice(nodes))

            def reached(start):
                seen, pending = [], list(start)
                while pending:
                    one = pending.pop()
                    if not any(one is s for s in seen):
                        seen.append(one)
                        pending.extend(one)
                return seen
            want = [id(n) for n in nodes if any(n is r for r in reached(n))]
            graph = ReferenceGraph(nodes, reduce=True)
            with self.subTest(round_number):
                self.assertEqual([id(o) for o in graph.objects], want)


class Parts(unittest.TestCase):
    def test_a_path_is_one_part_in_every_order(self):
        nodes = chain(8)
        for seed in range(200):
            mixed = list(nodes)
            random.Random(seed).shuffle(mixed)
            self.assertEqual([p.count for p in ReferenceGraph(mixed).split()], [8])

    def test_parts_are_whole_graphs(self):
        small, large = chain(2), chain(5)
        graph = ReferenceGraph(small + large)
        parts = list(graph.split())
        self.assertEqual([p.index for p in parts], [0, 1])
        self.assertEqual([p.objects for p in parts], [small, large])
        self.assertEqual([len(p.edges) for p in parts], [1, 4])
        self.assertEqual([p.count for p in parts], [2, 5])
        self.assertEqual(sum(p.total_size for p in parts), graph.total_size)
        self.assertEqual([{m.group for m in p.metadata} for p in parts], [{0}, {1}])
        self.assertEqual([{e.group for e in p.edges} for p in parts], [{0}, {1}])
        self.assertIsInstance(parts[0], ReferenceGraph)
        self.assertIsNone(parts[1].reduce_to_cycles())

    def test_the_largest_comes_first(self):
        parts = ReferenceGraph(chain(2) + chain(5) + chain(3)).split_and_sort()
        self.assertEqual([(p.index, p.count) for p in parts], [(0, 5), (1, 3), (2, 2)])

    def test_a_subclass_stays_one_and_keeps_what_it_has(self):
        class Mine(ReferenceGraph):
            pass
        graph = Mine(chain(2))
        graph.note = "kept"
        (part,) = graph.split()
        self.assertEqual((type(part), part.note), (Mine, "kept"))

    def test_a_reduced_graph_splits_into_its_cycles(self):
        rings = [chain(3), chain(2)]
        for ring in rings:
            ring[-1].next = ring[0]
        parts = ReferenceGraph(rings[0] + rings[1] + chain(4)).reduce_to_cycles().split_and_sort()
        self.assertEqual([p.objects for p in parts], rings)


class Edges(unittest.TestCase):
    def test_equal_when_all_three_are(self):
        self.assertEqual(_Edge(1, 2, "x"), _Edge(1, 2, "x"))
        self.assertEqual(hash(_Edge(1, 2, "x")), hash(_Edge(1, 2, "x")))
        for other in (_Edge(2, 2, "x"), _Edge(1, 1, "x"), _Edge(1, 2, "y"), (1, 2, "x")):
            self.assertNotEqual(_Edge(1, 2, "x"), other)
        self.assertEqual(repr(_Edge(16, 32, "x")), "<00000010 => 00000020, 'x', None>")
        self.assertRaises(TypeError, _Edge, 1, 2, 3)
        self.assertIsNone(_Edge(1, 2, "").group)

    def test_metadata_has_the_attributes_and_checks_them(self):
        meta = _MetaObject()
        self.assertFalse(meta.cycle)
        self.assertFalse(hasattr(meta, "group"))
        meta.size, meta.id, meta.type, meta.str, meta.group = 5, 6, "T", "looks", 1
        self.assertEqual((meta.size, meta.id, meta.type, meta.str, meta.group), (5, 6, "T", "looks", 1))
        with self.assertRaises(TypeError):
            meta.str = 5


NASTY = ['"', "\\", "\\N", "a\nb", "\0", "<b>html</b>", "&amp;", "}", "\ud800", "é", "\u202e", "x" * 100_000, "->", "\\\"", ""]


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_the_text_is_what_readers_of_the_other_know(self):
        spam = {"key": ["value"]}
        ReferenceGraph([spam, spam["key"]]).write_graph(self.path("x.dot"))
        with open(self.path("x.dot"), encoding="utf-8") as file:
            self.assertEqual(file.read(), (
                "// Process this file with graphviz\ndigraph G {\n    node [shape=box];\n"
                "    \"Xx%x\" [ label = \"{'key': ['value']}\\ndict\" ];\n"
                "    \"Xx%x\" [ label = \"['value']\\nlist\" ];\n"
                "    Xx%x -> Xx%x [label=\"key\"];\n}\n"
            ) % (id(spam), id(spam["key"]), id(spam), id(spam["key"])))

    def test_dot_accepts_every_label(self):
        holders = [{text: [text]} for text in NASTY]
        graph = ReferenceGraph(holders + [h[t] for h, t in zip(holders, NASTY)])
        self.assertEqual(len(graph.edges), len(NASTY))
        graph.write_graph(self.path("x.dot"))
        self.assertTrue(graph.render(self.path("x.svg"), format="svg"))
        if shutil.which("dot"):
            ran = subprocess.run(["dot", "-Tdot", self.path("x.dot")], capture_output=True, text=True)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_render_draws_postscript_by_default_and_answers_true(self):
        graph = ReferenceGraph(chain(3))
        self.assertIs(graph.render(self.path("x.ps")), True)
        with open(self.path("x.ps"), "rb") as file:
            self.assertEqual(file.read(4), b"%!PS")

    def test_formats_and_layouts(self):
        graph = ReferenceGraph(chain(3))
        for name, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("plain", b"graph ")):
            for engine in ("dot", "neato", "/usr/bin/circo"):
                with self.subTest(name + " " + engine):
                    self.assertTrue(graph.render(self.path("x." + name), cmd=engine, format=name))
                    with open(self.path("x." + name), "rb") as file:
                        self.assertTrue(file.read(100).startswith(start))

    def test_unflatten_puts_leaves_on_several_levels(self):
        leaves = [[n] for n in range(10)]
        graph = ReferenceGraph([leaves] + leaves)
        for unflatten in (False, True):
            graph.render(self.path("x.plain"), format="plain", unflatten=unflatten)
            with open(self.path("x.plain"), encoding="utf-8") as file:
                levels = {line.split()[3] for line in file if line.startswith("node")}
            self.assertEqual(len(levels), 8 if unflatten else 2)

    def test_nothing_to_show(self):
        self.assertIs(ReferenceGraph([]).render(self.path("x.ps")), False)
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_cannot_be_done(self):
        graph = ReferenceGraph(chain(2))
        self.assertRaises(OSError, graph.render, self.path("x.ps"), cmd="no-such-layout")
        self.assertRaises(OSError, graph.render, self.path("no/such/x.ps"))
        self.assertRaises(OSError, graph.write_graph, self.path("no/such/x.dot"))
        code = ("from refscope.refgraph import ReferenceGraph\n"
                "print(ReferenceGraph([[]]).render(%r, format='nonsense'))" % self.path("y"))
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stdout), (0, "False\n"), ran.stderr)
        self.assertEqual(ran.stderr.count("\n"), 1)
        self.assertTrue(ran.stderr.startswith("refscope: "), ran.stderr)
        self.assertEqual(os.listdir(self.folder), [])


class Large(unittest.TestCase):
    def test_a_long_chain_and_a_wide_star(self):
        nodes = chain(50_000)
        graph = ReferenceGraph(nodes)
        self.assertEqual(len(graph.edges), 49_999)
        (part,) = graph.split()
        self.assertEqual(part.count, 50_000)
        self.assertIsNone(graph.reduce_to_cycles())
        while nodes:  # from the far end, or freeing would go 50,000 levels deep
            nodes.pop()
        del graph.objects[:], part.objects[:]
        gc.collect()


if __name__ == "__main__":
    unittest.main()
