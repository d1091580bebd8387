"""What a test run leaves behind: files in its TMPDIR, which is tmp/ of the build folder, and new ones in the source tree.

    leftovers.py build > build/files.txt       # before: the files of the source tree
    leftovers.found("build")                   # behind it, by summary.py

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]


def source_files():
    """The files of the source tree, without build folders and what git keeps."""
    for folder, folders, files in os.walk(SOURCE):
        if Path(folder) == SOURCE:
            folders[:] = [name for name in folders if name != ".git" and not name.startswith("build")]
        for name in files:
            yield os.path.relpath(os.path.join(folder, name), SOURCE)


def found(build):
    """A sentence for each thing that is left; none where no run noted what was there before."""
    noted = Path(build) / "files.txt"
    if not noted.exists():
        return []
    before = set(noted.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    temporary = sorted(os.listdir(os.path.join(build, "tmp")))
    new = sorted(set(source_files()) - before)
    return ["in TMPDIR: " + name for name in temporary] + ["in the source tree: " + name for name in new]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    print("\n".join(sorted(source_files())))
