"""refscope.asizeof against Pympler's own, on 300 generated shapes: equal, or different for a reason that is written down.

Without the package index the test is skipped. Each shape is
sized in a process that has Pympler, without alignment, and every difference must be explained exactly by the rules of RULES,
each with which of the two is right.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import subprocess
import sys
import unittest

import packages

SHAPES = 300

RULES = {  # name: (who is right, why)
    "inline": ("refscope", "an instance's attribute values stand beside it; sys.getsizeof does not count them, and Pympler makes a"
               " __dict__ that was not there and counts it with the names of its keys, which belong to the class"),
    "dict of an instance": ("refscope", "keys of a table that all instances share are the class's, not the instance's"),
    "range and slice": ("refscope", "they hold the ints they were made of; Pympler takes them for leaves"),
    "deque": ("refscope", "a deque holds its items; Pympler counts the empty blocks only"),
    "subclass of a built-in container": ("refscope", "a list that is subclassed still holds its items; Pympler looks only at"
                                         " its __dict__ and __slots__"),
    "zero": ("refscope", "in 3.11 an int of value 0 has a digit like all others (28 bytes); its __sizeof__ says 24"),
    "weak reference": ("refscope", "it does not hold its referent, which lives on for other reasons; Pympler counts that"),
    "dict subclass": ("refscope", "its attributes are held, too; Pympler sees the items only"),
    "exception": ("refscope", "an exception holds its __dict__, __cause__ and __context__; Pympler sees five attributes by name"),
    "array": ("refscope", "Pympler says no less than 56 bytes of head by rule; it is what the type says"),
}

CHILD = r'''
import array, collections, ctypes, dataclasses, decimal, fractions, json, random, sys, types, weakref
from pympler import asizeof as theirs
from refscope import asizeof as ours
theirs.asizeof([1])
Point = collections.namedtuple("Point", "x y")
class Slots:
    __slots__ = ("a", "b", "__weakref__")
class Plain: pass
class L(list): pass
class D(dict): pass
alive = []

def leaf(r):
    return r.choice([lambda: r.randrange(1, 10 ** 12), lambda: r.random(), lambda: "s%x" % r.getrandbits(60), lambda: None,
                     lambda: True, lambda: bytes(r.randrange(20)), lambda: r.getrandbits(200) + 1, lambda: complex(r.random()),
                     lambda: "\u20ac%d" % r.randrange(10 ** 6), lambda: decimal.Decimal(r.randrange(10 ** 9)), lambda: ...,
                     lambda: len, lambda: Plain, lambda: bytearray(b"abc")])()

def plain_shape(r, depth):
    """What both must agree on."""
    if depth == 0:
        return leaf(r), set()
    kind = r.randrange(8)
    parts = [plain_shape(r, depth - 1)[0] for _ in range(r.randrange(6))]
    if kind == 0: return parts, set()
    if kind == 1: return tuple(parts), set()
    if kind == 2: return {"k%d" % r.randrange(10 ** 6): p for p in parts}, set()
    if kind == 3: return {r.randrange(1, 10 ** 9) for _ in parts}, set()
    if kind == 4: return frozenset("f%d" % r.randrange(10 ** 9) for _ in parts), set()
    if kind == 5: return Point(parts, leaf(r)), set()
    if kind == 6:
        s = Slots(); s.a = parts; s.b = leaf(r); return s, set()
    return collections.OrderedDict((n + 10 ** 6, p) for n, p in enumerate(parts)), set()

def odd_shape(r):
    """What Pympler has otherwise, the rule, and how much more or less it says."""
    text = "t%x" % r.getrandbits(80)
    size = sys.getsizeof
    kind = r.randrange(9)
    if kind == 0:
        n = r.randrange(1000, 9000); o = range(n, 2 * n + 7, 3)
        return o, "range and slice", -sum(map(size, {o.start, o.stop, o.step, len(o)}))
    if kind == 1: return collections.deque([text]), "deque", -size(text)
    if kind == 2: return [L([text])], "subclass of a built-in container", None
    if kind == 3: return [0, text], "zero", (size(0) - 28 if sys.version_info[:2] == (3, 11) else 0)
    if kind == 4:
        t = Slots(); t.a = text; t.b = None; alive.append(t)
        return weakref.ref(t), "weak reference", size(t) + size(text) + size(None)
    if kind == 5:
        d = D(a=1); d.note = text
        return d, "dict subclass", None
    if kind == 6:
        try:
            try: raise KeyError(text)
            except KeyError as first: raise ValueError("v") from first
        except ValueError as e: o = e.with_traceback(None); o.__cause__.__traceback__ = None
        return o, "exception", None
    if kind == 7:
        p = Plain(); p.name = text
        return p, "inline", None
    p = Plain(); p.name = text; p.__dict__
    return p, "dict of an instance", None

out = []
for seed in range(SHAPES):
    r = random.Random(seed)
    if seed % 3:
        o, rule, expected = plain_shape(r, r.randrange(1, 5))[0], "", 0
    else:
        o, rule, expected = odd_shape(r)
    mine = ours.asizeof(o, align=1)
    walked = ours.asizesof(o, align=1)[0]
    peers = theirs.asizeof(o, align=1)
    out.append((seed, rule, mine, walked, peers, expected, repr(o)[:200]))
print(json.dumps(out))
'''


class Peer(unittest.TestCase):
    def setUp(self):
        self.python = packages.python_with("Pympler==1.1")

    def test_equal_or_explained(self):
        ran = subprocess.run([self.python, "-W", "ignore", "-c", CHILD.replace("SHAPES", str(SHAPES))], capture_output=True, text=True,
                             timeout=300)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        shapes, counts = json.loads(ran.stdout), {}
        self.assertEqual(len(shapes), SHAPES)
        for seed, rule, mine, walked, peers, expected, text in shapes:
            with self.subTest(seed=seed, rule=rule, shape=text):
                self.assertEqual(mine, walked)
                if expected is not None:
                    self.assertEqual(peers - mine, expected)
                if rule:
                    self.assertIn(rule, RULES)
                counts[rule] = counts.get(rule, 0) + 1
        print("equal: %d; explained: %s" % (counts.pop(""), counts), file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
