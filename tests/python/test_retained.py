"""Deep and retained sizes, dominators: on live objects, against deletion and against what gc says is reached.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import os
import tempfile
import types
import unittest

import refscope


class Node:
    def __init__(self, payload=None):
        self.payload = payload
        self.peer = None


HELD = {}


def reached(objects):
    """What plain data reach, classes, modules and functions left out, by gc."""
    seen, waiting = {}, list(objects)
    while waiting:
        o = waiting.pop()
        if id(o) in seen or isinstance(o, (type, types.ModuleType, types.FunctionType)):
            continue
        seen[id(o)] = o
        waiting.extend(gc.get_referents(o))
        if isinstance(o, dict):  # keys that are plain strings are not reported
            waiting.extend(o)
    return seen.values()


class Sizes(unittest.TestCase):
    def setUp(self):
        HELD.clear()

    def test_deep_size_adds_up_what_gc_reaches(self):
        shared = [b"x" * 1000, 12345678901234567890]
        data = {"a": [shared, (1.5, 2.5)], "b": {"deep": [[[shared]]]}, 7: {"set", frozenset((1, 2))}}
        data["self"] = data
        snapshot = refscope.capture()
        wanted = sum(snapshot.at(id(o)).size for o in reached([data]))
        self.assertEqual(snapshot.at(data).deep_size, wanted)
        self.assertGreater(wanted, 1000)

    def test_deep_size_of_a_list_two_hundred_thousand_deep(self):
        deep = None
        for _ in range(200000):
            deep = [deep]
        snapshot = refscope.capture()
        one = snapshot.at(deep).size
        self.assertEqual(snapshot.at(deep).deep_size, 200000 * one + snapshot.at(None).size)
        while deep is not None:  # not recursively
            deep = deep[0]

    def test_deep_size_does_not_go_into_classes(self):
        node = Node(b"y" * 500)
        snapshot = refscope.capture()
        self.assertLess(snapshot.at(node).deep_size, 2000)
        self.assertGreater(snapshot.at(Node).deep_size, snapshot.at(Node).size)

    def test_retained_size_is_what_goes(self):
        big, shared = bytes(100000), bytes(50000)
        HELD["own"] = [big, shared]
        HELD["other"] = [shared]
        del big
        shared_id = id(shared)
        del shared
        snapshot = refscope.capture()
        own = snapshot.at(HELD["own"])
        self.assertEqual(own.retained_size, own.size + snapshot.at(HELD["own"][0]).size)
        self.assertEqual(snapshot.at(shared_id).dominator.address, id(HELD))
        self.assertEqual(snapshot.at(HELD).retained_size,
                         snapshot.at(HELD).size + sum(o.retained_size for o in snapshot.at(HELD).dominated()))
        before = snapshot.total_size
        freed = own.retained_size
        del HELD["own"]
        after = refscope.capture().total_size
        self.assertAlmostEqual(before - after, freed, delta=5000)  # handles and frames of this test come and go

    def test_dominators_are_a_chain(self):
        HELD["a"] = Node(Node([object()]))
        last = id(HELD["a"].payload.payload[0])
        snapshot = refscope.capture()
        chain = snapshot.at(last).dominators()
        kept = [o for o in chain if o.type.endswith("Node") or o.type == "list"]
        self.assertEqual([o.address for o in kept], [id(HELD["a"].payload.payload), id(HELD["a"].payload), id(HELD["a"])])
        self.assertEqual(chain[0], snapshot.at(last).dominator)
        self.assertIn(id(HELD), [o.address for o in chain])
        for below, above in zip(chain, chain[1:]):
            self.assertEqual(below.dominator, above)
            self.assertIn(below, list(above.dominated()))
            self.assertLessEqual(below.retained_size, above.retained_size)

    def test_all_that_nothing_dominates_adds_up_to_the_heap(self):
        snapshot = refscope.capture()
        objects = list(snapshot.objects())
        for o in objects[:: max(1, len(objects) // 200)]:
            self.assertEqual(o.retained_size, o.size + sum(below.retained_size for below in o.dominated()))

    def test_of_a_class_and_its_instances_neither_takes_the_other(self):
        class Local:
            pass

        HELD["many"] = [Local() for _ in range(100)]
        snapshot = refscope.capture()
        for instance in HELD["many"]:
            self.assertEqual(snapshot.at(instance).dominator.address, id(HELD["many"]))
        self.assertEqual([o.type for o in snapshot.at(Local).dominated() if o.type.endswith("Local")], [])

    def test_garbage_retains_what_hangs_on_it_alone(self):
        gc.collect()
        gc.disable()
        try:
            a, b = Node(bytes(70000)), Node()
            a.peer, b.peer = b, a
            address, other = id(a), id(b)
            del a, b
            snapshot = refscope.capture()
        finally:
            gc.enable()
        garbage = snapshot.at(address)
        self.assertTrue(garbage.is_garbage)
        self.assertIsNone(garbage.dominator)
        self.assertGreater(garbage.retained_size, 70000)
        self.assertLess(snapshot.at(other).retained_size, 2000)
        self.assertGreater(snapshot.at(other).deep_size, 70000)
        gc.collect()

    def test_a_drawing_tells_what_its_boxes_retain(self):
        HELD["a"] = Node(bytes(5000))
        snapshot = refscope.capture()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.dot")
            drawing = snapshot.graph(HELD["a"], depth=1)
            drawing.write(path, heat=True)
            with open(path, encoding="utf-8") as file:
                self.assertIn("retains 5.", file.read())
            drawing.render(path)
            with open(path, encoding="utf-8") as file:
                self.assertNotIn("retains", file.read())

    def test_what_is_asked_changes_nothing(self):
        snapshot = refscope.capture()
        o = snapshot.at(HELD)
        before = len(gc.get_objects())
        o.retained_size, o.deep_size
        self.assertLessEqual(len(gc.get_objects()), before)


if __name__ == "__main__":
    unittest.main()
