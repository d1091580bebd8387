"""How much memory the operating system has given this process, and which threads run in it.

The names, the attributes and the output are those of Pympler's process. What differs: a program whose name has spaces or
brackets is measured too, and update() replaces the operating system's own figures where it added them again.

    >>> from refscope.process import ProcessMemoryInfo
    >>> before = ProcessMemoryInfo()
    >>> ProcessMemoryInfo() - before           # doctest: +SKIP
    [('Resident set size (delta)', 0), ('Virtual size (delta)', 0)]

ProcessMemoryInfo is the class that works here: /proc where there is one, else the command ps, else getrusage().

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import threading
from mmap import PAGESIZE

from refscope._plain import Thread, running_threads
from refscope._text import pp


class _ProcessMemoryInfo:
    """What is known of this process's memory: zeros here, figures in the subclasses.

    Attributes:
        pid: number of the process.
        vsz, rss: bytes of address space and bytes in memory.
        pagefaults: how many faults had to read from a disk.
        data_segment, code_segment, shared_segment, stack_segment: bytes, or 0 where that is not known.
        os_specific: list of (description, size as text): what else the system tells.
        available: whether the figures are any.
    """

    pagesize = PAGESIZE

    def __init__(self):
        self.pid = os.getpid()
        self.rss = self.vsz = self.pagefaults = 0
        self.os_specific = []
        self.data_segment = self.code_segment = self.shared_segment = self.stack_segment = 0
        self.available = self.update()

    def __repr__(self):
        return "<%s vsz=%d rss=%d>" % (type(self).__name__, self.vsz, self.rss)

    def update(self):
        """Measure again. True when there are figures."""
        return False

    def __sub__(self, other):
        """What came since `other`: a list of (description, bytes)."""
        return [("Resident set size (delta)", self.rss - other.rss), ("Virtual size (delta)", self.vsz - other.vsz)]


class _ProcessMemoryInfoPS(_ProcessMemoryInfo):
    """By the command ps: address space and memory only."""

    def update(self):
        try:
            done = subprocess.run(["/bin/ps", "-p%d" % self.pid, "-o", "rss,vsz"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return False
        words = done.stdout.split()
        if done.returncode != 0 or len(words) < 2:
            return False
        self.rss, self.vsz = int(words[-2]) * 1024, int(words[-1]) * 1024
        return True


class _ProcessMemoryInfoProc(_ProcessMemoryInfo):
    """By Linux's /proc."""

    key_map = {
        "VmPeak": "Peak virtual memory size",
        "VmSize": "Virtual memory size",
        "VmLck": "Locked memory size",
        "VmHWM": "Peak resident set size",
        "VmRSS": "Resident set size",
        "VmStk": "Size of stack segment",
        "VmData": "Size of data segment",
        "VmExe": "Size of code segment",
        "VmLib": "Shared library code size",
        "VmPTE": "Page table entries size",
    }
    _segments = {"VmData": "data_segment", "VmExe": "code_segment", "VmLib": "shared_segment", "VmStk": "stack_segment"}

    def update(self):
        try:
            with open("/proc/self/stat", "rb") as stat, open("/proc/self/status", "rb") as status:
                self._read_stat(stat.read())
                self._read_status(status.read().decode("ascii", "replace"))
        except OSError:
            return False
        return True

    def _read_stat(self, stat):
        """The second field is the program's name in brackets, with whatever is in it: count from behind it."""
        fields = stat[stat.rindex(b")") + 1:].split()
        self.pagefaults, self.vsz, self.rss = int(fields[9]), int(fields[20]), int(fields[21]) * self.pagesize

    def _read_status(self, status):
        self.os_specific = []
        for line in status.split("\n"):
            key, _, value = line.partition(":")
            if key not in self.key_map:
                continue
            size = int(value.split()[0]) * 1024
            if key in self._segments:
                setattr(self, self._segments[key], size)
            self.os_specific.append((self.key_map[key], pp(size)))


_ways = [_ProcessMemoryInfoProc, _ProcessMemoryInfoPS]

try:
    import resource
except ImportError:
    pass
else:
    class _ProcessMemoryInfoResource(_ProcessMemoryInfo):
        """By getrusage(): the largest number of bytes that were in memory at once. Most systems tell no more."""

        def update(self):
            usage = resource.getrusage(resource.RUSAGE_SELF)
            self.rss = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            self.data_segment = usage.ru_idrss * 1024
            self.shared_segment = usage.ru_ixrss * 1024
            self.stack_segment = usage.ru_isrss * 1024
            self.vsz = self.data_segment + self.shared_segment + self.stack_segment
            self.pagefaults = usage.ru_majflt
            return self.rss != 0

    _ways.append(_ProcessMemoryInfoResource)

ProcessMemoryInfo = next((way for way in _ways if way().available), _ProcessMemoryInfo)


def is_available():
    """Does this system tell anything about this process's memory?"""
    return ProcessMemoryInfo().available


class ThreadInfo:
    """A running thread: .ident, .name, .daemon."""

    def __init__(self, thread):
        facts = Thread(thread)
        self.ident = facts.ident
        self.name = facts.name
        self.daemon = facts.daemon


def get_current_threads():
    """A list of ThreadInfo, one for each running thread. Runs no code of the program, such as a property `name`."""
    return [ThreadInfo(thread) for thread in running_threads().values()]


def get_current_thread_id():
    """The number of the calling thread."""
    return threading.get_ident()
