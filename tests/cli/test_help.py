"""--help, --version and the man page: made of the same rows, readable at 80 columns, accepted by man.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

from command import BUILD, CommandTest

COMMANDS = ["run", "summary", "tree", "graph", "cycles", "why", "top", "size", "diff", "export", "web", "info"]


class Help(CommandTest):
    def test_every_command_has_help_of_80_columns(self):
        for words in [["--help"], ["-h"], ["help"]] + [[name, "--help"] for name in COMMANDS]:
            with self.subTest(words=words):
                ran = self.refscope(*words)
                self.assertEqual((ran.status, ran.err), (0, ""))
                self.assertLessEqual(max(map(len, ran.out.splitlines())), 80)
                self.assertTrue(ran.out.startswith("usage: refscope "))

    def test_help_of_a_command_in_three_ways(self):
        asked = self.refscope("tree", "--help").out
        self.assertEqual(self.refscope("help", "tree").out, asked)
        self.assertEqual(self.refscope("--help", "tree").out, asked)
        self.assertIn("--referents", asked)

    def test_the_list_names_every_command(self):
        listed = self.refscope("--help").out
        self.assertEqual(re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE), COMMANDS)

    def test_paragraphs_are_parted_by_an_empty_line(self):
        self.assertIn("\na module and its namespace, is one row.\n\nBy type: what would be freed if all instances went. By module: every object that\n",
                      self.refscope("top", "--help").out)

    def test_help_wins_over_a_missing_program(self):
        self.assertEqual(self.refscope("graph", "--help").status, 0)

    def test_help_behind_the_program_is_the_programs(self):
        self.write("app.py", "import sys; print(sys.argv)\n")
        ran = self.refscope("run", "-q", "app.py", "--help")
        self.assertEqual(ran.err, "['app.py', '--help']\n")

    def test_help_of_no_such_command(self):
        self.assertRefused(self.refscope("help", "tre"), "tre: no such command: did you mean `refscope tree`?")

    def test_version(self):
        ran = self.refscope("--version")
        self.assertEqual((ran.status, ran.err), (0, ""))
        self.assertEqual(ran.out, "refscope 0.1.0, built for Python %d.%d\n" % sys.version_info[:2])

    def test_help_on_a_full_disk(self):
        with open("/dev/full", "w") as full:
            ran = self.refscope("--help", stdout=full)
        self.assertRefused(ran, "standard output: No space left on device")


class ManPage(CommandTest):
    def page(self):
        with open(os.path.join(BUILD, "refscope.1")) as file:
            return file.read()

    def test_it_is_what_the_command_prints(self):
        self.assertEqual(self.refscope("--man").out, self.page())

    def test_every_option_of_every_help_is_in_it(self):
        page = self.page().replace("\\-", "-")
        for name in COMMANDS:
            for option in re.findall(r"^  (?:-., )?(--[a-z-]+)", self.refscope(name, "--help").out, re.MULTILINE):
                self.assertIn("\\fB%s\\fR" % option, page, name)

    @unittest.skipUnless(shutil.which("man") and shutil.which("groff"), "needs man and groff")
    def test_man_has_no_warnings(self):
        environment = dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8")
        environment.pop("LD_PRELOAD", None)  # a sanitizer's runtime is not for man, which confines itself
        ran = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", os.path.join(BUILD, "refscope.1")],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        self.assertEqual((ran.returncode, ran.stderr), (0, b""))
        self.assertIn(b"EXIT STATUS", ran.stdout)


if __name__ == "__main__":
    unittest.main()
