"""The active virtual environment is honoured, and one of another Python is refused with the way out.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import glob
import os
import subprocess
import sys
import unittest

from command import CommandTest

VERSION = "%d.%d" % sys.version_info[:2]


class Environment(CommandTest):
    def make(self, name="venv", *options):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", *options, self.path(name)], check=True,
                       env=self.environment())
        return self.path(name)

    def add_package(self, venv, name, text):
        folder, = glob.glob(venv + "/lib/python*/site-packages")
        with open(os.path.join(folder, name + ".py"), "w") as file:
            file.write(text)

    def test_without_one_the_interpreter_is_the_one_built_for(self):
        self.write("app.py", "import sys; print(sys.prefix == sys.base_prefix, sys.prefix)\n")
        ran = self.refscope("run", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "True %s\n" % sys.base_prefix))

    def test_its_packages_are_found_and_it_is_sys_prefix(self):
        venv = self.make()
        self.add_package(venv, "only_here", "print('found', __name__)\n")
        self.write("app.py", """
            import sys, only_here, subprocess
            print(sys.prefix, sys.base_prefix, sys.executable)
            print(subprocess.check_output([sys.executable, "-c", "import sys; print(sys.prefix)"], text=True))
        """)
        ran = self.refscope("run", "-q", "app.py", env={"VIRTUAL_ENV": venv})
        self.assertEqual((ran.status, ran.err), (0, "found only_here\n%s %s %s/bin/python\n%s\n\n" % (
            venv, sys.base_prefix, venv, venv)))
        ran = self.refscope("run", "-m", "only_here", env={"VIRTUAL_ENV": venv})
        self.assertEqual((ran.status, ran.err), (0, "found __main__\n"))

    def test_sys_path_is_that_of_its_python_and_the_package_at_the_end(self):
        for options in ([], ["--system-site-packages"]):
            with self.subTest(options=options):
                venv = self.make("venv" + "".join(options), *options)
                self.write("app.py", "import sys; print(sys.path)\n")
                theirs = subprocess.run([venv + "/bin/python", "app.py"], cwd=self.folder, env=self.environment(),
                                        stdout=subprocess.PIPE, check=True).stdout.decode()
                ran = self.refscope("run", "app.py", env={"VIRTUAL_ENV": venv})
                self.assertEqual(eval(ran.err)[:-1], eval(theirs))

    def test_the_package_of_the_command_can_be_imported_in_it(self):
        venv = self.make()
        self.write("app.py", "import refscope; print(refscope.__name__)\n")
        ran = self.refscope("run", "app.py", env={"VIRTUAL_ENV": venv})
        self.assertEqual((ran.status, ran.err), (0, "refscope\n"))

    def pretend(self, lines):
        return os.path.dirname(self.write("venv/pyvenv.cfg", lines))

    def test_one_of_another_python_is_refused(self):
        self.write("app.py", "open('was-run', 'w')\n")
        for lines in ("home = /usr/bin\nversion = 3.2.1\n", "home = /usr/bin\nversion_info = 3.2.1.final.0\nuv = 0.4\n",
                      "version=3.2\n"):
            with self.subTest(lines=lines):
                venv = self.pretend(lines)
                self.assertRefused(self.refscope("run", "app.py", env={"VIRTUAL_ENV": venv}),
                                   "%s: this virtual environment has Python 3.2, and refscope is built for Python %s: run "
                                   "`python -m refscope` in it instead" % (venv, VERSION))
        self.assertEqual(self.files(), ["app.py", "venv/pyvenv.cfg"])

    def test_one_that_is_none_is_refused(self):
        self.write("app.py", "")
        self.assertRefused(self.refscope("run", "app.py", env={"VIRTUAL_ENV": self.folder}),
                           "%s: VIRTUAL_ENV names no virtual environment: it has no pyvenv.cfg" % self.folder)

    def test_an_empty_name_is_no_environment(self):
        self.write("app.py", "print('ran')\n")
        self.assertEqual(self.refscope("run", "app.py", env={"VIRTUAL_ENV": ""}).err, "ran\n")

    def test_help_needs_no_environment(self):
        self.assertEqual(self.refscope("run", "--help", env={"VIRTUAL_ENV": self.folder}).status, 0)


if __name__ == "__main__":
    unittest.main()
