"""However a program ends, the command says so in one line, has the right exit status and does not hang.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import signal
import subprocess
import sys
import time
import unittest

from command import COMMAND, CommandTest, ModuleTest


class Endings:
    def run_text(self, text, *words):
        self.write("app.py", text)
        return self.refscope("run", *words, "app.py")

    def assertPhotographed(self, ran, failure):
        self.assertEqual(ran.status, 3, ran)
        last = ran.err.splitlines()[-1]
        self.assertEqual(last, "refscope: app.py: the program failed with %s; it was photographed all the same" % failure)
        self.assertIn("photographed at the end", ran.out)

    def assertLost(self, ran, line):
        self.assertEqual((ran.status, ran.out, ran.err), (3, "", "refscope: app.py: %s\n" % line))

    # ---- it cannot be started

    def test_a_syntax_error(self):
        self.assertRefused(self.run_text("x = 1\n\ndef f(:\n"), "app.py:3: SyntaxError: invalid syntax")

    def test_an_indentation_error(self):
        ran = self.run_text("if 1:\nx = 1\n")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: app\.py:2: IndentationError: expected an indented block.*\n\Z")

    def test_bytes_that_are_no_text(self):
        ran = self.run_text(b"a = '\xff'\n")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: app\.py(:1)?: SyntaxError: [^\n]*'utf-8' codec[^\n]*\n\Z")

    def test_a_nul_in_the_source(self):
        ran = self.run_text(b"x\0y\n")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: app\.py: (SyntaxError|ValueError): source code string cannot contain null bytes\n\Z")

    def test_an_unknown_encoding(self):
        ran = self.run_text("# coding: klingon\n")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: app\.py(:0|:1)?: SyntaxError: [^\n]*unknown encoding: klingon\n\Z")

    def test_a_module_that_is_not_there(self):
        self.assertRefused(self.refscope("run", "-m", "nosuch"), "-m nosuch: No module named nosuch")

    def test_a_package_without_a_main(self):
        self.write("tool/__init__.py", "")
        self.assertRefused(self.refscope("run", "-m", "tool"),
                           "-m tool: No module named tool.__main__; 'tool' is a package and cannot be directly executed")

    def test_a_package_that_fails_at_import(self):
        self.write("tool/__init__.py", "raise KeyError('early')\n")
        self.write("tool/__main__.py", "")
        ran = self.refscope("run", "-m", "tool")
        self.assertEqual(ran.status, 3, ran)
        self.assertIn("KeyError: 'early'", ran.err)
        self.assertEqual(ran.err.splitlines()[-1],
                         "refscope: -m tool: the program failed with KeyError; it was photographed all the same")

    # ---- it fails, and is photographed

    def test_an_exception(self):
        ran = self.run_text("def f():\n    raise ValueError('no')\nf()\n")
        self.assertPhotographed(ran, "ValueError")
        self.assertEqual([line for line in ran.err.splitlines()[:-1] if not set(line) <= set(" ~^")], [
            "Traceback (most recent call last):",
            '  File "%s", line 3, in <module>' % self.path("app.py"), "    f()",
            '  File "%s", line 2, in f' % self.path("app.py"), "    raise ValueError('no')", "ValueError: no"])

    def test_the_frames_of_an_exception_are_in_the_photograph(self):
        self.write("app.py", """
            class Held: pass
            def f():
                held = Held()
                raise ValueError
            f()
        """)
        ran = self.refscope("why", "--type", "Held", "app.py")
        self.assertEqual(ran.status, 3, ran)
        self.assertIn("last_", ran.out)

    def test_sys_exit(self):
        self.assertPhotographed(self.run_text("import sys; sys.exit(3)\n"), "sys.exit(3)")

    def test_sys_exit_with_a_text(self):
        ran = self.run_text("import sys; sys.exit('good bye')\n")
        self.assertPhotographed(ran, "sys.exit(1)")
        self.assertEqual(ran.err.splitlines()[0], "good bye")

    def test_sys_exit_that_means_success(self):
        for code in ("", "0", "None", "False", "256"):
            with self.subTest(code=code):
                ran = self.run_text("import sys; sys.exit(%s)\n" % code)
                self.assertEqual((ran.status, ran.err), (0, ""))

    def test_an_exception_hook_of_the_program(self):
        ran = self.run_text("import sys\nsys.excepthook = lambda *a: print('hook', a[0].__name__)\nraise OSError\n")
        self.assertPhotographed(ran, "OSError")
        self.assertEqual(ran.err.splitlines()[0], "hook OSError")

    def test_an_exception_without_end(self):
        ran = self.run_text("def f(): f()\nf()\n")
        self.assertPhotographed(ran, "RecursionError")

    def test_quiet_still_tells_that_it_failed(self):
        self.assertPhotographed(self.run_text("raise ValueError\n", "--quiet"), "ValueError")

    def test_an_interruption(self):
        self.write("app.py", "import time, sys\nprint('here', flush=True)\ntime.sleep(60)\n")
        self.interrupt(signal.SIGINT)

    def interrupt(self, number):
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        self.assertEqual(process.stderr.readline(), b"here\n")
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3, err)
        self.assertIn(b"KeyboardInterrupt", err)
        self.assertIn(b"photographed at the end", out)

    # ---- it ends the process

    def test_os_exit(self):
        self.assertLost(self.run_text("import os; os._exit(3)\n"),
                        "the program ended its process itself with os._exit(3) before it could be photographed: "
                        "let it return or call sys.exit")

    def test_os_exit_with_success_is_a_failure_all_the_same(self):
        self.assertLost(self.run_text("import os; os._exit(0)\n"),
                        "the program ended its process itself with os._exit(0) before it could be photographed: "
                        "let it return or call sys.exit")

    def test_it_kills_itself(self):
        self.assertLost(self.run_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"),
                        "the program was killed by signal 9 (Killed) before it could be photographed")

    def test_it_crashes(self):
        self.assertLost(self.run_text("import os; os.abort()\n"),
                        "the program was killed by signal 6 (Aborted) before it could be photographed")

    def test_it_is_terminated_from_outside(self):
        self.write("app.py", "import time\nprint('here', flush=True)\ntime.sleep(60)\n")
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        self.assertEqual(process.stderr.readline(), b"here\n")
        process.terminate()
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"photographed at the end", out)
        self.assertEqual(err.decode().splitlines()[-1], "refscope: app.py: the program failed with SIGTERM; it was photographed all the same")

    def test_what_it_starts_dies_of_being_terminated(self):
        self.assertEqual(self.run_text("""
            import os, signal, time
            child = os.fork()
            if not child:
                time.sleep(60)
            os.kill(child, signal.SIGTERM)
            assert os.waitpid(child, 0)[1] == signal.SIGTERM
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        """).status, 0)

    def test_the_second_time_it_dies(self):
        self.write("app.py", """
            import time
            while True:
                try:
                    print('here', flush=True)
                    time.sleep(60)
                except KeyboardInterrupt:
                    pass
        """)
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        for _ in range(2):
            self.assertEqual(process.stderr.readline(), b"here\n")
            process.terminate()
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (3, b""))
        self.assertEqual(err.decode(), "refscope: app.py: the program was killed by signal 15 (Terminated) before it could "
                                       "be photographed\n")

    def test_it_becomes_another_program(self):
        self.assertLost(self.run_text("import os; os.execvp('true', ['true'])\n"),
                        "the program became another one (os.exec) before it could be photographed: run that one under refscope, or "
                        "call refscope.capture().save(FILE) before")

    def test_child_processes_are_told(self):
        ran = self.run_text("""
            import os, subprocess, sys
            for _ in range(2):
                child = os.fork()
                if not child: os._exit(0)
                os.waitpid(child, 0)
            subprocess.run([sys.executable, "-c", "0"], check=True)
            subprocess.run(["true"], check=True)
        """)
        self.assertEqual((ran.status, ran.err), (0, "refscope: app.py: 3 child processes were not photographed\n"))

    def test_a_program_with_a_handler_for_being_terminated(self):
        self.write("app.py", """
            import signal, sys, time
            signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
            print("here", flush=True)
            time.sleep(60)
        """)
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        self.assertEqual(process.stderr.readline(), b"here\n")
        process.terminate()
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertIn(b"photographed at the end", out)

    def test_the_program_dies_with_the_command(self):
        self.write("app.py", "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=self.environment())
        inner = int(process.stderr.readline())
        self.assertNotEqual(inner, process.pid)
        process.kill()
        process.communicate(timeout=60)
        for _ in range(600):
            if state_of(inner) in "Z?":
                break
            time.sleep(0.1)
        self.assertIn(state_of(inner), "Z?") # a zombie whom nobody reaps, as in a container without an init

    def wait_for_state(self, pid, states):
        for _ in range(600):
            if state_of(pid) in states:
                return
            time.sleep(0.05)
        self.fail("process %d is in state %s, not in %s" % (pid, state_of(pid), states))

    def start_and_wait_for_here(self):
        self.write("app.py", "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(1)\n")
        process = subprocess.Popen([*self.start, "run", "app.py"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment(), start_new_session=True)
        return process, int(process.stderr.readline())

    def test_the_shell_sees_when_the_program_is_stopped(self):
        process, inner = self.start_and_wait_for_here()
        os.kill(inner, signal.SIGSTOP)
        self.wait_for_state(process.pid, "T")
        process.send_signal(signal.SIGCONT)
        self.wait_for_state(inner, "SRZ?")
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertIn(b"photographed at the end", out)

    def test_both_are_stopped_and_continued_together(self):
        process, inner = self.start_and_wait_for_here()
        os.killpg(process.pid, signal.SIGSTOP)
        self.wait_for_state(process.pid, "T")
        self.wait_for_state(inner, "T")
        os.killpg(process.pid, signal.SIGCONT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""))

    def test_photographs_it_took_are_told_lost(self):
        self.assertLost(self.run_text("import refscope, os\nrefscope.capture()\nrefscope.capture()\nos._exit(4)\n"),
                        "the program ended its process itself with os._exit(4) before it could be photographed; the "
                        "photographs it took (2) are lost with it: let it return or call sys.exit")

    def test_it_crashes_in_its_teardown(self):
        ran = self.run_text("import atexit, os\natexit.register(os.abort)\n")
        self.assertEqual((ran.status, ran.err), (3, "refscope: app.py: the program was killed by signal 6 (Aborted) in its "
                                                    "teardown, after it was photographed\n"))
        self.assertIn("photographed at the end", ran.out)

    def test_no_memory_is_left_to_photograph_it(self):
        with open(COMMAND, "rb") as file:
            if b"__asan_init" in file.read():
                self.skipTest("the sanitizer needs address space of its own")
        ran = self.run_text("""
            import resource
            kept = [[i] for i in range(300000)]
            with open("/proc/self/statm") as file:
                size = int(file.read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + 5000000, resource.RLIM_INFINITY))
        """)
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertRegex(ran.err, r"\Arefscope: [^\n]*: out of memory\n\Z")

    def test_it_allows_no_files(self):
        self.write("app.py", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n")
        ran = self.refscope("summary", "-o", "report.txt", "app.py")
        self.assertEqual((ran.status, ran.out, ran.err), (2, "", "refscope: report.txt: File too large\n"))
        self.assertEqual(self.files(), ["app.py"])

    def test_refscope_is_killed_at_its_work(self):
        self.write("app.py", "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
                             "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n")
        ran = self.refscope("summary", "-o", "report.txt", "app.py")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertEqual(ran.err, "refscope: app.py: killed by signal 25 (File size limit exceeded) while the report was made; "
                                  "no memory left, or a bug in refscope\n")
        self.assertNotIn("report.txt", self.files())

    def test_it_closes_every_descriptor(self):
        ran = self.run_text("import os\nos.closerange(3, 4096)\n")
        self.assertEqual((ran.status, ran.err), (0, ""))
        self.assertIn("photographed at the end", ran.out)

    def test_it_changes_its_folder_and_closes_its_streams(self):
        ran = self.run_text("import os, sys\nos.chdir('/')\nsys.stdout.close()\nsys.stdin.close()\nsys.stdout = None\n")
        self.assertEqual(ran.status, 0, ran)
        self.assertIn("photographed at the end", ran.out)


def state_of(pid):
    """The letter of ps: S sleeping, T stopped, Z ended but not reaped; ? when there is none."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "?"


class UnderTheCommand(Endings, CommandTest):
    pass


class UnderTheInterpreter(Endings, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
