"""The table of docs/from-pympler.md has every public name of Pympler, and says of each what is true.

The names are read from the sources of the installed Pympler, which need not be importable; without it the test is skipped.
The calls that are compared: test_pympler_peer.py.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import ast
import importlib
import inspect
import re
import unittest
from pathlib import Path

import packages
import test_pympler_peer as peer

ROW = re.compile(r"^\| `(?P<name>[\w.]+)` \| (?P<members>(?:`\w+` ?)*)\| (?P<here>.+) \|$", re.MULTILINE)
WITHOUT = re.compile(r"without (`.+)$")
NOT_OURS = ("util.bottle",)  # a copy of another package
NOT_COMPARED = {  # what they do is shown by the test that is named
    "classtracker.PeriodicThread": "classtracker", "classtracker.Snapshot": "classtracker",
    "charts.tracker_timespace": "charts", "garbagegraph.start_debug_garbage": "garbagegraph",
    "garbagegraph.end_debug_garbage": "garbagegraph", "muppy.print_summary": "muppy", "refbrowser.ConsoleBrowser": "refbrowser",
    "refbrowser.InteractiveBrowser": "refbrowser", "refbrowser.gui_default_str_function": "refbrowser",
}


def definitions(body):
    """The functions and classes of a module or a class, also below `if` and `try`; not what stands in where an import fails."""
    for one in body:
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            yield one
        elif isinstance(one, (ast.If, ast.Try)):
            yield from definitions(one.body)
            yield from definitions(one.orelse)


def assigned(body):
    """Names that are given a value there, unless they are deleted again."""
    found = set()
    for one in body:
        if isinstance(one, (ast.Assign, ast.AnnAssign)):
            for target in one.targets if isinstance(one, ast.Assign) else [one.target]:
                found |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
        elif isinstance(one, ast.Delete):
            found -= {name.id for name in one.targets if isinstance(name, ast.Name)}
    return found


def defined(body):
    """{name: definition, or None} of what stands there without an underscore in front."""
    found = dict.fromkeys(sorted(assigned(body)))
    found.update((one.name, one) for one in definitions(body))
    return {name: one for name, one in found.items() if not name.startswith("_")}


def public_names(package):
    """{"module.name": names of its own members} of all files of a package."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        if module in NOT_OURS or module.endswith("__init__"):
            continue
        for name, one in defined(ast.parse(path.read_text(encoding="utf-8")).body).items():
            members = defined(one.body) if isinstance(one, ast.ClassDef) else ()
            found["%s.%s" % (module, name)] = sorted(members)
    return found


def different_names():
    """Those of which the comparison of names and calls knows a difference."""
    found = {".".join(name.split(".")[:2]) for name in peer.OTHER_SURFACE}
    for call in peer.OTHER_ANSWERS:
        named = re.search(r"\b(%s)\.([A-Za-z]\w*)" % "|".join(peer.COMPARED), call)
        if call.startswith("sizer("):
            found.add("asizeof.Asizer")
        elif call.startswith("tracked("):
            found.add("classtracker_stats.Stats" if "t.stats." in call else "classtracker.ClassTracker")
        elif named:
            found.add("%s.%s" % named.groups())
    return found


class Table(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.theirs = public_names(Path(packages.folder_with("Pympler==1.1")) / "pympler")
        page = (peer.SOURCE / "docs" / "from-pympler.md").read_text(encoding="utf-8")
        cls.rows = [(row["name"], re.findall(r"`(\w+)`", row["members"]), row["here"])
                    for row in ROW.finditer(page[page.index("## Every public name"):])]

    def ours(self, name):
        module, _, last = name.rpartition(".")
        if module == "panels":  # it stands on django-debug-toolbar: test_panels.py
            source = ast.parse((peer.SOURCE / "cli/python/refscope/panels.py").read_text(encoding="utf-8"))
            return set(defined(defined(source.body)[last].body))
        try:
            found = getattr(importlib.import_module("refscope." + module), last)
        except (ImportError, AttributeError):
            return None
        return set(dir(found)) if inspect.isclass(found) else set()

    def test_every_name_has_a_row(self):
        self.assertGreater(len(self.theirs), 80)
        self.assertEqual(sorted(name for name, _, _ in self.rows), sorted(self.theirs))
        for name, members, _ in self.rows:
            with self.subTest(name):
                self.assertEqual(sorted(members), self.theirs[name])

    def test_what_is_not_there(self):
        for name, members, here in self.rows:
            with self.subTest(name):
                there, left_out = self.ours(name), WITHOUT.search(here)
                self.assertRegex(here, "^(same|not there|differs: .*)$")
                self.assertEqual(here == "not there", there is None)
                if there is not None:
                    self.assertEqual(re.findall(r"`(\w+)`", left_out[1]) if left_out else [],
                                     [member for member in members if member not in there])

    def test_what_differs_is_not_called_the_same(self):
        same = {name for name, _, here in self.rows if here == "same"}
        self.assertEqual(sorted(same & different_names()), [])

    def test_what_is_the_same_has_been_compared(self):
        """By a call, or by the test that is named."""
        texts = {"": "\n".join(peer.CASES)}
        missing = []
        for name in (name for name, _, here in self.rows if here == "same"):
            test = NOT_COMPARED.get(name, "")
            if test not in texts:
                texts[test] = (peer.SOURCE / "tests/python" / ("test_%s.py" % test)).read_text(encoding="utf-8")
            if not re.search(r"\b%s\b" % name.split(".")[-1], texts[test]):
                missing.append(name)
        self.assertEqual(missing, [])


if __name__ == "__main__":
    unittest.main()
