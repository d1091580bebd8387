"""Pictures are drawn in a process of their own: whatever becomes of it, the host goes on, is told in one sentence, and the next
picture is right.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest

import refscope
import _refscope
from pictures import content
from sanitized import SANITIZED

DRAW = os.path.join(os.environ["REFSCOPE_BUILD"], "refscope-draw")
KILLED = "the picture: the process that draws was killed by signal %d (%s): memory was short, or Graphviz or one of " \
         "its libraries failed"


class Node:
    pass


def make_graph():
    node = Node()
    node.peer = [node]
    snapshot = refscope.capture([node])
    return snapshot.graph(snapshot.at(node), depth=2)


class Drawing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="refscope-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.graph = make_graph()
        for name in ("REFSCOPE_DRAW", "REFSCOPE_DRAW_SECONDS", "FONTCONFIG_FILE"):
            self.addCleanup(self.set_environment, name, os.environ.get(name))

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def set_environment(name, value):
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def draw(self, ending="svg"):
        path = self.path("picture." + ending)
        self.graph.render(path)
        with open(path, "rb") as file:
            return file.read()

    def drawer(self, script):
        """Another executable in its place."""
        path = self.path("drawer")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + textwrap.dedent(script))
        os.chmod(path, 0o755)
        os.environ["REFSCOPE_DRAW"] = path

    def assertRefused(self, sentence, ending="svg", error=refscope.RefscopeError):
        with self.assertRaises(error) as caught:
            self.draw(ending)
        if hasattr(sentence, "match"):
            self.assertRegex(str(caught.exception), sentence)
        else:
            self.assertEqual(str(caught.exception), sentence)
        self.assertFalse(os.path.exists(self.path("picture." + ending)))


class WhatBecomesOfIt(Drawing):
    @unittest.skipIf(SANITIZED, "a sanitizer needs an address space of its own")
    def test_short_of_memory_it_is_the_picture_or_an_error(self):
        for ending in ("png", "svg", "pdf"):
            right = content(self.draw(ending))
            self.assertGreater(len(right), 3 if ending == "pdf" else 1000)
            outcomes = [True]
            for megabytes in [*range(8, 72, 8), *range(72, 90, 2), *range(90, 130, 10)]:
                if outcomes[-1]:
                    os.unlink(self.path("picture." + ending))
                self.drawer('ulimit -v %d; exec "%s" "$@"\n' % (megabytes * 1024, DRAW))
                try:
                    self.assertEqual(content(self.draw(ending)), right, (ending, megabytes))
                    outcomes.append(True)
                except (MemoryError, refscope.RefscopeError) as error:
                    self.assertRegex(str(error), r"\Athe picture: [^\n]+\Z")
                    self.assertFalse(os.path.exists(self.path("picture." + ending)))
                    outcomes.append(False)
            self.assertIn(True, outcomes[1:], ending)
            self.assertIn(False, outcomes, ending)
            del os.environ["REFSCOPE_DRAW"]
            self.assertEqual(content(self.draw(ending)), right, ending)
            os.unlink(self.path("picture." + ending))

    @unittest.skipIf(SANITIZED, "a sanitizer has an allocator of its own")
    def test_an_allocation_that_fails_is_out_of_memory(self):
        self.drawer('ulimit -v 500000; exec "%s" "$@"\n' % DRAW)
        large = "digraph { a [fixedsize=true, width=120, height=120] }"  # 11,520 points a side: 531 MB
        with self.assertRaises(MemoryError) as caught:
            _refscope._render(large, self.path("picture.png"), "dot", "png")
        self.assertEqual(str(caught.exception), "the picture: out of memory where it is drawn")
        self.assertFalse(os.path.exists(self.path("picture.png")))
        self.drawer("""cat > /dev/null; printf 'refsdraw\\001\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'\n""")
        self.assertRefused("the picture: out of memory where it is drawn", error=MemoryError)

    def test_killed_by_a_signal(self):
        self.drawer("kill -ILL $$\n" if SANITIZED else "kill -SEGV $$\n")  # a sanitizer catches some
        self.assertRefused(KILLED % ((4, "Illegal instruction") if SANITIZED else (11, "Segmentation fault")))
        self.drawer("echo >&2; echo 'one word' >&2; echo more >&2; kill -TRAP $$\n")
        self.assertRefused(KILLED % (5, "Trace/breakpoint trap") + ": one word")

    def test_ended_without_an_answer(self):
        self.drawer("echo 'cannot be\033[31m loaded' >&2; exit 127\n")
        self.assertRefused("the picture: the process that draws ended with status 127: cannot be\\x1b[31m loaded")
        self.drawer("exit 0\n")
        self.assertRefused("the picture: the process that draws ended with status 0")

    def test_what_is_no_answer_is_none(self):
        self.drawer("cat > /dev/null; while echo 'this is no answer at all'; do :; done\n")
        self.assertRefused(re.compile(r"\Athe picture: the process that draws (ended|was killed)"))
        self.drawer("cat > /dev/null; printf refsdraw; exit 3\n")
        self.assertRefused("the picture: the process that draws ended with status 3")
        self.drawer("cat > /dev/null; printf 'refscope\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'; exit 5\n")
        self.assertRefused("the picture: the process that draws ended with status 5")
        self.drawer("printf 'refsdraw\\0\\0\\0\\0\\0\\0\\0\\0\\377\\0\\0\\0\\0\\0\\0\\0half a picture'; exit 4\n")
        self.assertRefused("the picture: the process that draws ended with status 4")

    def test_one_that_hangs_is_ended(self):
        os.environ["REFSCOPE_DRAW_SECONDS"] = "1"
        self.drawer("echo $$ > %s; exec sleep 1000\n" % self.path("pid"))
        self.assertRefused("the picture: not drawn within 1 seconds: draw fewer objects, or allow more time by "
                           "REFSCOPE_DRAW_SECONDS")
        with open(self.path("pid")) as file:
            self.assertRaises(ProcessLookupError, os.kill, int(file.read()), 0)

    def test_one_that_complains_without_end_is_heard(self):
        self.drawer("i=0; while [ $i -lt 3000 ]; do echo 'a long complaint about nothing in particular' >&2; "
                    "i=$((i + 1)); done; exec \"%s\" \"$@\"\n" % DRAW)
        self.assertIn(b"</svg>", self.draw())

    def test_it_is_not_there(self):
        os.environ["REFSCOPE_DRAW"] = self.path("nowhere")
        self.assertRefused("the picture: %s cannot be started: No such file or directory" % self.path("nowhere"))
        self.graph.render(self.path("picture.dot"))

    def use_fonts(self, folder):
        with open(self.path("fonts.conf"), "w") as file:
            file.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>%s</dir>'
                       "<cachedir>%s</cachedir></fontconfig>" % (self.path(folder), self.path("cache")))
        os.environ["FONTCONFIG_FILE"] = self.path("fonts.conf")

    def test_without_fonts(self):
        self.use_fonts("none")
        for ending in ("png", "pdf", "ps"):
            self.assertRefused("the picture: the text in .%s cannot be drawn: fontconfig finds no font on this machine; "
                               ".svg and .dot need no fonts" % ending, ending)
        self.assertIn(b">list of 1</text>", self.draw())

    def test_a_font_that_does_not_load(self):
        fonts = [font for font in subprocess.run(["fc-list", "--format", "%{file}\\n"], capture_output=True, text=True)
                 .stdout.split("\n") if font.endswith("DejaVuSans.ttf")]
        if not fonts:
            self.skipTest("DejaVu Sans is not installed")
        os.mkdir(self.path("fonts"))
        shutil.copy(fonts[0], self.path("fonts"))
        os.utime(self.path("fonts"), (1, 1))
        self.use_fonts("fonts")
        self.assertIn(b"\x89PNG", self.draw("png"))  # fontconfig keeps what it read of the file, by its folder's time
        os.unlink(self.path("picture.png"))
        os.truncate(self.path("fonts/DejaVuSans.ttf"), 100)
        self.assertRefused(re.compile(r"\Athe picture: a font did not load: [^\n]*Pango-WARNING[^\n]*\Z"), "png")
        self.assertIn(b">list of 1</text>", self.draw())

    def test_by_itself_it_says_what_it_is(self):
        ran = subprocess.run([DRAW], capture_output=True, text=True, timeout=60)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (
            2, "", "refscope-draw: refscope starts it to draw a picture; it is of no use by itself\n"))


class TheHost(Drawing):
    def test_nothing_is_left_behind(self):
        right = self.draw()
        before = sorted(os.listdir("/proc/self/fd"))
        self.draw()
        self.drawer("exit 1\n")
        for _ in range(3):
            self.assertRaises(refscope.RefscopeError, self.draw)
        os.environ["REFSCOPE_DRAW"] = self.path("nowhere")
        self.assertRaises(refscope.RefscopeError, self.draw)
        del os.environ["REFSCOPE_DRAW"]
        self.assertEqual(self.draw(), right)
        self.assertEqual(sorted(os.listdir("/proc/self/fd")), before)
        self.assertRaises(ChildProcessError, os.waitpid, -1, os.WNOHANG)

    def test_descriptors_do_not_reach_other_programs(self):
        self.drawer('ls -l /proc/self/fd > %s; exec "%s" "$@"\n' % (self.path("seen"), DRAW))
        self.draw()
        with open(self.path("seen")) as file:
            kinds = re.findall(r" (\d+) -> (\w+)", file.read())
        inherited = [n for n in os.listdir("/proc/self/fd") if n > "2" and os.path.exists("/proc/self/fd/" + n)
                     and os.get_inheritable(int(n))]
        self.assertEqual([number for number, kind in kinds if kind in ("socket", "pipe") and number not in inherited],
                         ["0", "2"])

    def test_a_handler_that_takes_every_child(self):
        right, taken = self.draw(), []

        def reap(number, frame):
            try:
                while True:
                    pid, status = os.waitpid(-1, os.WNOHANG)
                    if pid == 0:
                        break
                    taken.append(status)
            except ChildProcessError:
                pass

        before = signal.signal(signal.SIGCHLD, reap)
        self.addCleanup(signal.signal, signal.SIGCHLD, before)
        for handler in (reap, signal.SIG_IGN):
            signal.signal(signal.SIGCHLD, handler)
            self.assertEqual(self.draw(), right)
            self.drawer("exit 1\n")
            self.assertRefused(re.compile(r"\Athe picture: the process that draws ended with"), "png")
            del os.environ["REFSCOPE_DRAW"]

    def test_no_pipe_is_broken(self):
        self.drawer("exec true\n")
        code = """
            import signal, sys, _refscope
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            try:
                _refscope._render("digraph {" + "a -> b;" * 200000 + "}", "picture.svg", "dot", "svg")
            except Exception as error:
                print(error)
        """
        ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=self.folder, capture_output=True, text=True,
                             timeout=120)
        self.assertEqual((ran.returncode, ran.stdout),
                         (0, "the picture: the process that draws ended with status 0\n"), ran.stderr)

    def test_signals_in_between(self):
        right, seen = self.draw(), []
        before = signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        try:
            self.assertEqual(self.draw(), right)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def test_many_threads_draw(self):
        right, drawn = self.draw(), {}

        def draw(number):
            path = self.path("%d.svg" % number)
            self.graph.render(path)
            with open(path, "rb") as file:
                drawn[number] = file.read()

        threads = [threading.Thread(target=draw, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(drawn, {n: right for n in range(6)})

    def test_a_fork_while_another_thread_draws(self):
        code = """
            import os, sys, threading
            import refscope
            node = []; node.append(node)
            snapshot = refscope.capture([node])
            graph = snapshot.graph(snapshot.at(node), depth=2)
            graph.render("right.svg")
            right = open("right.svg", "rb").read()
            thread = threading.Thread(target=graph.render, args=("other.svg",))
            thread.start()
            pid = os.fork()
            fresh = refscope.capture([node])
            name = "%d.svg" % (pid == 0)
            fresh.graph(fresh.at(node), depth=2).render(name)
            if open(name, "rb").read() != right:
                os._exit(5)
            if pid == 0:
                os._exit(0)
            thread.join()
            same = open("other.svg", "rb").read() == right
            print(same, os.waitpid(pid, 0)[1])
        """
        for _ in range(5):
            ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=self.folder, capture_output=True,
                                 text=True, timeout=120)
            self.assertEqual(ran.stdout, "True 0\n", ran.stderr)

    def test_without_standard_descriptors(self):
        self.drawer('ls /proc/$PPID/fd > %s; exec "%s" "$@"\n' % (self.path("seen"), DRAW))
        code = """
            import os, sys
            sys.path.insert(0, %r)
            import test_drawing_process as test
            graph = test.make_graph()
            graph.render("right.svg")
            for descriptor in (0, 1, 2):
                os.close(descriptor)
            graph.render("picture.svg")
            os._exit(open("right.svg").read() != open("picture.svg").read() or
                     not {"0", "1", "2"}.isdisjoint(open("seen").read().split()))
        """ % os.path.dirname(os.path.abspath(__file__))
        ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=self.folder, timeout=120)
        self.assertEqual(ran.returncode, 0)


class TheEnd(Drawing):
    """The host ends while a picture is drawn that takes long."""

    def start(self):
        code = """
            import refscope, _refscope, random
            random.seed(1)
            edges = "".join("%d -> %d;" % (random.randrange(3000), random.randrange(3000)) for _ in range(9000))
            print("ready", flush=True)
            _refscope._render("digraph {" + edges + "}", "large.svg", "dot", "svg")
        """
        host = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(host.communicate)
        self.addCleanup(host.kill)
        self.assertEqual(host.stdout.readline(), "ready\n")
        return host, self.wait_for(lambda: self.drawer_of(host.pid))

    @staticmethod
    def drawer_of(pid):
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            for child in file.read().split():
                with open("/proc/%s/comm" % child) as name:
                    if name.read() == "refscope-draw\n":
                        return int(child)

    @staticmethod
    def is_gone(pid):
        try:
            with open("/proc/%d/stat" % pid) as file:
                return file.read().rpartition(")")[2].split()[0] in "ZX"
        except OSError:
            return True

    def wait_for(self, condition):
        for _ in range(600):
            found = condition()
            if found:
                return found
            time.sleep(0.05)
        self.fail("waited for in vain")

    def test_killed(self):
        host, drawer = self.start()
        time.sleep(0.2)  # until it has asked to end with its host
        host.kill()
        self.wait_for(lambda: self.is_gone(drawer))
        self.assertEqual([name for name in os.listdir(self.folder) if name != "drawer"], [])

    def test_interrupted_by_the_terminal(self):
        host, drawer = self.start()
        os.killpg(host.pid, signal.SIGINT)
        err = host.communicate(timeout=60)[1]
        self.assertIn("KeyboardInterrupt", err)
        self.assertNotIn("killed by signal", err)
        self.assertEqual(host.returncode, -signal.SIGINT)
        self.wait_for(lambda: self.is_gone(drawer))
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
