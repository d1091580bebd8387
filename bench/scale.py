"""How time and memory grow with the heap: python scale.py [--largest OBJECTS] [--plot FILE.svg].

Each size is a heap of `nodes` (heaps.py) in a process of its own, photographed and saved there; then the command answers from
the file, each answer in a process of its own whose time and peak memory the kernel tells. One row a size, as tables of
Markdown: seconds on the clock; seconds of the processor in user mode for each million of objects, which leave out what the
machine takes to hand out memory for the first time; memory. The plot is drawn with matplotlib, from the virtual environment of
the bench, where the package index can be reached.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("REFSCOPE_BUILD", HERE.parent / "build"))
COMMAND = str(BUILD / "refscope")
SIZES = [10**5, 3 * 10**5, 10**6, 3 * 10**6, 10**7, 5 * 10**7]
OBJECTS_A_NODE = 6
ANSWERS = {
    "summary": ["summary"],
    "top": ["top"],
    "cycles": ["cycles", "--scope", "live"],
    "why": ["why", "--type", "Node", "--limit", "1"],
}
SECONDS = ["gc.collect()", "capture", "capture again", "save", *ANSWERS]
MEMORY = ["heap", "photograph", "file", *("%s, peak" % name for name in ANSWERS)]


# ---- Inside: a heap of one size, photographed and saved ------------------------------------------------------------------


def photograph(objects, path):
    """Print a line of JSON: seconds and bytes of making the file `path` from a heap of about `objects` objects."""
    import gc
    import resource

    import heaps
    import refscope
    import timing

    def timed(name, function):
        used, start = resource.getrusage(resource.RUSAGE_SELF).ru_utime, time.perf_counter()
        result = function()
        row[name] = time.perf_counter() - start
        row[name + ", user"] = resource.getrusage(resource.RUSAGE_SELF).ru_utime - used
        return result

    gc.disable()
    before, row = timing.resident_bytes(), {}
    kept = heaps.nodes(objects // OBJECTS_A_NODE)
    row["heap"] = timing.resident_bytes() - before
    timed("gc.collect()", gc.collect)
    timed("capture", refscope.capture)
    heap = timed("capture again", refscope.capture)
    row["objects"], row["references"], row["photograph"] = len(heap), heap.reference_count, heap.memory
    timed("save", lambda: heap.save(path))
    row["file"] = os.path.getsize(path)
    assert len(kept) == objects // OBJECTS_A_NODE
    print(json.dumps(row))


# ---- Outside: one row a size ---------------------------------------------------------------------------------------------


def environment():
    return dict(os.environ, PYTHONPATH=os.pathsep.join([str(BUILD / "python"), str(HERE)]), PYTHONDONTWRITEBYTECODE="1")


def answer(words, path):
    """(seconds, seconds in user mode, bytes of peak memory) of one command on the file."""
    start = time.perf_counter()
    child = subprocess.Popen([COMMAND, *words, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit("scale.py: refscope %s: status %d: %s" % (" ".join(words), child.returncode, complaint.strip()))
    return time.perf_counter() - start, used.ru_utime, used.ru_maxrss * 1024


def row_of(objects, folder):
    path = Path(folder) / "heap.rsnap"
    made = subprocess.run([sys.executable, str(HERE / "scale.py"), "--photograph", str(objects), str(path)], check=True,
                          env=environment(), stdout=subprocess.PIPE, text=True)
    row = json.loads(made.stdout.splitlines()[-1])
    for name, words in ANSWERS.items():
        row[name], row["%s, user" % name], row["%s, peak" % name] = answer(words, path)
    path.unlink()
    return row


def seconds(value):
    return "%.3f s" % value if value < 1 else "%.2f s" % value if value < 100 else "%.0f s" % value


def megabytes(value):
    return "%.1f MB" % (value / 2**20) if value < 2**30 else "%.2f GB" % (value / 2**30)


def table(rows, first, names, write):
    """A table of Markdown: the objects, then a column for each name."""
    lines = ["| %s |" % " | ".join(["objects", *first, *names]), "|" + "---|" * (1 + len(first) + len(names))]
    for row in rows:
        counts = [format(row[name], ",") for name in ("objects", *first)]
        lines.append("| %s |" % " | ".join(counts + [write(row, name) for name in names]))
    return "\n".join(lines)


def tables(rows):
    return "\n\n".join([
        table(rows, ["references"], SECONDS, lambda row, name: seconds(row[name])),
        table(rows, [], SECONDS, lambda row, name: "%.3f" % (row[name + ", user"] / row["objects"] * 1e6)),
        table(rows, [], MEMORY, lambda row, name: megabytes(row[name]))])


# ---- The plot ------------------------------------------------------------------------------------------------------------


def plot(rows, path):
    """Two panels, both axes logarithmic: a line of slope one grows in step with the heap."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "refscope"
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    objects = [row["objects"] for row in rows]
    for panel, names, scale, unit in ((panels[0], SECONDS, 1, "seconds"), (panels[1], MEMORY, 2**20, "megabytes")):
        for name in names:
            panel.plot(objects, [row[name] / scale for row in rows], marker="o", markersize=3, label=name)
        panel.set(xscale="log", yscale="log", xlabel="objects in the heap", ylabel=unit)
        panel.grid(True, which="major", alpha=0.3)
        panel.legend(fontsize=8, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def plot_in_bench_environment(rows, path):
    import run
    python, missing = run.peers_python(["matplotlib"])
    if missing:
        print("no plot: the package index does not give matplotlib to this machine")
        return
    subprocess.run([python, str(HERE / "scale.py"), "--draw", str(path)], check=True, input=json.dumps(rows), text=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--largest", type=int, default=SIZES[-1], help="leave larger heaps out (default: %(default)s objects)")
    options.add_argument("--plot", metavar="FILE.svg", help="draw the rows, too")
    options.add_argument("--photograph", nargs=2, help=argparse.SUPPRESS)
    options.add_argument("--draw", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.photograph:
        return photograph(int(chosen.photograph[0]), chosen.photograph[1])
    if chosen.draw:
        return plot(json.load(sys.stdin), chosen.draw)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            if size <= chosen.largest:
                rows.append(row_of(size, folder))
                print("%s objects: done" % format(rows[-1]["objects"], ","), file=sys.stderr, flush=True)
    print(tables(rows))
    if chosen.plot:
        plot_in_bench_environment(rows, chosen.plot)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
