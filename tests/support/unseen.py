"""Whether a photograph sees what an object holds, or says that it may not.

    said = unseen.look(lambda value: [value])      # Seen(path="[0]", named=True, opaque=set())

The value is one that nothing but the holder refers to; a maker that cannot be given one returns (holder, value).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import os
import sys

import refscope

Seen = collections.namedtuple("Seen", "path named opaque holder")
FEW = 5000  # objects a level that are looked at
DEEPEST = 8  # levels
NOT_THROUGH = {"type", "module"}  # all of a program is behind them


class NotHeld(Exception):
    """The maker's object does not refer to the value."""


def _unique():
    return b"what is held " + os.urandom(24)


def _made(make):
    """(holder, address of the value)."""
    value = _unique()
    made = make(value)
    if type(made) is tuple:
        made, value = made
    if sys.getrefcount(value) <= 2:
        raise NotHeld("%s does not hold what it was given" % type(made))
    return made, id(value)


def _is_named(name):
    return name != "?" and not name.startswith("+0x")


def _search(start, address, opaque):
    """The shortest path from `start` to the object at `address`, and the opaque types that were met before."""
    level, seen, met = [(start, "", True)], {start.address}, set()
    for _ in range(DEEPEST):
        following = []
        for one, path, named in level:
            if one.type in opaque:
                met.add(one.type)
            for reference in one.referents():
                to = reference.target
                step = (to, path + reference.name, named and _is_named(reference.name))
                if to.address == address:
                    return step[1], step[2], met
                if to.address not in seen and to.type not in NOT_THROUGH:
                    seen.add(to.address)
                    following.append(step)
        level = following[:FEW]
    return None, False, met


def look_at_all(makers):
    """{name: Seen}, of {name: maker}, on one photograph."""
    made = {name: _made(make) for name, make in makers.items()}
    snapshot = refscope.capture()
    opaque = set(snapshot.coverage["opaque_type_names"])
    return {name: Seen(*_search(snapshot.at(holder), address, opaque), type(holder)) for name, (holder, address) in made.items()}


def look(make):
    return look_at_all({"it": make})["it"]
