"""The stories of samples/ and the README stay true: every command of their pages is run and its output compared with what the page shows.

A page's console block is a line "$ command" and the output below it. What differs between machines and versions of Python
is compared by shape: addresses, sizes in bytes, the totals of the whole heap and, in summaries, all types but the program's
own; all other numbers and words must be equal. tests/python/test_tutorial.py has the tutorial's facts exactly.
REFSCOPE_UPDATE_SAMPLES=1 writes the pages anew.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["REFSCOPE_SOURCE"])
COMMAND = os.environ["REFSCOPE_COMMAND"]
UPDATE = bool(os.environ.get("REFSCOPE_UPDATE_SAMPLES"))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# docs/ci.md tells its commands as if one were in the folder of a story.
CI = (SOURCE / "docs" / "ci.md", "a_new_cycle_in_review")
STORIES = sorted(p.parent for p in (SOURCE / "samples").glob("*/README.md"))

# What may differ, and what stands for it in the comparison.
VARIES = [
    (re.compile(r"0x[0-9a-f]+…?"), "0x…"),
    (re.compile(r"\b[\d.,]+ (B|KB|MB)\b"), "# B"),
    (re.compile(r"^.*\b(whole heap|heap:|held from outside|not seen|seen:).*$", re.MULTILINE), "<line about the whole heap>"),
    (re.compile(r"user-\d{4}"), "user-#"),  # which of a thousand equal sessions is the example
    (re.compile(r"[ ]+"), " "),
]


# What may differ in the output of the tutorial's programs besides.
TUTORIAL_VARIES = [
    (re.compile(r"[ ]+"), " "),
    (re.compile(r"\b(size|flat)([= ])\d+"), r"\1\2#"),
    (re.compile(r"\b\d+(?= (\d+ )?bytes\b)"), "#"),
    (re.compile(r"\b\d\d:\d\d:\d\d\.\d\d\b"), "<time>"),
    (re.compile(r"\b\d+%"), "#%"),
    (re.compile(r"=+"), "="),
    (re.compile(r"\b1498\d\b(, \d+)?"), "1498#"),  # ints of the squares, and one or two of the interpreter's own
    (re.compile(r"((?:^.*\n){2})\1+", re.MULTILINE), r"\1"),  # how many periodic snapshots there were
]
TABLE_ROW = re.compile(r"^ *(\S.*?) +\| +-?\d+ +\| .*$")

ANY_ORDER = re.compile(r" -> |^    \d+ size=")  # arrows, and parts of one size


def shape_of_tutorial(text, command):
    if "refbrowser" in command:  # what runs is a frame, and from 3.11 on its function, too: which objects there are
        return "\n".join(sorted(set(re.findall(r"\b(?:str|list|dict|module\([^)]*\)|frame \([^)]*\)|function \(\w+\))", text))))
    own = re.compile(r"^(data\.|int$|list$)" if "tracker" in command else r"^data\.")
    rows = [(TABLE_ROW.match(line), line) for line in text.splitlines(True)]
    text = "".join(line for row, line in rows if row is None or row.group(1) == "types" or own.match(row.group(1)))
    boxes = {}
    text = re.sub(r"\bXx[0-9a-f]+", lambda box: boxes.setdefault(box.group(), "box %d" % len(boxes)), text)
    text = "".join(sorted(text.splitlines(True), key=lambda line: line if ANY_ORDER.search(line) else ""))
    for pattern, replacement in TUTORIAL_VARIES:
        text = pattern.sub(replacement, text)
    return text


# Before 3.11 an instance has a dict for an object: more objects and steps, and other sizes, in the same patterns.
DICTS_OF_THEIR_OWN = sys.version_info < (3, 11)


def shape(text, command):
    if command.startswith("python3 "):
        text = shape_of_tutorial(text, command)
    if DICTS_OF_THEIR_OWN and command.startswith("refscope cycles"):
        text = "".join(line for line in text.splitlines(True) if re.match(r"\d+\. |   cut |refscope: ", line))
    if DICTS_OF_THEIR_OWN and command.startswith("refscope summary"):
        text = "".join(line for line in text.splitlines(True) if line.startswith("__main__.Request"))
    if command.startswith("refscope summary"):  # CPython's own types come and go; the program's are its own
        text = "".join(sorted(re.sub(r"[\d.]+%", "#%", line) for line in text.splitlines(True) if line.startswith("__main__.")))
    if command.startswith("refscope top"):  # how much of the heap it is depends on the heap
        text = "".join(re.sub(r"[\d.]+% +\S+ ", "#% ", line) for line in text.splitlines(True) if "__main__" in line)
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def run(line, folder):
    words = shlex.split(line)
    if words[0] == "refscope":
        words[0] = COMMAND
    elif words[0] in ("python", "python3"):
        words[0] = sys.executable
    ran = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
                         stdin=subprocess.DEVNULL, env=dict(os.environ, COLUMNS="80", NO_COLOR="1"), timeout=120)
    return ran.stdout + ("[exit status %d]\n" % ran.returncode if ran.returncode else "")


def commands(block):
    """(command line, output shown) for every command of a console block."""
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1] if "\n" in part else "")
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]


class Stories(unittest.TestCase):
    def test_there_are_four(self):
        self.assertGreaterEqual(len(STORIES), 4)

    def test_each_page_shows_what_its_commands_print(self):
        pages = [(story / "README.md", story.name) for story in STORIES] + [(SOURCE / "README.md", None), CI]
        for page, story in pages:
            text = page.read_text(encoding="utf-8")
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch) / "samples"
                shutil.copytree(SOURCE / "samples", folder)
                folder = folder.parent if story is None else folder / story
                fresh = []
                for block in BLOCK.findall(text):
                    for line, shown in commands(block):
                        got = run(line, folder)
                        fresh.append((block, line, got))
                        if not UPDATE:
                            with self.subTest(page=page.name, story=story, command=line):
                                self.assertEqual(shape(got, line), shape(shown, line))
                pictures = [] if story is None else re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)
                for picture in pictures:
                    with self.subTest(story=story, picture=picture):
                        self.assertTrue((folder / picture).stat().st_size > 1000)
                if UPDATE:
                    self.update(page, text, fresh)
                    for picture in pictures:
                        shutil.copy(folder / picture, page.parent / picture)
            self.assertTrue(fresh, "%s shows no command" % page)

    @staticmethod
    def update(page, text, fresh):
        blocks = {}
        for block, line, got in fresh:
            blocks.setdefault(block, []).append("$ %s\n%s" % (line, got if not got or got.endswith("\n") else got + "\n"))
        for block, parts in blocks.items():
            text = text.replace("```console\n" + block + "```", "```console\n" + "".join(parts) + "```")
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
