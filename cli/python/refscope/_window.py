"""The window of refbrowser.InteractiveBrowser: a tree whose branches are looked up when they are opened.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import tkinter
from idlelib import tree as _tree

from refscope import refbrowser
from refscope._text import printable


class _ReferrerTreeItem(_tree.TreeItem):
    """A node as idlelib's tree widget asks for it."""

    def __init__(self, node, browser):
        self.node = node
        self.browser = browser

    def GetText(self):
        return printable(str(self.node))

    def GetIconName(self):
        return None if self.IsExpandable() else "python"

    def IsExpandable(self):
        return isinstance(self.node, refbrowser._Node)

    def GetSubList(self):
        if not self.node.children:
            self.look_up()
        return [_ReferrerTreeItem(child, self.browser) for child in self.node.children]

    def look_up(self):
        """Replace the node by one with its referrers as they are now."""
        self.node = self.browser._get_tree(self.node.o, 1)


class _TreeNode(_tree.TreeNode):
    """A line of the window, with a menu behind the right button."""

    def drawtext(self):
        super().drawtext()
        if not isinstance(self.item.node, refbrowser._Node):
            return
        menu = tkinter.Menu(self.canvas, tearoff=0)
        menu.add_command(label="reload referrers", command=self.reload_referrers)
        menu.add_command(label="print", command=self.print_object)
        menu.add_separator()
        menu.add_command(label="expand", command=self.expand)
        self.label.bind("<Button-3>", lambda event: menu.post(event.x_root, event.y_root))

    def reload_referrers(self):
        self.item.look_up()
        self.children = []
        self.expand()
        self.update()

    def print_object(self):
        print(printable(str(self.item.node)))

    def edit(self, event=None):
        """Texts of the tree are not for editing."""

    edit_finish = edit_cancel = edit


def show(browser, standalone):
    """Open a window with the tree of the browser."""
    window = tkinter.Tk()
    window.title("refscope: " + printable(browser.str_func(browser.root)))
    canvas = _tree.ScrolledCanvas(window, bg="white", highlightthickness=0, takefocus=1)
    canvas.frame.pack(expand=1, fill="both")
    _TreeNode(canvas.canvas, None, _ReferrerTreeItem(browser.get_tree(), browser)).expand()
    if standalone:
        window.mainloop()
