"""What pytest --refscope-cycles adds to a suite: pytest_cost.py TESTS.  Called by run.py, under a Python that has pytest.

The suite: TESTS tests that wait 10 ms each, beside a heap of 200,000 objects that a fixture of the session holds; every fifth
test makes a small cycle, so that there is something to find. Shown is the least of three runs each, and what is added in time of
the processor, which other programs disturb less.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONFTEST = """
import pytest

class Record:
    def __init__(self, number):
        self.number, self.parts = number, [number]

@pytest.fixture(scope="session", autouse=True)
def heap():
    yield [Record(number) for number in range(100_000)]  # each with a list: 200,000 objects for the collector
"""

SUITE = """
import time, pytest

class Node: pass

@pytest.mark.parametrize("number", range(%(tests)d))
def test_small(number):
    node = Node()
    node.words = [str(word) for word in range(number %% 50)]
    node.table = {word: [word] for word in node.words}
    if number %% 5 == 0:
        node.me = node
    time.sleep(%(seconds)r)
"""


def seconds_of(folder, *arguments):
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], cwd=folder,
                         capture_output=True, text=True, env=dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"))
    if ran.returncode != 0:
        sys.exit(ran.stdout + ran.stderr)
    behind = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.perf_counter() - started, behind.ru_utime + behind.ru_stime - before.ru_utime - before.ru_stime)


def measure(folder, tests, seconds):
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_suite.py").write_text(SUITE % {"tests": tests, "seconds": seconds}, encoding="utf-8")
    plugin = ("-p", "refscope.pytest_plugin", "--refscope-report")
    pairs = [(seconds_of(folder), seconds_of(folder, *plugin)) for _ in range(3)]
    return [tuple(min(run[kind] for run in runs) for kind in range(2)) for runs in zip(*pairs)]


def main():
    tests = int(sys.argv[1])
    print("%-28s %10s %12s %10s %16s" % ("suite", "without", "with", "ratio", "CPU ms added"))
    for name, seconds in (("%s tests of 10 ms" % format(tests, ","), 0.01), ("%s tests of nothing" % format(tests, ","), 0)):
        with tempfile.TemporaryDirectory() as folder:
            without, watched = measure(Path(folder), tests, seconds)
        print("%-28s %8.2f s %10.2f s %10.2f %9.2f a test" % (name, without[0], watched[0], watched[0] / without[0],
                                                              (watched[1] - without[1]) / tests * 1000), flush=True)


if __name__ == "__main__":
    main()
