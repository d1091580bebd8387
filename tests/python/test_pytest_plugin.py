"""The pytest plugin in real runs of pytest, as a user starts it.

Without the package index the tests are skipped. The golden is what a person reads: REFSCOPE_UPDATE_GOLDENS=1 writes it anew.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import packages

GOLDEN = Path(__file__).resolve().parent / "golden" / "pytest_plugin.txt"

HEAD = """
import gc, pytest, threading, unittest

class Node:
    __slots__ = ("children", "parent", "me", "a", "b", "c")  # no dict, so that it is the same in every Python

def leak():
    parent, child = Node(), Node()
    parent.children = [child]
    child.parent = parent

"""
LEAK = "Node.children[] -> Node.parent -> Node"
ON = "--refscope-cycles"


class Runs(unittest.TestCase):
    """run() starts pytest on the source text of a test module."""

    def install(self):
        return packages.python_with("pytest>=8", "pytest-xdist", "pytest-asyncio")

    def setUp(self):
        self.python = self.install()
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def run_pytest(self, source, *arguments, ini="", head=HEAD, plugin=True, environment=(), autoload=False):
        (self.folder / "test_it.py").write_text(head + textwrap.dedent(source), encoding="utf-8")
        (self.folder / "pytest.ini").write_text("[pytest]\n" + ini, encoding="utf-8")
        command = [self.python, "-W", "ignore", "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=junit.xml", *arguments]
        command += ["-p", "refscope.pytest_plugin"] if plugin else []
        environment = dict(environment, **({} if autoload else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}))
        ran = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
                             env=dict(os.environ, COLUMNS="80", PY_COLORS="0", TMPDIR=str(self.folder), **environment))
        self.output, self.status = ran.stdout, ran.returncode
        self.everything = ran.stdout + ran.stderr
        return self.outcomes()

    def outcomes(self):
        """{name of the test: "passed", "failed", "skipped", "error"}"""
        junit = self.folder / "junit.xml"
        found = {}
        for case in ElementTree.parse(junit).getroot().iter("testcase") if junit.exists() else ():
            kinds = {child.tag for child in case}
            found[case.get("name")] = ("failed" if "failure" in kinds else "error" if "error" in kinds else
                                       "skipped" if "skipped" in kinds else "passed")
        return found

    def text_of(self, test):
        """What pytest shows of a failed test."""
        match = re.search(r"^_+ %s _+\n(.*?)(?=^_+ \S+ _+$|^=+ )" % re.escape(test), self.output, re.MULTILINE | re.DOTALL)
        self.assertIsNotNone(match, self.everything)
        return match.group(1)


class Usual(Runs):
    SOURCE = """
        def test_clean():
            assert [Node() for _ in range(10)]

        def test_leaks():
            leak()
    """

    def test_off_unless_asked_for(self):
        self.assertEqual(self.run_pytest(self.SOURCE), {"test_clean": "passed", "test_leaks": "passed"})
        self.assertNotIn("refscope", self.output.split("=\n", 3)[-1])

    def test_a_leak_fails_and_says_what_to_do(self):
        self.assertEqual(self.run_pytest(self.SOURCE, ON), {"test_clean": "passed", "test_leaks": "failed"})
        self.assertEqual(self.status, 1)
        lines = self.text_of("test_leaks").splitlines()
        self.assertEqual(lines[:3], ["1 pattern of reference cycles left for the garbage collector (allowed: 0)", "", "1. " + LEAK])
        self.assertTrue(lines[4].startswith("   cut     test_it.Node.parent   frees "), lines[4])
        self.assertTrue(lines[7].startswith("   example Node at 0x"), lines[7])
        failure = ElementTree.parse(self.folder / "junit.xml").getroot().find(".//failure")
        self.assertIn("           back to the start", failure.text)
        self.assertEqual(failure.get("message"), "Failed: 1 pattern of reference cycles: " + LEAK)

    def test_the_line_of_the_short_summary(self):
        self.run_pytest("""
            def test_many():
                for name in ("a", "b", "c"):
                    node = Node()
                    setattr(node, name, node)
        """, ON, environment={"CI": "1"})
        line, = [line for line in self.output.splitlines() if line.startswith("FAILED ")]
        self.assertEqual(line, "FAILED test_it.py::test_many - Failed: 3 patterns of reference cycles: "
                         "Node.a -> Node; Node.b -> Node; and 1 more")

    def test_as_a_person_reads_it(self):
        self.run_pytest(self.SOURCE + """
        def test_leaks_again():
            leak()

        def test_raises():
            with pytest.raises(ValueError) as caught:
                int("x")
        """, ON)
        shown = self.output[self.output.index("=== FAILURES ==="):]
        shown = re.sub(r"0x[0-9a-f]+", "0x…", re.sub(r"\d+ B\b", "… B", re.sub(r"in \d+\.\d+s", "in …s", shown)))
        shown = re.sub(r"^=+ (.*?) =+$", r"=== \1 ===", shown, flags=re.MULTILINE)
        shown = re.sub(r"^-+ generated xml file: .*\n", "", shown, flags=re.MULTILINE)
        shown = re.sub(r"(FAILED \S+).*", r"\1", shown)  # how much of it is shown differs between versions of pytest
        if os.environ.get("REFSCOPE_UPDATE_GOLDENS"):
            GOLDEN.parent.mkdir(exist_ok=True)
            GOLDEN.write_text(shown, encoding="utf-8")
        self.assertEqual(shown, GOLDEN.read_text(encoding="utf-8"))

    def test_reported_without_failing(self):
        self.assertEqual(self.run_pytest(self.SOURCE, "--refscope-report"), {"test_clean": "passed", "test_leaks": "passed"})
        self.assertEqual(self.status, 0)
        self.assertIn("2 tests watched: 1 made cycles that only the garbage collector can free, 1 pattern\n", self.output)
        self.assertIn("\n%s   [" % LEAK, self.output)
        self.assertIn("\n   in   test_it.py::test_leaks\n", self.output)

    def test_the_ini_file(self):
        self.assertEqual(self.run_pytest(self.SOURCE, ini="refscope_cycles = fail\n")["test_leaks"], "failed")
        self.assertEqual(self.run_pytest(self.SOURCE, ini="refscope_cycles = report\n")["test_leaks"], "passed")
        self.assertEqual(self.run_pytest(self.SOURCE, ON, ini="refscope_cycles = report\n")["test_leaks"], "failed")
        self.assertEqual(self.run_pytest(self.SOURCE, ON, ini="refscope_max_cycles = 1\n")["test_leaks"], "passed")
        self.assertEqual(self.run_pytest(self.SOURCE, ON, "--refscope-max-cycles=0", ini="refscope_max_cycles = 1\n")["test_leaks"], "failed")
        self.assertEqual(self.run_pytest(self.SOURCE, ON, ini="refscope_ignore =\n    Graph.*\n    Node.children[] -> *\n")["test_leaks"],
                         "passed")
        self.assertIn("\nignored: 1 pattern as asked for\n", self.output)
        self.assertEqual(self.run_pytest(self.SOURCE, ON, "--refscope-ignore", "*.parent -> Node")["test_leaks"], "passed")

    def test_first_failure_ends_the_run(self):
        outcomes = self.run_pytest("def test_a(): leak()\ndef test_b(): leak()\n", ON, "-x")
        self.assertEqual(outcomes, {"test_a": "failed"})

    def test_collect_only(self):
        self.run_pytest(self.SOURCE, ON, "--collect-only", "-q")
        self.assertEqual(self.status, 0)
        self.assertNotIn("watched", self.output)

    def test_it_can_be_left_out(self):
        self.run_pytest(self.SOURCE, "-p", "no:refscope.pytest_plugin", plugin=False)
        self.assertEqual(self.status, 0)


class Marker(Runs):
    def test_it_holds_whatever_the_options(self):
        source = """
            @pytest.mark.refscope
            def test_none(): leak()
            @pytest.mark.refscope(max_cycles=1)
            def test_one(): leak()
            @pytest.mark.refscope(0, ["Node.*"])
            def test_ignored(): leak()
            @pytest.mark.refscope(max_cycles=None)
            def test_any(): leak()
            def test_unmarked(): leak()
            @pytest.mark.refscope(max_cycles=0)
            class TestAll:
                def test_in_class(self): leak()
                @pytest.mark.refscope(max_cycles=1)
                def test_nearest(self): leak()
        """
        want = {"test_none": "failed", "test_one": "passed", "test_ignored": "passed", "test_any": "passed", "test_unmarked": "passed",
                "test_in_class": "failed", "test_nearest": "passed"}
        self.assertEqual(self.run_pytest(source), want)
        self.assertEqual(self.run_pytest(source, ON), dict(want, test_unmarked="failed"))
        self.assertEqual(self.run_pytest(source, "--strict-markers"), want)

    def test_wrong_arguments_end_the_run_before_it_begins(self):
        for arguments, words in (
                ("max_cycles=-1", "max_cycles must not be negative: 0 allows no pattern of cycles, None any number"),
                ("max_cycles='2'", "max_cycles must be a whole number or None, not str"),
                ("cycles=1", "it got an unexpected keyword argument 'cycles'"),
                ("1, [], 3", "it takes from 0 to 2 positional arguments but 3 were given"),
                ("ignore='Node.*'", "ignore must be a list of globs over the text of patterns, not str")):
            with self.subTest(arguments):
                self.run_pytest("@pytest.mark.refscope(%s)\ndef test_a(): print('it ran')\n" % arguments, "-s")
                self.assertEqual(self.status, 4, self.everything)
                self.assertNotIn("it ran", self.output)
                self.assertIn("ERROR: refscope: test_it.py::test_a: @pytest.mark.refscope: %s\n" % words, self.everything)

    def test_wrong_options(self):
        for arguments, ini, words in (
                ((ON, "--refscope-max-cycles=-1"), "", "refscope: max_cycles must not be negative"),
                ((ON, "--refscope-max-cycles=x"), "", "argument --refscope-max-cycles: invalid int value: 'x'"),
                ((), "refscope_cycles = yes\n", "refscope: refscope_cycles: must be off, fail or report, not 'yes'"),
                ((), "refscope_max_cycles = many\n", "refscope: refscope_max_cycles: must be a whole number, not 'many'")):
            with self.subTest(words):
                self.run_pytest("def test_a(): pass\n", *arguments, ini=ini)
                self.assertEqual(self.status, 4, self.everything)
                self.assertIn(words, self.everything)
                self.assertNotIn("Traceback", self.everything)


class Fixture(Runs):
    def test_it_tells_what_was_made_so_far(self):
        self.assertEqual(self.run_pytest("""
            def test_so_far(refscope_cycles):
                assert refscope_cycles() == []
                assert refscope_cycles.text() == "no reference cycles were made"
                leak()
                assert [pattern.text for pattern in refscope_cycles()] == ["%s"]
                assert "cut     test_it.Node.parent" in refscope_cycles.text()
                gc.collect()
                assert len(refscope_cycles()) == 1

            @pytest.fixture
            def too_early(refscope_cycles):
                refscope_cycles()

            def test_too_early(too_early): pass
        """ % LEAK), {"test_so_far": "passed", "test_too_early": "error"})
        self.assertIn("RuntimeError: refscope_cycles: only while the test itself runs, not in its fixtures", self.output)

    def test_with_the_option_the_test_fails_too(self):
        self.assertEqual(self.run_pytest("def test_a(refscope_cycles): leak()\n", ON), {"test_a": "failed"})


class Kinds(Runs):
    """What else a suite has in it."""

    def test_how_a_test_can_end(self):
        self.assertEqual(self.run_pytest("""
            def test_assertion():
                node = Node(); node.me = node
                assert node is None
            def test_exception():
                leak()
                {}["x"]
            def test_exit():
                leak()
                raise SystemExit(3)
            def test_skip():
                leak()
                pytest.skip("why not")
            @pytest.mark.xfail
            def test_xfail():
                leak()
                assert False
            @pytest.mark.xfail
            def test_expected_to_leak(): leak()
            def test_on_again(): assert gc.get_count() is not None
            def test_caught():
                try:
                    {}["x"]
                except KeyError:
                    pass
            def test_pytest_raises():
                with pytest.raises(KeyError) as caught:
                    {}["x"]
                with pytest.warns(UserWarning) as warned:
                    import warnings; warnings.warn("w")
                assert caught and warned
        """, ON), {"test_assertion": "failed", "test_exception": "failed", "test_exit": "failed", "test_skip": "skipped",
                   "test_xfail": "skipped", "test_expected_to_leak": "skipped", "test_on_again": "passed", "test_caught": "passed",
                   "test_pytest_raises": "passed"})
        self.assertIn("assert <test_it.Node object", self.text_of("test_assertion"))
        self.assertNotIn("reference cycles", self.text_of("test_assertion") + self.text_of("test_exception") + self.text_of("test_exit"))
        self.assertRegex(self.output, r"\nset aside: \d patterns of `with pytest.raises\(…\) as name`")

    def test_an_exception_that_the_test_keeps_is_its_own(self):
        self.run_pytest("""
            def test_keeps():
                try:
                    {}["x"]
                except KeyError as error:
                    kept = error
        """, ON)
        self.assertIn("\n1. KeyError.__traceback__ -> traceback.tb_frame -> frame", self.text_of("test_keeps"))

    def test_cases_of_unittest(self):
        self.assertEqual(self.run_pytest("""
            class Case(unittest.TestCase):
                def setUp(self): self.node = Node()
                def tearDown(self): del self.node
                def test_clean(self):
                    with self.assertRaises(ValueError) as caught: int("x")
                def test_leaks(self): leak()
                def test_fails(self):
                    leak()
                    self.fail("so")
                def test_skips(self): self.skipTest("so")
                @unittest.expectedFailure
                def test_expected(self): self.fail("so")
                def test_with_fixture(self): self.node.me = self.node
        """, ON), {"test_clean": "passed", "test_leaks": "failed", "test_fails": "failed", "test_skips": "skipped",
                   "test_expected": "skipped", "test_with_fixture": "failed"})
        self.assertNotIn("reference cycles", self.text_of("Case.test_fails"))
        self.assertIn("1. Node.me -> Node\n", self.text_of("Case.test_with_fixture"))  # setUp and tearDown are in the call

    def test_parameters_and_fixtures(self):
        self.assertEqual(self.run_pytest("""
            @pytest.fixture
            def leaking():
                leak()
                yield Node()
                leak()
            @pytest.fixture
            def node():
                return Node()
            def test_fixture(leaking): pass
            def test_what_a_fixture_still_holds(node): node.me = node
            @pytest.mark.parametrize("times", [0, 2])
            def test_times(times):
                for _ in range(times): leak()
        """, ON), {"test_fixture": "passed", "test_what_a_fixture_still_holds": "passed", "test_times[0]": "passed",
                   "test_times[2]": "failed"})
        self.assertIn("garbage, found 2 times: 6 objects", self.text_of("test_times[2]"))

    def test_coroutines(self):
        self.assertEqual(self.run_pytest("""
            import asyncio

            @pytest.mark.asyncio
            async def test_clean(): await asyncio.sleep(0)

            @pytest.mark.asyncio
            async def test_leaks():
                await asyncio.sleep(0)
                leak()
        """, ON, autoload=True), {"test_clean": "passed", "test_leaks": "failed"})

    def test_a_generator_left_alone(self):
        self.run_pytest("""
            def test_generator():
                def numbers(): yield me
                me = numbers()
                next(me)
        """, ON)
        self.assertIn("generator", self.text_of("test_generator"))

    def test_doctests_are_left_alone(self):
        self.assertEqual(self.run_pytest('''
            def documented():
                """
                >>> leak()
                """
        ''', ON, "--doctest-modules"), {"test_it.documented": "passed"})

    def test_classes_and_modules_made_in_a_test(self):
        (self.folder / "fresh.py").write_text(textwrap.dedent("""
            import collections, dataclasses, enum, typing
            Point = collections.namedtuple("Point", "x y")
            class Color(enum.Enum): RED = 1
            @dataclasses.dataclass(frozen=True)
            class Data:
                x: int
            class Base:
                def __init__(self): super().__init__()
            T = typing.TypeVar("T")
            class Box(typing.Generic[T]): pass
        """), encoding="utf-8")
        outcomes = self.run_pytest("""
            def test_import():
                import fresh
                fresh.Base()
            def test_again():
                import importlib, sys, fresh
                importlib.reload(fresh)
            def test_local():
                class Local:
                    def __init__(self): super().__init__()
                Local()
        """, ON)
        self.assertEqual(outcomes, {"test_import": "passed", "test_again": "passed", "test_local": "passed"}, self.output)

    def test_a_thread_that_goes_on(self):
        self.assertEqual(self.run_pytest("""
            stop = threading.Event()
            def work():
                while not stop.is_set(): [[n] for n in range(100)]
            def test_starts():
                threading.Thread(target=work, daemon=True).start()
            def test_meanwhile(): assert [Node() for _ in range(100)]
            def test_leaks(): leak()
            def test_stops(): stop.set()
        """, ON), {"test_starts": "passed", "test_meanwhile": "passed", "test_leaks": "failed", "test_stops": "passed"})


class Collector(Runs):
    def test_a_test_may_do_with_the_collector_what_it_likes(self):
        self.assertEqual(self.run_pytest("""
            @pytest.fixture(autouse=True)
            def before_and_behind():
                assert gc.isenabled()
                yield
                assert gc.isenabled()
            def test_paused(): assert not gc.isenabled()
            def test_disable(): gc.disable()
            def test_enable(): gc.enable()
            def test_collect_is_told():
                leak()
                gc.collect()
            def test_collect_alone(): gc.collect()
            def test_threshold(): gc.set_threshold(5, 5, 5)
            def test_threshold_stays(): assert gc.get_threshold()[:2] == (5, 5)
            def test_enabled_with_many():
                gc.enable()
                leak()
                assert [[n] for n in range(1000)]
            def test_freeze():
                leak()
                gc.freeze()
                ring = []; ring.append(ring); del ring
            def test_unfreeze(): gc.unfreeze()
            def test_after(): leak()
        """, ON), {"test_paused": "passed", "test_disable": "passed", "test_enable": "passed", "test_collect_is_told": "failed",
                   "test_collect_alone": "passed", "test_threshold": "passed", "test_threshold_stays": "passed",
                   "test_enabled_with_many": "failed", "test_freeze": "failed", "test_unfreeze": "passed", "test_after": "failed"})
        self.assertIn("note: the collector ran once meanwhile; what it took away is told here, too", self.text_of("test_collect_is_told"))
        self.assertIn("1. list[] -> list\n", self.text_of("test_freeze"))
        self.assertNotIn(LEAK, self.text_of("test_freeze"))
        self.assertIn("note: gc.freeze() was called: what was made before it was not looked at", self.text_of("test_freeze"))


    def test_what_could_not_be_seen_is_said_of_tests_that_pass(self):
        self.assertEqual(self.run_pytest("""
            def test_freeze():
                leak()
                gc.freeze()
                gc.unfreeze()
            @pytest.mark.parametrize("n", [1, 2])
            def test_callbacks(n):
                leak()
                gc.callbacks.clear()
                gc.collect()
        """, ON), {"test_freeze": "passed", "test_callbacks[1]": "passed", "test_callbacks[2]": "passed"})
        self.assertIn("\nin 1 test gc.freeze() was called: what was made before it was not looked at\n", self.output)
        self.assertIn("\nin 2 tests gc.callbacks was changed and the collector ran: what it took away\nthen was not seen\n", self.output)


class Distributed(Runs):
    def test_under_xdist(self):
        outcomes = self.run_pytest("""
            @pytest.mark.parametrize("n", range(6))
            def test_leaks(n): leak()
            def test_clean(): pass
        """, ON, "-n", "2", autoload=True)
        self.assertEqual(sorted(outcomes.values()), ["failed"] * 6 + ["passed"], self.everything)
        self.assertIn("7 tests watched: 6 made cycles that only the garbage collector can free, 1 pattern\n", self.output)
        self.assertIn("\n        … 3 more\n", self.output)
        self.assertEqual(self.output.count("\n%s   [" % LEAK), 1)

    def test_a_wrong_marker_there(self):
        self.assertEqual(self.run_pytest("""
            @pytest.mark.refscope(max_cycles=-1)
            def test_wrong(): pass
            def test_clean(): pass
        """, "-n", "2", autoload=True), {"test_wrong": "failed", "test_clean": "passed"})
        self.assertIn("\nrefscope: test_it.py::test_wrong: @pytest.mark.refscope: max_cycles must not be negative", self.output)


class Old(Runs):
    """The oldest pytest that is supported, with a pluggy that cannot change an exception yet."""

    def install(self):
        if sys.version_info >= (3, 12):
            self.skipTest("pytest 7.0 does not run on Python 3.12 and later")
        return packages.python_with("pluggy==1.0.0", "pytest==7.0.0", environment="pytest-7")

    def test_it_works_there(self):
        self.assertEqual(self.run_pytest("""
            def test_clean(): pass
            def test_leaks(): leak()
            def test_fails(): assert False
            def test_raises():
                with pytest.raises(KeyError) as caught: {}["x"]
            class Case(unittest.TestCase):
                def test_case(self): leak()
            def test_fixture(refscope_cycles): assert refscope_cycles() == []
        """, ON), {"test_clean": "passed", "test_leaks": "failed", "test_fails": "failed", "test_raises": "passed", "test_case": "failed",
                   "test_fixture": "passed"})
        self.assertIn("1. " + LEAK, self.text_of("test_leaks"))
        self.assertIn("6 tests watched: 2 made cycles", self.output)


class Installed(Runs):
    """The entry point of pyproject.toml, as an installed package has it."""

    def test_the_entry_point(self):
        pyproject = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
        section = re.search(r"^\[project\.entry-points\.pytest11\]\n(?P<lines>(?:\S.*\n)+)", pyproject, re.MULTILINE)
        self.assertIsNotNone(section)
        info = self.folder / "refscope-0.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: refscope\nVersion: 0.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[pytest11]\n" + section.group("lines").replace('"', ""), encoding="utf-8")
        path = os.pathsep.join([str(self.folder), os.environ["PYTHONPATH"]])
        self.assertEqual(self.run_pytest("def test_a(): leak()\n", ON, plugin=False, autoload=True, environment={"PYTHONPATH": path}), {"test_a": "failed"})
        self.assertEqual(self.run_pytest("def test_a(): leak()\n", plugin=False, autoload=True, environment={"PYTHONPATH": path}), {"test_a": "passed"})
        self.run_pytest("def test_a(): leak()\n", ON, "-p", "no:refscope", plugin=False, autoload=True, environment={"PYTHONPATH": path})
        self.assertEqual(self.status, 4)

    def test_another_interpreter_is_told(self):
        """A package folder without an extension for this Python: what pytest says is one clear reason."""
        (self.folder / "elsewhere").mkdir()
        os.symlink(Path(os.environ["REFSCOPE_SOURCE"]) / "cli" / "python" / "refscope", self.folder / "elsewhere" / "refscope")
        self.run_pytest("def test_a(): pass\n", ON, environment={"PYTHONPATH": str(self.folder / "elsewhere")})
        self.assertNotEqual(self.status, 0)
        self.assertIn("refscope: there is no extension for Python %d.%d here: it must be built for this very version"
                      % sys.version_info[:2], self.everything)


if __name__ == "__main__":
    unittest.main()
