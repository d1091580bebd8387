"""`refscope cycles` on programs that collect before their end: what was taken is told, and the program goes as it would have.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import sys
import unittest

import packages
from command import CommandTest, ModuleTest

RINGS = """
import gc
class N: pass
def ring():
    n = N(); n.me = n
for i in range(50): ring()
"""
# Before 3.11 the __dict__ of an instance is an object, too.
DICTS = sys.version_info < (3, 11)
OBJECTS = 100 if DICTS else 50
CYCLE = [("__main__.N", ".__dict__"), ("dict", "['me']")] if DICTS else [("__main__.N", ".me")]
COLLECTS = RINGS + "assert gc.collect() == %d\n" % OBJECTS

LEAKY_TEST = """
class Node:
    pass
def test_%(i)d():
    n = Node(); n.ref%(i)d_x = n
"""


class Collections:
    def cycles(self, *words, target="app.py", **more):
        return self.refscope("cycles", *words, target, **more)

    def report(self, *words, **more):
        ran = self.cycles("--format", "json", *words, **more)
        self.assertIn(ran.status, (0, 1), ran)
        return json.loads(ran.out)

    def patterns(self, *words, **more):
        return [(p["text"], p["count"], p["collected"]) for p in self.report(*words, **more)["patterns"]]

    # ---- What is found

    def test_what_a_program_collected_fails_the_check(self):
        self.write("app.py", COLLECTS)
        ran = self.cycles("--max", "0")
        self.assertEqual((ran.status, ran.err), (1, "refscope: app.py: 1 pattern of cycles, and --max allows 0\n"), ran)
        self.assertRegex(ran.out, r"^1 pattern of reference cycles: %d objects in 50 groups\ngarbage: 0 objects, 0 B, of [^\n]*\n"
                                  r"collections while the program ran: 1, looked at just before; they took \d+ objects, [^\n]*\n"
                                  r"check failed: 1 pattern of cycles, and --max allows 0\n\n1\. N\.me -> N\n"
                                  r"   garbage, found 50 times: %d objects, [^\n]*\n"
                                  r"   taken   by collections while the program ran, each time\n   cut     __main__\.N\.me " % (OBJECTS, OBJECTS))
        self.assertRegex(ran.out, r"\n   example N at 0x[0-9a-f]+  \.[^\n]* →\n(           dict of 1  \['me'\] →\n)?           back to the start\n$")

    def test_each_cycle_is_counted_once_whichever_collection_took_it(self):
        self.write("app.py", RINGS + "gc.collect(0)\nring(); gc.collect(1)\nring(); ring(); gc.collect()\ngc.collect()\nring()\n")
        report = self.report()
        self.assertEqual([(p["count"], p["collected"]) for p in report["patterns"]], [(54, 53)])
        self.assertEqual((report["collections"]["count"], report["collections"]["missed"], report["components"]), (4, 0, 54))

    def test_a_pattern_has_one_fingerprint_taken_or_not(self):
        self.write("app.py", RINGS)
        left = self.report()["patterns"][0]
        for ending in "gc.collect()\n", "gc.collect(0)\n":
            self.write("app.py", RINGS + ending)
            taken = self.report()["patterns"][0]
            self.assertEqual([taken.pop("collected"), left["collected"]], [50, 0])
            for key in "fingerprint", "text", "types", "edges", "count", "objects", "bytes", "cut", "source", "scope":
                self.assertEqual(taken[key], left[key], key)
            self.assertEqual([(s["type"], s["edge"]) for s in taken["example"]], CYCLE)

    def test_with_gc_what_the_collector_took_by_itself_is_told_as_well(self):
        self.write("app.py", RINGS + "gc.set_threshold(500, 10, 10)\nfor i in range(5000): ring()\ngc.disable()\n")
        report = self.report("--gc")
        pattern, = report["patterns"]
        self.assertEqual(pattern["count"], 5050)
        self.assertGreater(pattern["collected"], 3000)
        self.assertGreater(report["collections"]["count"], 8)

    def test_a_program_that_collects_nothing_is_told_to_have_collected(self):
        self.write("app.py", "import gc\ngc.collect(); gc.collect()\n")
        ran = self.cycles("--max", "0")
        self.assertEqual((ran.status, ran.out),
                         (0, "No cycles: nothing waits for the garbage collector.\n"
                             "collections while the program ran: 2, looked at just before; they took 0 objects, 0 B\n"
                             "check passed: no pattern of cycles\n"), ran)

    def test_what_is_alive_is_not_asked_about_collections(self):
        self.write("app.py", COLLECTS + "kept = N(); kept.me = kept\n")
        for scope, patterns in ("live", [("N.me -> N", 1, 0)]), ("all", [("N.me -> N", 1, 0), ("N.me -> N", 50, 50)]):
            found = self.patterns("--scope", scope)
            self.assertEqual(sorted(one for one in found if one[0].startswith("N.")), patterns)
            self.assertEqual(sum(one[2] for one in found), sum(one[2] for one in patterns))

    def test_of_several_photographs_the_last_has_it(self):
        self.write("app.py", "import refscope\n" + RINGS.replace("50", "2") + "gc.collect()\nrefscope.capture()\nring()\ngc.collect()\n"
                             "refscope.capture()\nring()\ngc.collect()\n")
        ran = self.cycles()
        first, last = ran.out.split("== photograph 2 of 2")
        self.assertIn("No cycles", first)
        self.assertIn("found 4 times", last)
        self.assertIn("by collections while the program ran, each time", last)

    # ---- Forms of the report, and what passes

    def test_a_baseline_knows_what_was_taken(self):
        self.write("app.py", COLLECTS)
        self.assertEqual(self.cycles("--baseline", "b.txt", "--update-baseline").err,
                         "refscope: b.txt: 1 pattern, 1 added (N.me -> N), 0 removed\n")
        ran = self.cycles("--baseline", "b.txt")
        self.assertEqual((ran.status, ran.err), (0, ""), ran)
        self.write("app.py", COLLECTS + "class M: pass\nm = M(); m.me = m; del m; gc.collect()\n")
        ran = self.cycles("--baseline", "b.txt")
        self.assertEqual((ran.status, ran.err),
                         (1, "refscope: app.py: 1 new pattern of cycles, not in b.txt: M.me -> M\n"), ran)
        self.assertEqual(self.cycles("--max", "0", "--ignore", "[NM].me -> *").status, 0)

    def test_every_form_tells_it(self):
        self.write("app.py", COLLECTS)
        told = "collections while the program ran: 1, looked at just before; they took"
        for form in "junit", "sarif", "markdown":
            ran = self.cycles("--max", "0", "--format", form)
            self.assertEqual(ran.status, 1, ran)
            self.assertIn(told, ran.out)
            self.assertIn("app.py", ran.out)
        self.assertIn("taken   by collections while the program ran, each time", self.cycles("--format", "junit").out)

    # ---- The program's own course

    def test_weak_references_die_and_finalizers_run(self):
        self.write("app.py", RINGS + """
            import weakref
            log = []
            class F(N):
                def __del__(self): log.append("del")
            f = F(); f.me = f; w = weakref.ref(f, lambda w: log.append("weak")); del f
            gc.collect()
            assert w() is None and sorted(log) == ["del", "weak"], log
            assert not gc.garbage and not gc.callbacks
            """.replace("\n            ", "\n"))
        self.assertEqual(self.cycles("--max", "9").status, 0)

    def test_no_code_of_the_program_runs_for_it(self):
        self.write("app.py", """
            import gc, sys
            class Meta(type):
                def __getattribute__(cls, name): sys.stderr.write("user code: " + name); return super().__getattribute__(name)
            class N(metaclass=Meta):
                def __getattribute__(self, name): sys.stderr.write("user code"); return super().__getattribute__(name)
                def __repr__(self): sys.stderr.write("user code"); return ""
            def ring():
                n = N(); n.me = n
            ring(); gc.collect()
            """)
        self.assertEqual(self.cycles().err, "")

    def test_a_callback_of_the_program_may_empty_the_list(self):
        self.write("app.py", RINGS + "gc.callbacks.append(print)\ngc.collect()\ngc.callbacks.clear()\nring()\ngc.collect()\n")
        self.assertEqual(self.patterns(), [("N.me -> N", 51, 51)])

    def test_what_nobody_looked_at_does_not_pass(self):
        self.write("app.py", RINGS + "import sys\ndel sys.modules['gc']\nimport gc as again\n"
                             "again.callbacks.clear()\ngc.callbacks.clear()\ngc.collect()\n")
        ran = self.cycles("--max", "0")
        if ran.status == 1:  # the module had no other list to give away
            self.assertLess(sys.version_info, (3, 12))
            return
        self.assertEqual((ran.status, ran.err), (2, "refscope: app.py: 1 collection while it ran was not looked at, so that "
                                                    "it cannot be checked\n"), ran)
        self.assertIn("collections while the program ran: 1, 1 was not looked at, and what was taken is not told\n",
                      self.cycles().out)

    def test_a_file_knows_that_something_was_taken_and_passes_no_check(self):
        self.write("app.py", COLLECTS)
        ran = self.refscope("run", "--no-gc", "-o", "heap.rsnap", "app.py")
        self.assertRegex(ran.err, r"; without %d objects that 1 collection took before\n$" % OBJECTS)
        ran = self.cycles("--max", "0", target="heap.rsnap")
        self.assertEqual((ran.status, ran.out, ran.err), (
            2, "", "refscope: heap.rsnap: 1 collection while it ran was not looked at, so that it cannot be checked: "
                   "`refscope cycles` has to run the program\n"), ran)
        self.assertIn("No cycles: nothing waits for the garbage collector.\ncollections while the program ran: 1, 1 was not looked at, "
                      "and what was taken is not told\n", self.cycles(target="heap.rsnap").out)
        self.assertRegex(self.refscope("info", "heap.rsnap").out,
                         r"app\.py, at the end, behind 1 collection that took %d objects\n" % OBJECTS)
        self.write("app.py", RINGS)
        self.refscope("run", "--no-gc", "-q", "-o", "heap.rsnap", "app.py")
        self.assertEqual(self.cycles("--max", "1", target="heap.rsnap").status, 0)
        self.assertEqual(self.cycles("--max", "0", target="heap.rsnap").status, 1)

    def test_collections_that_took_nothing_are_nothing_to_a_file(self):
        self.write("app.py", "import gc\ngc.collect(); gc.collect()\n")
        self.refscope("run", "--no-gc", "-q", "-o", "heap.rsnap", "app.py")
        self.assertEqual(self.cycles("--max", "0", target="heap.rsnap").status, 0)

    def test_a_forked_child_collects_as_ever(self):
        self.write("app.py", RINGS + "import os\npid = os.fork()\n"
                             "if not pid: gc.collect(); os._exit(7)\nassert os.waitpid(pid, 0)[1] == 7 << 8\n")
        report = self.report()
        self.assertEqual((report["collections"]["count"], report["patterns"][0]["collected"]), (0, 0))

    def test_lines_that_allocated_are_told(self):
        self.write("app.py", "import tracemalloc\ntracemalloc.start()\n" + COLLECTS)
        self.assertRegex(self.cycles().out, r"\n   made at [^\n]*app\.py:7  N\n")


class CommandCollections(Collections, CommandTest):
    def test_a_suite_whose_runner_collects(self):
        """pytest collects at its end since 8.4."""
        version = "9.0.1" if sys.version_info >= (3, 10) else "8.4.2"  # the last one for 3.9
        python = packages.python_with("pytest==" + version, environment="pytest-new")
        self.write("tests/test_leaks.py", "".join(LEAKY_TEST % {"i": i} for i in range(19)))
        env = self.environment(TMPDIR=self.folder, VIRTUAL_ENV=os.path.dirname(os.path.dirname(python)))
        ignored = "*_pytest*"
        words = "cycles", "--max", "0", "--ignore", ignored, "--format", "json", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"
        ran = self.refscope(*words, env=env)
        self.assertEqual(ran.status, 1, ran)
        report = json.loads(ran.out)
        mine = {p["text"]: (p["count"], p["collected"]) for p in report["patterns"] if p["text"].startswith("Node.")}
        self.assertEqual(mine, {"Node.ref%d_x -> Node" % i: (1, 1) for i in range(19)})
        self.assertIn("19 passed", ran.err)


class ModuleCollections(Collections, ModuleTest):
    pass


del CommandTest, ModuleTest

if __name__ == "__main__":
    unittest.main()
