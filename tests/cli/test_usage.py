"""Wrong usage and bad input: one line that says what and why, status 2, and nothing was run.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import unittest

from command import CommandTest

# (the words, the line behind "refscope: "); {ok} is a script that would leave a file if it ran
REFUSED = [
    ([], "no command is named: `refscope --help` lists them"),
    (["sumary", "{ok}"], "sumary: no such command: did you mean `refscope summary`?"),
    (["frobnicate"], "frobnicate: no such command: `refscope --help` lists them"),
    (["{ok}"], "{ok}: a command comes before the program: `refscope cycles {ok}`"),
    (["-m", "json"], "-m: a command comes before the program: `refscope cycles -m MODULE`"),
    (["--frob"], "--frob: `refscope` has no such option: see --help"),
    (["--versoin"], "--versoin: `refscope` has no such option: did you mean --version?"),
    (["run"], "run: no program is named: `refscope run app.py`, -m MODULE or -c CODE"),
    (["run", "-m"], "-m: its value is missing"),
    (["run", ""], "run: the program's name is empty"),
    (["run", "-m", ""], "-m: the module's name is empty"),
    (["run", "nope.py"], "nope.py: No such file or directory"),
    (["run", "folder"], "folder: a directory without a __main__.py: name a script, or -m MODULE"),
    (["run", "secret.py/x"], "secret.py/x: Not a directory"),
    (["run", "heap.rsnap"], "heap.rsnap: a snapshot file cannot be run: name a program"),
    (["summary", "heap.rsnap"], "heap.rsnap: No such file or directory"),
    (["summary", "heap.rsnap", "{ok}"], "summary: it takes one snapshot file: `{ok}` is one too many"),
    (["summary", "--values", "none", "heap.rsnap"],
     "heap.rsnap: --values is for programs: a snapshot file has what was kept when it was written"),
    (["info"], "info: no snapshot file is named: `refscope info heap.rsnap`"),
    (["info", "-m", "json"], "info: it takes snapshot files, no program: `refscope info heap.rsnap`"),
    (["info", "{ok}"], "{ok}: byte 0: not a snapshot file: it begins with other bytes"),
    (["info", "folder"], "folder: a directory, not a snapshot file"),
    (["info", "/dev/null"], "/dev/null: not a regular file: a snapshot is read at many places at once"),
    (["run", "pid:4"], "pid:4: running processes come in a later version: name a program"),
    (["run", "/bin/ls"], "/bin/ls: not a Python program: core files come in a later version"),
    (["run", "-o", "nowhere/heap.rsnap", "{ok}"], "nowhere/heap.rsnap: No such file or directory"),
    (["run", "--values", "all", "{ok}"], "--values all: not one of none|names|short"),
    (["run", "--lmit", "3", "{ok}"], "--lmit: `run` has no such option: see --help"),
    (["summary", "--lmit", "3", "{ok}"], "--lmit: `summary` has no such option: did you mean --limit?"),
    (["summary", "-x", "{ok}"], "-x: `summary` has no such option: see --help"),
    (["summary", "--limit"], "--limit: its value is missing"),
    (["summary", "--limit", "-3", "{ok}"], "--limit -3: not a number"),
    (["summary", "--limit", "3x", "{ok}"], "--limit 3x: not a number"),
    (["summary", "--limit", "99999999999", "{ok}"], "--limit 99999999999: too large a number"),
    (["summary", "--sort", "sise", "{ok}"], "--sort sise: not one of size|count|name: did you mean size?"),
    (["summary", "--quiet=yes", "{ok}"], "--quiet=yes: this option takes no value"),
    (["summary", "--color", "blue", "{ok}"], "--color blue: not one of auto|always|never"),
    (["cycles", "--scope", "dead", "{ok}"], "--scope dead: not one of garbage|live|all"),
    (["tree", "{ok}"], "tree: nothing is selected: say --type NAME, --name PATH or --at ADDRESS"),
    (["why", "{ok}"], "why: nothing is selected: say --type NAME, --name PATH or --at ADDRESS"),
    (["why", "--type", "", "{ok}"], "--type: its value is empty"),
    (["size", "{ok}"], "size: nothing is selected: say --type NAME, --name PATH or --at ADDRESS"),
    (["top", "--by", "modul", "{ok}"], "--by modul: not one of object|type|module: did you mean module?"),
    (["top", "--by", "module", "--under", "app", "{ok}"],
     "top: --under and --by module exclude one another: below an object go by type"),
    (["tree", "--type", "A", "--name", "b", "{ok}"],
     "tree: --type, --name and --at exclude one another: give one of them"),
    (["graph", "{ok}"], "graph: no file for the picture: say -o leak.png, or .dot, .svg, .pdf"),
    (["graph", "-o", "leak.gif", "{ok}"], "-o leak.gif: no picture ends so: use .dot, .png, .svg, .pdf or .ps"),
    (["graph", "-o", "leak", "{ok}"], "-o leak: no picture ends so: use .dot, .png, .svg, .pdf or .ps"),
    (["graph", "-o", "leak.png", "--types", "--type", "A", "{ok}"],
     "graph: --types draws the whole heap: give no selection with it"),
    (["graph", "-o", "nowhere/leak.png", "{ok}"], "nowhere/leak.png: No such file or directory"),
    (["cycles", "-o", "folder", "{ok}"], "folder: Is a directory"),
]


class Refused(CommandTest):
    def test_each_is_one_line(self):
        self.write("ok.py", "open('was-run', 'w')\n")
        os.mkdir(self.path("folder"))
        self.write("secret.py", "")
        for words, line in REFUSED:
            with self.subTest(words=words):
                ran = self.refscope(*[word.format(ok="ok.py") for word in words])
                self.assertRefused(ran, line.format(ok="ok.py"))
        self.assertEqual(self.files(), ["ok.py", "secret.py"])

    @unittest.skipIf(os.geteuid() == 0, "root may read and write everything")
    def test_what_may_not_be_read_or_written(self):
        script = self.write("ok.py", "")
        os.chmod(script, 0)
        self.assertRefused(self.refscope("run", "ok.py"), "ok.py: Permission denied")


if __name__ == "__main__":
    unittest.main()
