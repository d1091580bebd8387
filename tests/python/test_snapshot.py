"""The package as people use it: capture, Snapshot, handles, references, paths, cycles, graphs, errors.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest

import refscope


class Node:
    def __init__(self, payload=None):
        self.payload = payload
        self.peer = None


class Slotted:
    __slots__ = ("held",)


CACHE = {}


class Counts(unittest.TestCase):
    def setUp(self):
        self.snapshot = refscope.capture()

    def test_sums_agree_with_the_objects_one_by_one(self):
        objects = self.snapshot.objects()
        self.assertEqual(len(self.snapshot), len(objects))
        self.assertEqual(self.snapshot.total_size, sum(o.size for o in objects))
        self.assertGreater(len(self.snapshot), 5000)

    def test_rows_of_the_summary_add_up(self):
        rows = self.snapshot.summary()
        self.assertEqual(sum(row.objects for row in rows), len(self.snapshot))
        self.assertEqual(sum(row.bytes for row in rows), self.snapshot.total_size)
        self.assertEqual([r.bytes for r in rows], sorted((r.bytes for r in rows), reverse=True))
        type_name, objects, size = rows[0]
        self.assertEqual((type_name, objects, size), (rows[0].type, rows[0].objects, rows[0].bytes))

    def test_the_summary_can_be_sorted(self):
        counts = [row.objects for row in self.snapshot.summary(sort="count")]
        self.assertEqual(counts, sorted(counts, reverse=True))
        names = [row.type for row in self.snapshot.summary(sort="name")]
        self.assertEqual(len(names), len(set(names)))
        self.assertRaises(refscope.ArgumentError, self.snapshot.summary, sort="weight")

    def test_repr_and_coverage(self):
        self.assertRegex(repr(self.snapshot), r"^<refscope\.Snapshot: [\d,]+ objects, [\d,]+ references, [\d.]+ MB>$")
        coverage = self.snapshot.coverage
        self.assertEqual(coverage["python"], "%d.%d.%d" % sys.version_info[:3])
        self.assertEqual((coverage["values"], coverage["whole_heap"]), ("short", True))
        self.assertEqual(set(coverage), {
            "python", "values", "whole_heap", "during_collection", "opaque_objects", "opaque_types", "opaque_type_names",
            "unknown_layouts", "misreporting_types", "immortal_objects", "hidden_objects", "unnamed_references", "other_interpreters", "values_withheld"})

    def test_memory_is_told(self):
        self.assertGreater(self.snapshot.memory, len(self.snapshot) * 20)


class At(unittest.TestCase):
    def test_a_live_object_an_address_and_a_handle_are_one(self):
        node = Node()
        snapshot = refscope.capture()
        handle = snapshot.at(node)
        self.assertEqual(handle, snapshot.at(id(node)))
        self.assertEqual(handle, snapshot.at(handle))
        self.assertEqual(hash(handle), hash(snapshot.at(node)))
        self.assertEqual(handle.address, id(node))

    def test_a_handle_of_another_snapshot_is_found_again_and_is_not_equal(self):
        node = Node()
        first, second = refscope.capture(), refscope.capture()
        self.assertEqual(second.at(first.at(node)).address, id(node))
        self.assertNotEqual(second.at(node), first.at(node))

    def test_what_is_not_there_is_a_key_error_with_a_sentence(self):
        snapshot = refscope.capture()
        for missing in (Node(), 8, -1, 2 ** 70, snapshot):
            with self.subTest(repr(missing)):
                with self.assertRaises(KeyError) as caught:
                    snapshot.at(missing)
                self.assertIsInstance(caught.exception, refscope.NotFoundError)
                self.assertIsInstance(caught.exception, refscope.RefscopeError)
                self.assertNotIn("'", str(caught.exception)[:1])

    def test_another_object_at_the_same_address_is_not_taken_for_it(self):
        class Other:
            __slots__ = ("held",)
        box = Slotted()
        box.held = None
        address = id(box)
        snapshot = refscope.capture()
        del box
        others = [Other()]
        while id(others[-1]) != address and len(others) < 100_000:  # a freed block soon goes to an object of its size
            others.append(Other())
        other = others.pop()
        self.assertEqual(snapshot.at(address).type, __name__ + ".Slotted")
        with self.assertRaisesRegex(refscope.NotFoundError, "another one lived at its address"):
            snapshot.at(other)
        self.assertRaises(refscope.NotFoundError, snapshot.at, refscope.capture().at(other))

    def test_a_true_bool_is_an_object_not_an_address(self):
        self.assertEqual(refscope.capture().at(True).preview, "True")


class Handles(unittest.TestCase):
    def test_attributes(self):
        node = Node(["payload"])
        CACHE["node"] = node
        self.addCleanup(CACHE.clear)
        handle = refscope.capture().at(node)
        self.assertEqual(handle.type, __name__ + ".Node")
        self.assertEqual(handle.refcount, sys.getrefcount(node) - 1)
        self.assertGreaterEqual(handle.size, 16)
        self.assertTrue(handle.tracked)
        self.assertIs(handle.is_garbage, False)
        self.assertEqual((handle.name, handle.immortal), (None, False))
        self.assertEqual(repr(handle), "<refscope object Node at 0x%x (%d B)>" % (id(node), handle.size))
        self.assertIn("Node", handle.preview)

    def test_previews_and_names(self):
        word, number = "a word of its own", 12345678901
        snapshot = refscope.capture([word, number, [1, 2], len, os, Node])
        self.assertEqual(snapshot.at(word).preview, "'a word of its own'")
        self.assertEqual(snapshot.at(id(number)).preview, "12345678901")
        self.assertEqual(snapshot.at(os).name, "os")
        self.assertEqual(snapshot.at(Node).name.rpartition(".")[2], "Node")

    def test_sizes_are_those_of_getsizeof_for_plain_data(self):
        for thing in ([1, 2, 3], (1, 2), {"a": 1, "b": 2}, {1, 2, 3}, "text", b"bytes", 3.5, 10 ** 30, frozenset([1])):
            with self.subTest(repr(thing)):
                self.assertEqual(refscope.capture([thing]).at(id(thing)).size, sys.getsizeof(thing))

    def test_an_object_of_a_dead_program_can_still_be_asked(self):
        node = Node(["payload"])
        handle = refscope.capture().at(node)
        del node
        gc.collect()
        self.assertIn(".payload", through_dict(handle))


def through_dict(handle):
    """Names of an instance's attributes, whether they are inline (3.11 and later) or in its dict."""
    names = set()
    for reference in handle.referents():
        if reference.name == ".__dict__":
            names |= {"." + r.name[2:-2] for r in reference.target.referents() if r.name.startswith("['")}
        names.add(reference.name)
    return names


class References(unittest.TestCase):
    def test_referents_and_referrers_are_each_other_s_mirror(self):
        held = ["held"]
        holder = [None, held, held]
        snapshot = refscope.capture()
        there = [r for r in snapshot.at(holder).referents() if r.target == snapshot.at(held)]
        back = [r for r in snapshot.at(held).referrers() if r.source == snapshot.at(holder)]
        self.assertEqual([r.name for r in there], ["[1]", "[2]"])
        self.assertEqual(there, back)
        self.assertEqual(len(set(there + back)), 2)
        self.assertEqual(repr(there[0]), "<refscope reference list [1] -> list>")
        self.assertTrue(there[0].reported)
        self.assertFalse(there[0].guessed)

    def test_they_are_sequences_made_on_demand(self):
        popular = ["popular"]
        crowd = [[popular] for _ in range(1000)]
        referrers = refscope.capture().at(popular).referrers()
        self.assertGreaterEqual(len(referrers), 1000)
        self.assertEqual(referrers[-1], referrers[len(referrers) - 1])
        self.assertEqual(len(referrers[10:30:2]), 10)
        self.assertEqual(list(referrers[5:2:-1]), [referrers[5], referrers[4], referrers[3]])
        self.assertEqual(len(list(referrers)), len(referrers))
        self.assertRaises(IndexError, lambda: referrers[len(referrers)])
        self.assertRaises(IndexError, lambda: referrers[-len(referrers) - 1])
        self.assertRaises(TypeError, lambda: referrers["x"])
        self.assertEqual(len(crowd), 1000)


class Selections(unittest.TestCase):
    def test_instances_by_class_by_qualified_and_by_bare_name(self):
        nodes = [Node() for _ in range(7)]
        snapshot = refscope.capture()
        wanted = {id(n) for n in nodes}
        for which in (Node, __name__ + ".Node", "Node"):
            with self.subTest(which):
                self.assertLessEqual(wanted, {o.address for o in snapshot.objects(type=which)})

    def test_a_type_without_instances_has_none(self):
        class Rare:
            pass
        snapshot = refscope.capture()
        self.assertEqual(len(snapshot.objects(type=Rare)), 0)
        self.assertEqual(list(snapshot.objects(type="no.such.Type")), [])
        self.assertRaises(TypeError, snapshot.objects, type=3)

    def test_a_capture_of_some_objects_has_what_they_reach(self):
        inner = ["inner"]
        outer, apart = [inner], ["apart"]
        snapshot = refscope.capture([outer])
        self.assertEqual(snapshot.at(inner).type, "list")
        self.assertRaises(refscope.NotFoundError, snapshot.at, apart)
        self.assertFalse(snapshot.coverage["whole_heap"])
        self.assertEqual(len(refscope.capture(o for o in [outer])), len(snapshot))
        self.assertRaises(TypeError, refscope.capture, 5)

    def test_policies_of_values(self):
        data = {"the key": "the value"}
        for policy, key, value in (("short", "['the key']", "'the value'"), ("names", None, None), ("none", None, None)):
            with self.subTest(policy):
                snapshot = refscope.capture([data], values=policy)
                names = [r.name for r in snapshot.at(data).referents()]
                previews = [r.target.preview for r in snapshot.at(data).referents()]
                self.assertEqual(key in names, key is not None)
                self.assertEqual("'the value'" in previews, value is not None)
        self.assertRaises(refscope.ArgumentError, refscope.capture, values="all")
        self.assertRaises(ValueError, refscope.capture, values="all")


class Garbage(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_a_ring_is_garbage_a_pattern_and_a_graph(self):
        a, b = Node(), Node()
        a.peer, b.peer = b, a
        addresses = {id(a), id(b)}
        del a, b
        snapshot = refscope.capture()
        self.assertLessEqual(addresses, {o.address for o in snapshot.garbage()})
        self.assertTrue(all(snapshot.at(address).is_garbage for address in addresses))
        (pattern,) = [p for p in snapshot.cycles() if any(t.endswith(".Node") for t in p.types)]
        self.assertRegex(pattern.fingerprint, "^[0-9a-f]{16}$")
        self.assertIn(".peer", pattern.text)
        self.assertEqual((pattern.count, pattern.scope), (1, "garbage"))
        self.assertGreaterEqual(pattern.objects, 2)
        self.assertGreaterEqual(pattern.size, 2 * 48)
        self.assertEqual(len(pattern.types), len(pattern.edges))
        self.assertTrue(pattern.cut.edge.endswith("Node.peer"), pattern.cut)
        self.assertEqual(pattern.cut, pattern.cuts[0])
        self.assertGreater(pattern.cut.frees_bytes, 0)
        self.assertLessEqual({r.source.address for r in pattern.example} & addresses, addresses)
        self.assertGreaterEqual(pattern.graph().vertices, 2)
        self.assertGreaterEqual(snapshot.graph().edges, 2)
        self.assertNotIn("0x", pattern.text)

    def test_garbage_has_no_paths(self):
        a = Node()
        a.peer = a
        address = id(a)
        del a
        handle = refscope.capture().at(address)
        self.assertEqual(handle.paths(3), [])
        self.assertFalse(handle.is_root)

    def test_scopes(self):
        live = Node()
        live.peer = live
        snapshot = refscope.capture()
        self.assertEqual([p for p in snapshot.cycles("garbage") if "Node.peer" in p.text], [])
        self.assertEqual(len([p for p in snapshot.cycles(scope="live") if p.text.startswith("Node.peer")]), 1)
        self.assertRaises(refscope.ArgumentError, snapshot.cycles, "dead")
        self.assertIs(live.peer, live)


class Paths(unittest.TestCase):
    def test_the_path_from_a_module_and_from_a_local(self):
        CACHE["node"] = Node(["payload"])
        self.addCleanup(CACHE.clear)
        handle = refscope.capture().at(CACHE["node"].payload)
        (path,) = handle.paths(1)
        self.assertEqual(str(path), path.text)
        self.assertRegex(path.text, r"(\.CACHE|\['CACHE'\])\['node'\]\.payload$")
        self.assertEqual(path[len(path) - 1].target, handle)
        self.assertEqual([r.target for r in path][:-1], [r.source for r in path][1:])
        self.assertEqual(path[0].source, path.root)
        self.assertIn(path.reason, ("interpreter", "outside"))
        self.assertTrue(path.root.is_root)
        here = ["local only"]
        texts = [str(p) for p in refscope.capture().at(here).paths()]
        self.assertTrue(any("here" in t and "test_the_path_from_a_module" in t for t in texts), texts)
        self.assertRaises(ValueError, handle.paths, -1)
        every = handle.paths(0)
        self.assertEqual(every[0].text, path.text)
        self.assertEqual(len({p[len(p) - 1].source for p in every if len(p)}), len([p for p in every if len(p)]))

    def test_why_prints_the_paths_and_not_its_own_call(self):
        CACHE["why"] = Node()
        try:
            out = io.StringIO()
            self.assertIsNone(refscope.why(CACHE["why"], file=out))
            self.assertRegex(out.getvalue(), r"(\.CACHE|\['CACHE'\])\['why'\]\n")
            self.assertIn("reference count 1\n", out.getvalue())  # the one in CACHE
            self.assertNotRegex(out.getvalue(), r"outside \(\d+ references?\): (Node|tuple)")
            first, by_keyword, of_handle = io.StringIO(), io.StringIO(), io.StringIO()
            refscope.why(CACHE["why"], 1, first)
            refscope.why(obj=CACHE["why"], limit=1, file=by_keyword)
            self.assertEqual(first.getvalue(), by_keyword.getvalue())
            refscope.why(refscope.capture().at(CACHE["why"]), 1, of_handle)
            self.assertRegex(of_handle.getvalue(), r"(\.CACHE|\['CACHE'\])\['why'\]\n")
        finally:
            CACHE.clear()
        self.assertRaises(ValueError, refscope.why, CACHE, 0)

    def test_why_leaves_the_reference_count_as_it_was(self):
        node = Node()
        before = sys.getrefcount(node)
        refscope.why(node, file=io.StringIO())
        self.assertEqual(sys.getrefcount(node), before)

    def test_why_of_an_object_that_nobody_else_holds(self):
        out = io.StringIO()
        refscope.why(Node(), file=out)
        self.assertIn("Node", out.getvalue())

    def test_why_prints_to_a_stream_that_knows_ascii_only(self):
        CACHE["ключ"] = node = Node()
        self.addCleanup(CACHE.clear)
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="ascii")
        refscope.why(node, file=stream)
        stream.flush()
        self.assertIn(b"\\u043a\\u043b\\u044e\\u0447", raw.getvalue())


class Graphs(unittest.TestCase):
    def setUp(self):
        self.node = Node([1])
        CACHE["node"] = self.node
        self.addCleanup(CACHE.clear)
        self.snapshot = refscope.capture()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_files_of_every_kind(self):
        graph = self.snapshot.graph(self.node, depth=2)
        self.assertGreaterEqual(graph.vertices, 2)
        self.assertGreaterEqual(graph.edges, 1)
        self.assertEqual(graph.left_out, 0)
        for name, start in (("x.png", b"\x89PNG"), ("x.svg", b"<?xml"), ("x.pdf", b"%PDF"), ("x.dot", b"digraph"),
                            ("x.PS", b"%!PS")):
            with self.subTest(name):
                self.assertIsNone(graph.render(self.path(name), title="who holds it"))
                with open(self.path(name), "rb") as file:
                    self.assertTrue(file.read(1000).lstrip().startswith(start))

    def test_write_is_dot_whatever_the_ending(self):
        graph = self.snapshot.graph([self.node, CACHE], depth=1, direction="both")
        graph.write(self.path("x.txt"))
        with open(self.path("x.txt"), encoding="utf-8") as file:
            self.assertEqual(file.read(), graph.dot())
        self.assertIn("<svg", graph._repr_svg_())

    def test_bad_endings_and_places_leave_no_file(self):
        graph = self.snapshot.graph(self.node, depth=1)
        with self.assertRaises(refscope.ArgumentError) as caught:
            graph.render(self.path("x.bmp"))
        self.assertIn(".svg", str(caught.exception))
        with self.assertRaises(OSError) as caught:
            graph.render(self.path("no/such/folder/x.png"))
        self.assertIsInstance(caught.exception, refscope.FileError)
        self.assertIn("no/such/folder", str(caught.exception))
        self.assertEqual(os.listdir(self.folder), [])

    def test_selections_and_words(self):
        nodes = self.snapshot.objects(type=Node)
        self.assertGreaterEqual(self.snapshot.graph(nodes, depth=1).vertices, 2)
        self.assertRaises(refscope.ArgumentError, self.snapshot.graph, self.node, direction="up")
        self.assertRaises(refscope.NotFoundError, self.snapshot.graph, [self.node, object()])
        few = self.snapshot.graph(self.node, depth=3, limit=2)
        self.assertLessEqual(few.vertices, 3)


class Threads(unittest.TestCase):
    def test_many_threads_ask_one_snapshot_and_their_own(self):
        held = ["held"]
        holders = [[held] for _ in range(100)]
        shared = refscope.capture()
        wanted, seen, failed = len(shared.at(held).referrers()), [], []

        def ask():
            try:
                for _ in range(3):
                    seen.append(len(shared.at(held).referrers()))
                    shared.cycles("all"), shared.garbage(), shared.at(held).paths(2)
                    shared.graph(held, depth=2).dot()
                    refscope.capture(holders).at(held).referrers()
            except Exception as error:  # reported below, in the test's own thread
                failed.append(error)
        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual(set(seen), {wanted})


class LittleMemory(unittest.TestCase):
    def test_a_limit_is_a_memory_error_and_the_next_capture_works(self):
        code = ("import resource, refscope\n"
                "kept = [[n] for n in range(1_000_000)]\n"
                "refscope.capture([1])\n"
                "soft, hard = resource.getrlimit(resource.RLIMIT_AS)\n"
                "used = int(open('/proc/self/statm').read().split()[0]) * 4096\n"
                "for more in (0, 1, 4, 16, 40):\n"
                "    resource.setrlimit(resource.RLIMIT_AS, (used + (more << 20), hard))\n"
                "    try: refscope.capture().at(kept).referrers()\n"
                "    except MemoryError as error: print(str(error).endswith('out of memory'))\n"
                "resource.setrlimit(resource.RLIMIT_AS, (soft, hard))\n"
                "print(len(refscope.capture().at(kept).referents()))\n")
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        lines = ran.stdout.splitlines()
        self.assertEqual((ran.returncode, ran.stderr, lines[-1:]), (0, "", ["1000000"]))
        self.assertIn("True", lines[:-1])
        self.assertEqual(set(lines[:-1]), {"True"})


class Types(unittest.TestCase):
    def test_nothing_can_be_made_or_subclassed_behind_its_back(self):
        for one in (refscope.Snapshot, refscope.Object, refscope.Reference, refscope.Path, refscope.Pattern, refscope.Graph,
                    refscope.Objects, refscope.References):
            with self.subTest(one.__name__):
                self.assertRaises(TypeError, one)
                self.assertRaises(TypeError, type, "Sub", (one,), {})
                self.assertEqual(one.__module__, "refscope")

    def test_every_public_name_is_documented(self):
        for name in refscope.__all__:
            with self.subTest(name):
                self.assertTrue((getattr(refscope, name).__doc__ or "").strip())

    def test_every_public_name_is_in_the_stub(self):
        with open(os.path.join(os.path.dirname(refscope.__file__), "__init__.pyi"), encoding="utf-8") as file:
            stub = file.read()
        for name in refscope.__all__:
            with self.subTest(name):
                self.assertRegex(stub, r"(?m)^(class|def) %s\b" % name)
        for one in (refscope.Snapshot, refscope.Object, refscope.Reference, refscope.Path, refscope.Pattern, refscope.Graph):
            body = re.search(r"(?ms)^class %s\b.*?(?=^class |\Z)" % one.__name__, stub).group()
            for name in vars(one):
                if not name.startswith("__"):
                    with self.subTest(one.__name__ + "." + name):
                        self.assertRegex(body, r"def %s\b" % name)

    def test_the_module_is_the_command_too(self):
        ran = subprocess.run([sys.executable, "-m", "refscope", "--version"], capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn(refscope.__version__, ran.stdout)


if __name__ == "__main__":
    unittest.main()
