"""How the bench measures: the best of a few runs in one process, and memory as the kernel counts it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import time


def best(function, runs=3):
    """(seconds of the fastest run, what the last run returned)."""
    fastest, result = None, None
    for _ in range(runs):
        result = None
        start = time.perf_counter()
        result = function()
        seconds = time.perf_counter() - start
        fastest = seconds if fastest is None else min(fastest, seconds)
    return fastest, result


def collect_seconds(runs=3):
    """What CPython itself pays to walk this heap once."""
    return best(gc.collect, runs)[0]


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


def peak_resident_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("no VmHWM in /proc/self/status")
