"""The picture of the house holds: includes point down, foreign types stay in their rooms, exported names bear the prefix.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["REFSCOPE_SOURCE"])
BUILD = Path(os.environ["REFSCOPE_BUILD"])
LAYERS = ["referents", "graph", "render", "cli"]  # each may include itself and those before it
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
ROOMS = {  # a foreign header, and the only folders that may include it
    r"^Python\.h$|^internal/pycore": ("referents/cpython/", "cli/python/"),
    r"^igraph": ("graph/igraph/",),
    r"^zstd": ("referents/file_section.c",),
    r"^microhttpd": ("cli/web/",),
    r"^jansson\.h$": ("render/json.h",),
    r"^libxml/": ("render/xml.c",),
    r"^graphviz/|^(gvc|cgraph|gvplugin\w*)\.h$": ("render/graphviz/",),
}


def sources():
    for layer in LAYERS:
        yield from sorted(p for p in (SOURCE / layer).rglob("*") if p.suffix in (".c", ".h"))


def includes(path):
    return [(mark, name) for mark, name in INCLUDE.findall(path.read_text(encoding="utf-8"))]


def layer_of(path):
    return path.relative_to(SOURCE).parts[0]


class IncludeDirection(unittest.TestCase):
    def test_includes_point_down(self):
        owner = {}
        for path in sources():
            if path.suffix == ".h":
                owner.setdefault(path.name, set()).add(layer_of(path))
        wrong = []
        for path in sources():
            here = LAYERS.index(layer_of(path))
            for mark, name in includes(path):
                layers = owner.get(Path(name).name, set())
                if mark == '"' and layers and all(LAYERS.index(layer) > here for layer in layers):
                    wrong.append("%s includes %s of %s" % (path.relative_to(SOURCE), name, ", ".join(layers)))
        self.assertEqual(wrong, [])

    def test_front_doors_use_public_headers_only(self):
        private = {p.name for layer in LAYERS[:3] for p in (SOURCE / layer).rglob("*.h") if not p.name.startswith("rs_")}
        wrong = ["%s includes %s" % (path.relative_to(SOURCE), name) for path in sources() if layer_of(path) == "cli"
                 for mark, name in includes(path) if mark == '"' and Path(name).name in private
                 and not (path.parent / name).exists()]
        self.assertEqual(wrong, [])

    def test_foreign_types_stay_in_their_rooms(self):
        wrong = []
        for path in sources():
            relative = str(path.relative_to(SOURCE))
            for _, name in includes(path):
                for pattern, rooms in ROOMS.items():
                    if re.search(pattern, name) and not relative.startswith(rooms):
                        wrong.append("%s includes %s" % (relative, name))
        self.assertEqual(wrong, [])

    def test_there_is_something_to_check(self):
        self.assertGreaterEqual(len(list(sources())), 40)


class ExportedNames(unittest.TestCase):
    def test_every_exported_name_bears_the_prefix(self):
        library = next(BUILD.glob("librefscope.so.*.*.*"))
        names = [line.split()[-1] for line in subprocess.run(
            ["nm", "-D", "--defined-only", str(library)], check=True, capture_output=True, text=True).stdout.splitlines()]
        self.assertIn("rs_capture_process", names)
        sanitizer = re.compile(r"^(__asan|__ubsan|__odr_asan|_init$|_fini$)")
        self.assertEqual([n for n in names if not re.match(r"rs_[a-z]", n) and not sanitizer.match(n)], [])


class PublicHeaders(unittest.TestCase):
    def headers(self):
        return sorted(p for layer in LAYERS[:3] for p in (SOURCE / layer).glob("rs_*.h"))

    def compile(self, compiler, language, standard):
        folders = ["-I%s" % (SOURCE / layer) for layer in LAYERS[:3]]
        for header in self.headers():
            with self.subTest(header=header.name), tempfile.TemporaryDirectory() as scratch:
                probe = Path(scratch) / ("probe." + language)
                probe.write_text('#include "%s"\nextern int probe;\nint probe = 0;\n' % header.name)
                ran = subprocess.run([compiler, "-std=" + standard, "-Wall", "-Wextra", "-pedantic", "-Werror", "-c",
                                      *folders, str(probe), "-o", os.devnull], capture_output=True, text=True)
                self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_each_compiles_alone_as_c11(self):
        self.compile("gcc", "c", "c11")

    def test_each_compiles_alone_as_cpp17(self):
        try:
            subprocess.run(["g++", "--version"], check=True, capture_output=True)
        except OSError:
            self.skipTest("no g++ on this machine")
        self.compile("g++", "cpp", "c++17")

    def test_each_names_its_implementation(self):
        for header in self.headers():
            with self.subTest(header=header.name):
                self.assertRegex(header.read_text(encoding="utf-8")[:600], r"Map: \w+/README\.md|Map: cpython/README\.md")


class Tables(unittest.TestCase):
    def test_the_fields_of_a_type_stand_together(self):
        for table in ("builtin_fields.def", "library_fields.def"):
            rows = re.findall(r'^RS_(?:FIELD|SHARED)\(\w+, "([^"]+)"', (SOURCE / "referents" / table).read_text(encoding="utf-8"), re.MULTILINE)
            runs = [name for name, before in zip(rows, [None, *rows]) if name != before]
            self.assertEqual(sorted(name for name in set(runs) if runs.count(name) > 1), [], table)

    def test_each_type_with_fields_has_its_size(self):
        fields = "".join((SOURCE / "referents" / table).read_text(encoding="utf-8") for table in ("builtin_fields.def", "library_fields.def"))
        sizes = re.findall(r'^RS_TYPE_SIZE\("([^"]+)"', (SOURCE / "referents" / "type_sizes.def").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(sorted(set(re.findall(r'^RS_(?:FIELD|SHARED)\(\w+, "([^"]+)"', fields, re.MULTILINE)) - set(sizes)),
                         ["_asyncio._RunningLoopHolder"])  # made by no program


class EveryFile(unittest.TestCase):
    def test_sources_carry_the_licence_line(self):
        try:
            files = subprocess.run(["git", "ls-files"], cwd=SOURCE, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("no git on this machine, or no checkout of it")
        wrong = [name for name in files.stdout.splitlines()
                 if (Path(name).suffix in (".c", ".h", ".py", ".pyi", ".cmake", ".def") or Path(name).name in ("dev", "run", "CMakeLists.txt"))
                 and (SOURCE / name).exists()
                 and "SPDX-License-Identifier: GPL-2.0-or-later" not in (SOURCE / name).read_text(encoding="utf-8")]
        self.assertEqual(wrong, [])

    def test_folders_have_a_map(self):
        for folder in LAYERS + ["referents/cpython", "graph/igraph", "render/graphviz", "cli/python", "tests", "samples"]:
            with self.subTest(folder=folder):
                self.assertTrue((SOURCE / folder / "README.md").is_file())


if __name__ == "__main__":
    unittest.main()
