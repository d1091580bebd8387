"""Who holds an object, as a tree.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope.refbrowser import ConsoleBrowser, FileBrowser

q = "-".join(["made", "at", "run", "time"])
p = [q]


def keeper(text):
    """Holds the text in its frame while the tree is printed."""
    ConsoleBrowser(text, maxdepth=1).print_tree()


ConsoleBrowser(q).print_tree()
print()
keeper(q)
print()
ConsoleBrowser(keeper, maxdepth=2).print_tree()

FileBrowser(q).print_tree("tree.out")
with open("tree.out", encoding="utf-8") as file:
    print(len(file.readlines()), "lines in the file")
