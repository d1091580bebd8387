"""The heap for other programs: what an SQL engine, a JSON reader and DevTools' own code find in the files.

REFSCOPE_DEVTOOLS names a folder in which `npm install chrome-devtools-frontend esbuild` was run; without it DevTools are not
asked.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest
from pathlib import Path

import packages
from command import CommandTest, ModuleTest

HERE = Path(__file__).resolve().parent
DEVTOOLS = os.environ.get("REFSCOPE_DEVTOOLS", "")
PROGRAM = """
import os
class Session:
    def __init__(self, user): self.user, self.items = user, [user] * 3
class Store:
    def __init__(self): self.sessions = {}
store = Store()
for number in range(20): store.sessions["user, \\"%d\\"" % number] = Session("n\\u00e4me-%d" % number)
class Node: pass
def leak():
    a, b = Node(), Node()
    a.peer, b.peer, a.name = b, a, "left %d" % id(a)
import gc; gc.disable()
for i in range(3): leak()
os.chdir("/")
"""


class Exports:
    def setUp(self):
        super().setUp()
        self.write("app.py", PROGRAM)

    def export(self, *words, program="app.py"):
        ran = self.refscope("export", *words, program)
        self.assertEqual((ran.status, ran.out), (0, ""), ran)
        return ran.err

    def read(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return file.read()

    # ---- csv

    def tables(self, *words):
        self.export("-o", "heap.csv", "--values", "short", *words)
        base = sqlite3.connect(":memory:")
        self.addCleanup(base.close)
        for name in ("nodes", "edges"):
            rows = list(csv.reader(self.read("heap-%s.csv" % name).splitlines(True), strict=True))
            base.execute("create table %s (%s)" % (name, ", ".join(rows[0])))
            base.executemany("insert into %s values (%s)" % (name, ", ".join("?" * len(rows[0]))), rows[1:])
        return base

    def test_an_sql_engine_joins_the_tables(self):
        base = self.tables()
        self.assertEqual(base.execute("select count(*), count(distinct id) from nodes where type = '__main__.Session'")
                         .fetchone(), (20, 20))
        held = base.execute("""select holder.type, edges.name from edges join nodes holder on holder.id = source
            join nodes held on held.id = target where held.type = '__main__.Session' order by 0 + held.id""").fetchall()
        self.assertEqual(sorted(held), sorted(("dict", "['user, \"%d\"']" % n) for n in range(20)))
        self.assertEqual(base.execute("select count(*) from edges where source not in (select id from nodes) "
                                      "or target not in (select id from nodes)").fetchone(), (0,))
        garbage = base.execute("select type, count(*) from nodes where garbage = '1' and type like '__main__.%' group by type")
        self.assertEqual(garbage.fetchall(), [("__main__.Node", 6)])

    def test_the_sqlite3_command_imports_them(self):
        if shutil.which("sqlite3") is None:
            self.skipTest("sqlite3 is not installed: apt-get install sqlite3")
        self.export("-o", "heap.csv", "--values", "short")
        asked = ".import --csv heap-nodes.csv nodes\n.import --csv heap-edges.csv edges\n" \
                "select count(*), sum(bytes) from nodes where type = '__main__.Session';\n" \
                "select name from edges join nodes on id = target where type = '__main__.Session' order by 1 limit 1;\n"
        got = subprocess.run(["sqlite3", ":memory:"], input=asked, capture_output=True, text=True, cwd=self.folder)
        self.assertEqual((got.returncode, got.stderr), (0, ""))
        count, name = got.stdout.splitlines()
        self.assertEqual((count.split("|")[0], name), ("20", "['user, \"0\"']"))

    def test_a_directory_gets_two_files(self):
        os.mkdir(self.path("out"))
        self.assertRegex(self.export("-o", "out", "--format", "csv"), r"\Arefscope: out: [\d,]+ nodes, [\d,]+ edges, ")
        self.assertEqual(self.files(), ["app.py", "out/edges.csv", "out/nodes.csv"])

    # ---- json

    def test_an_ending_that_is_not_known_is_refused(self):
        self.assertRefused(self.refscope("export", "-o", "heap.parquet", "app.py"),
                           "heap.parquet: what is to be written? End it in .json, .csv, .graphml or .heapsnapshot, or say --format")
        self.export("-o", "heap.it", "--format", "json")
        self.export("-o", "heap")
        self.assertEqual(json.loads(self.read("heap.it")).keys(), json.loads(self.read("heap")).keys())

    def test_json_and_csv_say_the_same(self):
        base = self.tables("--type", "Session", "--depth", "1")
        self.export("-o", "heap.json", "--values", "short", "--type", "Session", "--depth", "1")
        whole = json.loads(self.read("heap.json"))
        types = sorted(node["type"] for node in whole["nodes"])
        self.assertEqual(types, sorted(row[0] for row in base.execute("select type from nodes")))
        self.assertEqual(types.count("__main__.Session"), 20)
        names = sorted(edge["name"] for edge in whole["edges"])
        self.assertEqual(names, sorted(row[0] for row in base.execute("select name from edges")))
        known = {node["id"] for node in whole["nodes"]}
        self.assertTrue(all(edge["source"] in known and edge["target"] in known for edge in whole["edges"]))

    def test_everything_is_there(self):
        note = self.export("-o", "heap.json")
        whole = json.loads(self.read("heap.json"))
        records = [node for node in whole["nodes"] if node.get("root") == "interpreter"]
        self.assertEqual(len(whole["nodes"]) - len(records), whole["heap"]["objects"])
        self.assertGreaterEqual(len(whole["edges"]), whole["heap"]["references"])
        self.assertEqual(sum(node["bytes"] for node in whole["nodes"]), whole["heap"]["bytes"])
        self.assertEqual(note, "refscope: heap.json: {:,} nodes, {:,} edges, {:.1f} MB\n".format(
            len(whole["nodes"]), len(whole["edges"]), os.path.getsize(self.path("heap.json")) / 2**20))

    # ---- values

    def test_nobody_else_may_read_them(self):
        umask = os.umask(0)
        self.addCleanup(os.umask, umask)
        for name, files in (("heap.csv", ["heap-nodes.csv", "heap-edges.csv"]), ("heap.json", ["heap.json"]),
                            ("heap.graphml", ["heap.graphml"]), ("heap.heapsnapshot", ["heap.heapsnapshot"])):
            self.write(files[0], "old\n")
            os.chmod(self.path(files[0]), 0o644)
            self.export("-o", name)
            self.assertEqual([oct(os.stat(self.path(file)).st_mode & 0o7777) for file in files],
                             ["0o600"] * len(files))

    def test_values_are_left_out_unless_asked_for(self):
        secret = "n\u00e4me-7"
        for name in ("heap.json", "heap.csv", "heap.graphml", "heap.heapsnapshot"):
            files = ["heap-nodes.csv", "heap-edges.csv"] if name == "heap.csv" else [name]
            part = ["--type", "Session", "--depth", "4"] if name == "heap.graphml" else []  # igraph takes its time
            self.export("-o", name, *part)
            self.assertFalse(any(secret in self.read(file) for file in files), name)
            self.assertTrue(any("__main__.Session" in self.read(file) for file in files), name)
            self.export("-o", name, "--values", "short", *part)
            self.assertTrue(any(secret in self.read(file) for file in files), name)

    # ---- files

    def test_each_photograph_has_its_file(self):
        self.write("two.py", "import refscope\nkept = []\nrefscope.capture()\nkept.append(1)\nrefscope.capture()\n")
        ran = self.refscope("export", "-o", "heap.json", "two.py",
                            env={"PYTHONPATH": os.path.join(os.environ["REFSCOPE_BUILD"], "python")})
        self.assertEqual(ran.status, 0, ran)
        self.assertEqual(self.files(), ["app.py", "heap-1.json", "heap-2.json", "two.py"])

    def test_what_is_wrong_is_told_before_the_program_runs(self):
        self.write("never.py", "open('ran', 'w')")
        self.assertRefused(self.refscope("export", "never.py"),
                           "export: no file is named: say -o heap.json, or .csv, .graphml, .heapsnapshot")
        self.assertRefused(self.refscope("export", "-o", "no/heap.json", "never.py"),
                           "no/heap.json: No such file or directory")
        self.assertRefused(self.refscope("export", "-o", "no/", "--format", "csv", "never.py"),
                           "no/nodes.csv: No such file or directory")
        self.assertRefused(self.refscope("export", "-o", "x", "--type", "A", "--name", "b", "never.py"),
                           "export: --type, --name and --at exclude one another: give one of them")
        self.assertEqual(self.files(), ["app.py", "never.py"])

    def test_a_selection_that_matches_nothing_leaves_no_file(self):
        ran = self.refscope("export", "-o", "x.json", "--type", "Sesion", "app.py")
        self.assertEqual(ran.status, 2)
        self.assertIn("did you mean", ran.err)
        self.assertEqual(self.files(), ["app.py"])

    # ---- graphml

    def test_networkx_reads_graphml(self):
        try:
            import networkx
        except ImportError:
            sys.path.insert(0, packages.folder_with("networkx"))
            import networkx
        self.export("-o", "heap.graphml", "--values", "short", "--type", "Session", "--depth", "2")
        graph = networkx.read_graphml(self.path("heap.graphml"))
        sessions = {n for n, about in graph.nodes(data=True) if about["type"] == "__main__.Session"}
        self.assertEqual(len(sessions), 20)
        held = sorted(about["name"] for _, to, about in graph.edges(data=True) if to in sessions)
        self.assertEqual(held, sorted("['user, \"%d\"']" % n for n in range(20)))


class DevTools(CommandTest):
    """What Chrome's developer tools make of the file, by their own code under Node."""

    @classmethod
    def setUpClass(cls):
        if not DEVTOOLS:
            raise unittest.SkipTest("REFSCOPE_DEVTOOLS is not set: ./dev browser installs what is needed")
        made = subprocess.run(["node", str(HERE / "devtools.mjs"), "--build", DEVTOOLS], capture_output=True, text=True)
        if made.returncode != 0:
            raise unittest.SkipTest("chrome-devtools-frontend and esbuild are not installed in %s" % DEVTOOLS)

    def read(self, name):
        out = self.path("read.json")
        subprocess.run(["node", str(HERE / "devtools.mjs"), DEVTOOLS, self.path(name), out], check=True, capture_output=True)
        with open(out, encoding="utf-8") as file:
            return json.load(file)

    def test_nodes_types_and_sizes(self):
        self.write("app.py", PROGRAM)
        for name in ("heap.json", "heap.heapsnapshot"):
            self.assertEqual(self.refscope("export", "-o", name, "--values", "short", "app.py").status, 0)
        with open(self.path("heap.json"), encoding="utf-8") as file:
            ours = json.load(file)
        theirs = self.read("heap.heapsnapshot")
        self.assertEqual(theirs["total"], ours["heap"]["bytes"])
        self.assertEqual(len(theirs["nodes"]), len(ours["nodes"]) + 3)
        sessions = [n for n in theirs["nodes"] if n["className"] == "__main__.Session"]
        self.assertEqual([(n["type"], n["self"]) for n in sessions],
                         [("object", n["bytes"]) for n in ours["nodes"] if n["type"] == "__main__.Session"])
        self.assertEqual(sorted(n["self"] for n in theirs["nodes"][3:]), sorted(n["bytes"] for n in ours["nodes"]))
        self.assertTrue(all(n["distance"] < 100000000 for n in sessions))
        self.assertIn(("string", "n\u00e4me-7"), {(n["type"], n["name"]) for n in theirs["nodes"]})


    def test_retained_sizes_are_ours(self):
        """Of every object of several heaps: DevTools' dominators are ours."""
        import refscope
        for number, program in enumerate([PROGRAM, "pass", "import json, asyncio, decimal\nx = [{}]\nx.append(x)\n"]):
            self.write("app.py", program)
            self.assertEqual(self.refscope("run", "-o", "heap.rsnap", "app.py").status, 0)
            self.assertEqual(self.refscope("export", "-o", "heap.heapsnapshot", "heap.rsnap").status, 0)
            objects = refscope.open(self.path("heap.rsnap")).objects()
            theirs = self.read("heap.heapsnapshot")["nodes"]
            theirs = [node["retained"] for node in theirs[len(theirs) - len(objects):]]
            self.assertEqual(theirs, [o.retained_size for o in objects], "heap %d" % number)


class Executable(Exports, CommandTest):
    pass


class Module(Exports, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
