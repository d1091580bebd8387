"""Each shape of cycle_shapes.py reads as cycle_shapes.txt says: with every supported Python, in every run, whatever is kept
of values.

The table has a line for each pattern: the shape, the fingerprint, the text, and what to cut. REFSCOPE_UPDATE_GOLDENS=1 writes
it anew; it must not change from Python to Python.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "cycle_shapes.txt")

REPORT = """
import gc, sys
sys.path.insert(0, sys.argv[1])
gc.disable()
import cycle_shapes, refscope
for name, make in cycle_shapes.SHAPES.items():
    if name.endswith("million") and sys.argv[3] != "all":
        continue
    gc.collect()
    make()
    patterns = refscope.capture(values=sys.argv[2]).cycles()
    for p in sorted(patterns, key=lambda p: p.text):
        print("%s  %s  %s  cut %s" % (name, p.fingerprint, p.text, p.cut.edge))
    if not patterns:
        print("%s  none" % name)
"""


def report(values="short", seed="random", which="small"):
    return subprocess.run([sys.executable, "-c", REPORT, HERE, values, which], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONHASHSEED": seed}).stdout


class Shapes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if os.environ.get("REFSCOPE_UPDATE_GOLDENS"):
            with open(TABLE, "w") as file:
                file.write(report(which="all"))
        with open(TABLE) as file:
            cls.table = file.read().splitlines()
        cls.small = [line for line in cls.table if not line.split()[0].endswith("million")]

    def test_the_table_holds_for_every_seed(self):
        self.assertEqual(report(which="all").splitlines(), self.table)
        for seed in ("0", "1"):
            self.assertEqual(report(seed=seed).splitlines(), self.small, seed)

    def test_nor_does_it_depend_on_what_is_kept_of_values(self):
        for values in ("names", "none"):
            self.assertEqual(report(values=values).splitlines(), self.small, values)

    def test_two_shapes_of_different_names_differ(self):
        fingerprint = dict(line.split("  ")[:2] for line in self.table)
        for one, other in (("instance", "instance_with_another_attribute"), ("slots", "slots_and_dict"),
                           ("in_a_list", "as_a_key"), ("in_a_list", "in_containers_in_containers"),
                           ("partial", "partial_with_keyword"), ("default_argument", "keyword_default")):
            self.assertNotEqual(fingerprint[one], fingerprint[other])

    def test_the_same_shape_kept_in_another_way_is_the_same_pattern(self):
        fingerprint = dict(line.split("  ")[:2] for line in self.table)
        for alike in (("instance", "instance_with_its_dict_made"),
                      ("instance_of_many_attributes", "instance_that_lost_attributes",
                       "instance_with_a_dict_given_to_it", "weak_one_way_already"),
                      ("in_a_list", "in_a_tuple", "in_a_dict", "in_a_set", "in_a_frozenset", "in_a_deque",
                       "in_an_ordered_dict", "in_a_defaultdict"),
                      ("generator_on_an_object", "generator_not_begun"),
                      ("doubly_linked_2", "doubly_linked_1000", "doubly_linked_million"),
                      ("exception_in_a_variable", "exception_with_a_cause")):
            self.assertEqual(len({fingerprint[name] for name in alike}), 1, alike)


if __name__ == "__main__":
    unittest.main()
