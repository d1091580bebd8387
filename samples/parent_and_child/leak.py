"""A document tree whose children know their parent: every tree that is let go is garbage only the collector can free.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Node:
    def __init__(self, title, parent=None):
        self.title = title
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)


def build_document(number):
    document = Node("document %d" % number)
    for chapter in range(3):
        Node("chapter %d" % chapter, parent=document)
    return document


def count_chapters(documents):
    return sum(len(build_document(number).children) for number in range(documents))


print("chapters:", count_chapters(20))
