"""refscope.process: the process and its threads.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import threading
import unittest
from unittest import mock

from refscope import process
from sanitized import SANITIZED
from refscope.process import ProcessMemoryInfo


def status():
    with open("/proc/self/status") as file:
        return dict(line.split(":", 1) for line in file.read().splitlines())


class Memory(unittest.TestCase):
    def test_figures_are_the_systems(self):
        info = ProcessMemoryInfo()
        self.assertIs(ProcessMemoryInfo, process._ProcessMemoryInfoProc)
        self.assertTrue(info.available)
        self.assertTrue(process.is_available())
        self.assertEqual(info.pid, os.getpid())
        self.assertEqual(info.code_segment, int(status()["VmExe"].split()[0]) * 1024)
        self.assertEqual(info.vsz % info.pagesize, 0)
        self.assertGreater(info.vsz, info.rss)
        self.assertGreater(info.rss, 1 << 20)
        self.assertEqual([key for key, _ in info.os_specific],
                         ["Peak virtual memory size", "Virtual memory size", "Locked memory size", "Peak resident set size",
                          "Resident set size", "Size of data segment", "Size of stack segment", "Size of code segment",
                          "Shared library code size", "Page table entries size"])
        self.assertEqual(repr(info), "<_ProcessMemoryInfoProc vsz=%d rss=%d>" % (info.vsz, info.rss))

    def test_update_replaces(self):
        info = ProcessMemoryInfo()
        count = len(info.os_specific)
        self.assertTrue(info.update())
        self.assertEqual(len(info.os_specific), count)

    def test_difference(self):
        before = ProcessMemoryInfo()
        held = bytearray(64 << 20)
        after = ProcessMemoryInfo()
        (resident, by), (virtual, more) = after - before
        self.assertEqual((resident, virtual), ("Resident set size (delta)", "Virtual size (delta)"))
        self.assertEqual((by, more), (after.rss - before.rss, after.vsz - before.vsz))
        self.assertGreaterEqual(more, len(held))

    def test_a_name_with_spaces_and_brackets(self):
        code = ("open('/proc/self/comm', 'w').write('a) 1 (b 2')\nfrom refscope.process import ProcessMemoryInfo as P\n"
                "p = P()\nprint(p.available and p.rss > 1 << 20 and p.vsz > p.rss)")
        self.assertEqual(subprocess.check_output([sys.executable, "-c", code]), b"True\n")

    def test_getrusage_and_ps(self):
        info = process._ProcessMemoryInfoResource()
        self.assertTrue(info.available)
        self.assertGreater(info.rss, 1 << 20)
        if os.path.exists("/bin/ps") and not SANITIZED:  # ps would wait for its runtime
            info = process._ProcessMemoryInfoPS()
            self.assertTrue(info.available)
            self.assertGreater(info.vsz, info.rss)
        with mock.patch("subprocess.run", side_effect=OSError):
            self.assertFalse(process._ProcessMemoryInfoPS().available)
        with mock.patch("subprocess.run", side_effect=subprocess.TimeoutExpired("ps", 10)):
            self.assertFalse(process._ProcessMemoryInfoPS().available)

    def test_nothing_is_known(self):
        info = process._ProcessMemoryInfo()
        self.assertEqual((info.available, info.rss, info.vsz, info.os_specific), (False, 0, 0, []))
        with mock.patch("builtins.open", side_effect=OSError):
            self.assertFalse(process._ProcessMemoryInfoProc().available)


class Threads(unittest.TestCase):
    def test_threads(self):
        go = threading.Event()
        thread = threading.Thread(target=go.wait, name="waiting", daemon=True)
        thread.start()
        found = {info.ident: (info.name, info.daemon) for info in process.get_current_threads()}
        go.set()
        thread.join()
        self.assertEqual(found, {thread.ident: ("waiting", True), process.get_current_thread_id(): ("MainThread", False)})


if __name__ == "__main__":
    unittest.main()
