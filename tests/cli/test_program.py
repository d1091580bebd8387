"""A program under the command sees what it sees under python: its name, arguments, path, streams and __main__.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess
import sys
import unittest
import zipfile

from command import CommandTest, ModuleTest, BARE

LOOK = """
import sys, os
main = sys.modules["__main__"]
assert vars(main) is globals()
print(sys.argv)
print(__name__, __file__, __package__, __doc__, type(__loader__).__name__, __spec__ and __spec__.name,
      __builtins__.__name__, sorted(n for n in vars(main) if n.startswith("_")))
print(sys.path[0])
print(sys.flags)
print(os.getcwd(), sys.stdin.isatty(), sys.executable == os.environ.get("EXPECTED"))
print([n for n in dir() if not n.startswith("_")])
"""


class SameAsPython:
    """Each program's output, under python and under refscope."""

    def python(self, *words, env=None):
        ran = subprocess.run([sys.executable, *words], cwd=self.folder, env=self.environment(**(env or {})),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return ran.stdout.decode("utf-8", "surrogateescape")

    def assertSame(self, *words, env=None):
        env = dict(env or {}, PYTHONDONTWRITEBYTECODE="1")
        expected = self.python(*words, env=env)
        self.assertNotEqual(expected, "")
        ran = self.refscope("run", "--quiet", *words, env=env)
        self.assertEqual(ran.status, 0, ran)
        self.assertEqual(ran.err, expected)
        self.assertRegex(ran.out, r"\A.*, Python \d+\.\d+\.\d+, photographed at the end in \d+\.\d\d s\n"
                                  r"heap +[\d,]+ objects, .*\ngarbage +[\d,]+ objects, .*\nreferences +[\d,]+\n"
                                  r"photograph  .* of memory\n\Z")

    def test_a_script(self):
        self.write("app.py", LOOK)
        self.assertSame("app.py", "a", "", "--help", "-m", "b c")

    def test_a_script_with_a_doc_string_and_annotations(self):
        self.write("app.py", '"""A program."""\nx: int = 3\nprint(__doc__, __annotations__)\n')
        self.assertSame("app.py")

    def test_a_script_elsewhere(self):
        self.write("deep/down/app.py", LOOK + "import beside\nprint(beside.__file__)\n")
        self.write("deep/down/beside.py", "")
        self.assertSame("deep/down/app.py")
        self.assertSame(self.path("deep/down/app.py"))

    def test_a_script_behind_a_symbolic_link(self):
        self.write("real/app.py", LOOK + "import beside\nprint(beside.__file__)\n")
        self.write("real/beside.py", "")
        os.symlink("real/app.py", self.path("link.py"))
        self.assertSame("link.py")

    def test_a_module(self):
        self.write("app.py", LOOK)
        self.assertSame("-m", "app", "a", "--help")

    def test_code_on_the_command_line(self):
        self.write("beside.py", "")
        self.assertSame("-c", "import sys, os, beside\nprint(sys.argv, sys.path[0], sys.flags, beside.__file__, os.getcwd())", "a", "-m", "b")
        self.assertSame("-c", "print(__name__, '__file__' in globals())")

    def test_a_program_from_standard_input(self):
        code = ("import sys\nprint(sys.argv, sys.path[0])\nprint(__name__, '__file__' in globals(), sys.stdin.read())\n").encode()
        expected = subprocess.run([sys.executable, "-", "a"], cwd=self.folder, env=self.environment(), input=code,
                                  stdout=subprocess.PIPE, check=True).stdout.decode()
        ran = self.refscope("run", "--quiet", "-", "a", stdin=code)
        self.assertEqual((ran.status, ran.err), (0, expected))
        ran = self.refscope("run", "--quiet", "-", stdin=b"x = (\n")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: -:\d: SyntaxError: .*\n\Z")

    def test_a_package(self):
        self.write("tool/__init__.py", "print('package', __name__)\n")
        self.write("tool/__main__.py", "from . import part\n" + LOOK)
        self.write("tool/part.py", "print('part', __name__)\n")
        self.assertSame("-m", "tool", "x")
        self.assertSame("-m", "tool.part")

    def test_a_module_of_the_standard_library(self):
        self.write("data.json", '{"b": 1, "a": [2]}')
        self.assertSame("-m", "json.tool", "--sort-keys", "data.json")

    def test_a_folder_with_a_main(self):
        self.write("tool/__main__.py", LOOK + "import beside\n")
        self.write("tool/beside.py", "print(__file__)\n")
        self.assertSame("tool", "x")

    def test_an_archive(self):
        with zipfile.ZipFile(self.path("tool.pyz"), "w") as archive:
            archive.writestr("__main__.py", "import sys, beside\nprint(__name__, __file__, sys.argv)\n")
            archive.writestr("beside.py", "print(__name__, __file__)\n")
        self.assertSame("tool.pyz", "x")

    def test_arguments_in_other_scripts_and_no_encoding_at_all(self):
        self.write("app.py", "import sys, os; print([os.fsencode(a) for a in sys.argv], flush=True)\n")
        self.assertSame("app.py", "Ŝlosilo", "鍵", b"\xff\xfe")

    def test_a_script_with_a_name_in_another_script(self):
        self.write("naïve 鍵.py", "import sys; print(ascii(sys.argv), ascii(__file__))\n")
        self.assertSame("naïve 鍵.py")

    def test_a_coding_declaration_and_a_byte_order_mark(self):
        self.write("latin.py", b"# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n")
        self.assertSame("latin.py")
        self.write("mark.py", b"\xef\xbb\xbfprint(ascii('\xc3\xa9'))\n")
        self.assertSame("mark.py")

    def test_what_the_environment_says_to_python(self):
        self.write("lib/extra.py", "print('extra', __file__)\n")
        self.write("app.py", "import extra, sys\nprint(sys.flags.optimize, sys.flags.utf8_mode, __debug__)\n")
        self.assertSame("app.py", env={"PYTHONPATH": self.path("lib"), "PYTHONOPTIMIZE": "2", "PYTHONUTF8": "1"})

    @unittest.skipIf(sys.version_info < (3, 11), "PYTHONSAFEPATH came with 3.11")
    def test_a_safe_path(self):
        self.write("app.py", LOOK)
        self.assertSame("app.py", env={"PYTHONSAFEPATH": "1"})

    def test_warnings_and_main_guard(self):
        self.write("app.py", "import warnings\nif __name__ == '__main__':\n    print('main')\n")
        self.assertSame("app.py")

    def test_threads_are_waited_for(self):
        self.write("app.py", """
            import threading, time, concurrent.futures
            done = []
            def work():
                time.sleep(0.3)
                done.append("worked")
            threading.Thread(target=work).start()
            concurrent.futures.ThreadPoolExecutor(2).submit(work)
            print("main is over")
        """)
        ran = self.refscope("tree", "--referents", "--name", "done", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "main is over\n"), ran)
        self.assertEqual(ran.out.count("'worked'"), 2)

    def test_a_daemon_thread_is_not(self):
        self.write("app.py", """
            import threading, time
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            print("over")
        """)
        ran = self.refscope("run", "--quiet", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "over\n"))

    def test_exit_handlers_run_after_the_photograph_and_before_the_end(self):
        self.write("app.py", """
            import atexit
            class Late:
                def __del__(self): print("finalized")
            late = Late()
            kept = ["to be photographed"]
            @atexit.register
            def tidy():
                print("at exit")
                kept.clear()
            print("main")
        """)
        ran = self.refscope("tree", "--referents", "--name", "kept", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "main\nat exit\nfinalized\n"))
        self.assertIn("'to be photographed'", ran.out)

    def test_standard_input_is_the_programs(self):
        self.write("app.py", "import sys; print(sys.stdin.read().upper())\n")
        ran = self.refscope("run", "--quiet", "app.py", stdin=b"some lines\n")
        self.assertEqual(ran.err, "SOME LINES\n\n")

    def test_children_that_the_program_forks_are_its_own(self):
        self.write("app.py", """
            import os, sys
            child = os.fork()
            if child == 0:
                print("child", flush=True)
                sys.exit(7)
            print("waited for", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """)
        ran = self.refscope("run", "--quiet", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "child\nwaited for 7\n"))
        self.assertEqual(ran.out.count("photographed"), 1)

    def test_multiprocessing_in_every_manner(self):
        self.write("app.py", """
            import multiprocessing, sys
            def double(x): return 2 * x
            if __name__ == "__main__":
                with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                    print(pool.map(double, range(4)))
        """)
        for manner in ("fork", "spawn", "forkserver"):
            with self.subTest(manner=manner):
                ran = self.refscope("run", "--quiet", "app.py", manner)
                self.assertEqual((ran.status, ran.err), (0, "[0, 2, 4, 6]\n"), ran)

    def test_the_collector_is_off_under_cycles_and_where_it_is_asked(self):
        self.write("app.py", "import gc; print(gc.isenabled())\n")
        for words, enabled in [(["summary"], True), (["run"], True), (["run", "--no-gc"], False),
                               (["cycles"], False), (["cycles", "--gc"], True), (["graph", "-o", "x.dot"], False), (["graph", "--gc", "-o", "x.dot"], True),
                               (["graph", "-o", "x.dot", "--name", "sys"], True)]:
            with self.subTest(words=words):
                ran = self.refscope(*words, "--quiet", "app.py", env={"PYTHONDONTWRITEBYTECODE": "1"})
                said = ran.out if words[0] == "graph" else ran.err
                self.assertEqual((ran.status, said), (0, "%s\n" % enabled), ran)

    def test_nothing_of_refscope_is_imported_into_the_program(self):
        self.write("app.py", """
            import sys
            print(sorted(m for m in sys.modules if "refscope" in m))
            import refscope
            print(refscope.__name__)
        """)
        ran = self.refscope("run", "--quiet", "app.py")
        self.assertEqual(ran.status, 0, ran)
        self.assertEqual(ran.err.splitlines()[1], "refscope")


class UnderTheCommand(SameAsPython, CommandTest):
    def test_it_starts_with_no_module_of_refscope(self):
        self.write("app.py", "import sys; print([m for m in sys.modules if 'refscope' in m])\n")
        self.assertEqual(self.refscope("run", "--quiet", "app.py").err, "[]\n")

    def test_the_modules_loaded_are_those_that_python_loads(self):
        self.write("app.py", "import sys; print(sorted(sys.modules))\n")
        self.assertSame("app.py")


class UnderTheInterpreter(SameAsPython, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
