"""Trees of referrers: who holds an object, who holds that, and so on.

The names, the signatures, the class attributes and the text of the trees are those of Pympler's refbrowser. What differs
is what was wrong there:

* all referrers are found, by counting until there can be no other, or else on a photograph of the whole heap: also those that
  the collector does not track, frozen ones, and running frames (from CPython 3.11 on shown as refscope.Frame, since there are
  no frame objects for them);
* objects are told apart by identity: an __eq__ cannot hide one, or be called;
* any depth, without recursion, and a label may hold any character;
* none of the browser's own frames, lists and nodes is in the tree.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys

import _refscope
from refscope._text import printable

__all__ = ["RefBrowser", "StreamBrowser", "ConsoleBrowser", "FileBrowser", "InteractiveBrowser"]

_repr = _refscope._type_text


class _Node:
    """An object in a tree: .o is the object, .children are nodes, or texts where a node is not repeated."""

    def __init__(self, o, str_func=None):
        """`str_func` says how the object is shown; None: str()."""
        self.o = o
        self.children = []
        self.str_func = str_func

    def __str__(self):
        return str(self.o) if self.str_func is None else self.str_func(self.o)


class RefBrowser:
    """Makes the tree; its subclasses show it.

    Attributes:
        root, maxdepth, str_func, repeat, stream: as given.
        ignore: list of objects that are left out of trees, compared by identity.
        already_included: set of the ids of the objects that are in a tree.
    """

    def __init__(self, rootobject, maxdepth=3, str_func=_repr, repeat=True, stream=None):
        """rootobject: the object whose referrers are shown.

        maxdepth: levels below the root.
        str_func: called with an object, returns how it is shown; the default runs no code of the program.
        repeat: False shows an object that is met again as a line that says so.
        stream: where a StreamBrowser prints.
        """
        self.root = rootobject
        self.maxdepth = maxdepth
        self.str_func = str_func
        self.repeat = repeat
        self.stream = stream
        self.ignore = []
        self.already_included = set()

    def get_tree(self):
        """The tree of the referrers of the root object: a _Node."""
        return self._get_tree(self.root, self.maxdepth)

    def _get_tree(self, root, maxdepth):
        return _refscope._referrer_tree(self, _Node, [root], maxdepth, self.str_func, self.repeat, self.ignore,
                                        self.already_included)


class StreamBrowser(RefBrowser):
    """Prints the tree to `stream`. The class attributes are what its lines are drawn with."""

    hline = "-"
    vline = "|"
    cross = "+"
    space = " "

    def print_tree(self, tree=None):
        """Print the tree given, or that of the root object."""
        self._print(self.get_tree() if tree is None else tree, "", "")

    def _print(self, tree, prefix, carryon):
        """Print a tree whose first line goes on behind `prefix`, its further lines behind `carryon`."""
        write = self.stream.write
        write(prefix)
        pending = [_Branch(tree)]  # from the root to what is being printed
        while pending:
            branch = pending[-1]
            if branch.next == 0 and not self._open(branch, len(pending) - 1, write):
                pending.pop()
            elif branch.next == len(branch.children):
                pending.pop()
                if len(branch.children) > 1:
                    self._leave_line(carryon + self._lines(pending), write)
            else:
                if branch.next > 0:
                    before = self.space * (branch.width + len(self.hline))
                    write(carryon + self._lines(pending[:-1]) + before + self.cross + self.hline)
                branch.next += 1
                pending.append(_Branch(branch.children[branch.next - 1]))

    def _open(self, branch, depth, write):
        """Write a node behind what is on the line; False when the line ends with it."""
        text = printable(str(branch.tree))
        write(text)
        branch.width = len(text)
        branch.children = branch.tree.children if isinstance(branch.tree, _Node) and depth != self.maxdepth else ()
        if not branch.children:
            write("\n")
            return False
        write(self.hline + (self.cross if len(branch.children) > 1 else "") + self.hline)
        return True

    def _leave_line(self, before, write):
        """Leave a line free behind the last of several children, where a line comes down to a further branch."""
        if before.strip(self.space):
            write(before.rstrip(self.space) + "\n")

    def _lines(self, branches):
        """What stands below the branches: the vertical lines of those that go on, spaces elsewhere."""
        parts = []
        for branch in branches:
            parts.append(self.space * (branch.width + len(self.hline)))
            if len(branch.children) > 1:
                goes_on = branch.next < len(branch.children)
                parts.append(self.vline if goes_on else self.space * len(self.vline))
            parts.append(self.space * len(self.hline))
        return "".join(parts)


class _Branch:
    """A node of which some children are still to print."""

    __slots__ = ("tree", "children", "next", "width")

    def __init__(self, tree):
        self.tree, self.children, self.next, self.width = tree, (), 0, 0


class ConsoleBrowser(StreamBrowser):
    """Prints the tree to the console: to sys.stdout, unless another stream is given."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.stream:
            self.stream = sys.stdout


class FileBrowser(StreamBrowser):
    """Prints the tree to a file."""

    def print_tree(self, filename, tree=None):
        """Print the tree given, or that of the root object, to the file. OSError when it cannot be written."""
        old_stream = self.stream
        self.stream = open(filename, "w", encoding="utf-8", errors="backslashreplace")
        try:
            super().print_tree(tree=tree)
        finally:
            self.stream.close()
            self.stream = old_stream


def gui_default_str_function(o):
    """How the InteractiveBrowser shows an object."""
    return "%s(id=%s)" % (_repr(o), id(o))


class InteractiveBrowser(RefBrowser):
    """Shows the tree in a window; a branch is looked up when it is opened. Needs tkinter and idlelib.

    ImportError, with a sentence that says what to install, where they are missing.
    """

    def __init__(self, rootobject, maxdepth=3, str_func=gui_default_str_function, repeat=True):
        """As RefBrowser; there is no stream."""
        _window()
        super().__init__(rootobject, maxdepth, str_func, repeat)

    def main(self, standalone=False):
        """Open the window. standalone: return when it is closed, for programs without a Tk loop of their own."""
        _window().show(self, standalone)


def _window():
    """The module that knows Tk, imported only here, so that everything else works without it."""
    try:
        from refscope import _window
    except ImportError as error:
        raise ImportError("refscope: InteractiveBrowser needs tkinter and idlelib (Debian: apt install python3-tk "
                          "idle-python%d.%d): %s" % (*sys.version_info[:2], error)) from error
    return _window
