"""The bench: speed as ratios measured in one run. ./dev bench calls it; python bench/run.py [--quick] [--no-peers].

Its parts: the kernels against gc.collect() of the same heap (walk_bench, in C, on the heaps of design: in order and
fragmented); the referrer tree at 10^5 and 10^7 objects; snapshot files; other tools on the same heap, and Pympler's calls on
single objects, from a virtual environment of its own where the package index can be reached; what the pytest plugin adds to a
suite.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("REFSCOPE_BUILD", HERE.parent / "build"))
TOOLS = ["pympler", "objgraph", "guppy3", "refcycle", "pytest"]


def environment():
    return dict(os.environ, PYTHONPATH=os.pathsep.join([str(BUILD / "python"), str(HERE)]), PYTHONDONTWRITEBYTECODE="1")


def kernels(count):
    for heap in ("nodes", "fragmented"):
        print("\n## %s(%s) against one gc.collect() of the same heap" % (heap, format(count, ",")), flush=True)
        subprocess.run([str(BUILD / "walk_bench"), heap, str(count)], check=True, env=environment())


def tree_cost(sizes):
    print("\n## referrer tree after capture: the cost of its answer")
    print("%14s  %12s  %16s  %12s" % ("objects", "capture", "first tree", "next tree"))
    for size in sizes:
        ran = subprocess.run([sys.executable, str(HERE / "tree_cost.py"), str(size)], check=True, env=environment(),
                             capture_output=True, text=True)
        print(ran.stdout, end="", flush=True)


def files(count):
    print("\n## a photograph as a file, beside its capture: clock, and processors together")
    for heap in ("nodes", "fragmented"):
        subprocess.run([sys.executable, str(HERE / "file_cost.py"), heap, str(count), str(BUILD / "refscope")], check=True,
                       env=environment())


def peers_python(tools=TOOLS):
    """The interpreter of a virtual environment with `tools` in it, and those that could not be had."""
    folder = BUILD / "bench-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    missing = []
    for tool in tools:
        installed = subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", tool],
                                   capture_output=True, text=True)
        if installed.returncode != 0:
            missing.append(tool)
    return str(python), missing


def ask(python, tool, question, count, seconds=600):
    try:
        ran = subprocess.run([python, str(HERE / "peers.py"), tool, question, str(count)], env=environment(),
                             capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, "more than %d s" % seconds
    if ran.returncode != 0:
        return None, "failed: " + (ran.stderr.strip().splitlines() or ["no word"])[-1][:60]
    return json.loads(ran.stdout.splitlines()[-1]), None


def peers(count):
    import peers as table
    python, missing = peers_python()
    print("\n## other tools, records(%s): about %s objects; processor seconds of one question" %
          (format(count, ","), format(count * 10, ",")))
    for tool in missing:
        print("%s: not measured: the package index does not give it to this machine" % tool)
    print("%-10s %-10s %10s %16s %18s %14s" % ("question", "tool", "seconds", "x gc.collect()", "x refscope", "found"))
    for question, tools in table.QUESTIONS.items():
        ours = None
        for tool in tools:
            if tool in missing:
                continue
            answer, why = ask(python, tool, question, count)
            if answer is None:
                print("%-10s %-10s %s" % (question, tool, why))
                continue
            ours = ours or answer["seconds"]
            print("%-10s %-10s %10.4f %16.2f %18.1f %14s" % (question, tool, answer["seconds"],
                  answer["seconds"] / answer["collect"], answer["seconds"] / ours, format(answer["found"], ",")), flush=True)


def pytest_cost(tests):
    python, missing = peers_python()
    print("\n## pytest --refscope-cycles beside a heap of 200,000 objects")
    if "pytest" in missing:
        print("pytest: not measured: the package index does not give it to this machine")
        return
    subprocess.run([python, str(HERE / "pytest_cost.py"), str(tests)], check=True, env=environment())


def small_calls():
    python, missing = peers_python()
    if "pympler" in missing:
        return
    times = {}
    for tool in ("refscope", "pympler"):
        ran = subprocess.run([python, str(HERE / "small_calls.py"), tool], check=True, env=environment(), capture_output=True,
                             text=True)
        times[tool] = json.loads(ran.stdout)
    print("\n## calls on single objects, microseconds")
    print("%-48s %10s %10s %8s" % ("call", "refscope", "Pympler", "ratio"))
    for call, ours in times["refscope"].items():
        theirs = times["pympler"][call]
        print("%-48s %10.2f %10.2f %8.1f" % (call, ours, theirs, theirs / ours))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="a tenth of the size, to see that it runs")
    options.add_argument("--no-peers", action="store_true", help="leave the other tools out")
    chosen = options.parse_args()
    print("Python %s, %d cores" % (sys.version.split()[0], os.cpu_count()))
    kernels(100_000 if chosen.quick else 1_000_000)
    tree_cost([10**5, 10**6] if chosen.quick else [10**5, 10**6, 10**7])
    files(100_000 if chosen.quick else 1_000_000)
    if not chosen.no_peers:
        pytest_cost(100 if chosen.quick else 1000)
        small_calls()
        peers(15_000 if chosen.quick else 150_000)
        if not chosen.quick:
            peers(1_000_000)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
