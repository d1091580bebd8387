"""The heaps that the bench measures on. All are made from a fixed seed; each builder returns what keeps its heap alive.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import random


class Node:
    """One of many: a number, a name, a list of three random peers, a dict of two items. Six objects each."""

    def __init__(self, number):
        self.id = number + 1000  # past CPython's cache of small integers
        self.name = "node-%d" % number
        self.peers = []
        self.data = {"weight": number * 0.5, "label": self.name}


def nodes(count):
    """`count` nodes in the order of their making: 6 million objects for a count of a million."""
    generator = random.Random(7)
    made = [Node(number) for number in range(count)]
    for node in made:
        node.peers.extend(generator.choices(made, k=3))
    return made


def fragmented(count, rounds=4):
    """The same heap after `rounds` of shuffling, deleting a third and making it anew: neighbours in memory are strangers."""
    generator = random.Random(11)
    made = nodes(count)
    for _ in range(rounds):
        generator.shuffle(made)
        del made[: count // 3]
        for node in made:
            node.peers.clear()
        made.extend(Node(number) for number in range(count - len(made)))
        for node in made:
            node.peers.extend(generator.choices(made, k=3))
    return made


class Record:
    """A plain record of the kind services hold: ten objects, three of them containers that the collector may untrack."""

    def __init__(self, number):
        self.key = "record-%d" % number
        self.tags = ["tag-%d" % number, number * 3 + 1000]
        self.fields = {"price": number + 0.25, "name": "name-%d" % number}
        self.span = (number + 5000, number + 6000)
        self.flag = True


def records(count):
    return [Record(number) for number in range(count)]


def chain(count):
    """A target held by a list held by a dict, beside `count` unrelated small lists: for trees whose cost must not grow."""
    target = Node(1)
    holder = {"held": [target]}
    return target, holder, [[number] for number in range(count)]
