"""The references of every object are the multiset that gc.get_referents gives, each with a name.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import gc
import importlib
import os
import sys
import time
import unittest

import refscope
import zoo

MODULES = """argparse ast asyncio base64 bisect calendar cmd codecs collections concurrent.futures configparser contextlib copy csv
ctypes dataclasses decimal difflib dis doctest email.message enum fractions ftplib functools glob gzip hashlib heapq html.parser
http.client http.server imaplib inspect io ipaddress itertools json logging logging.handlers mailbox mimetypes multiprocessing
multiprocessing.pool numbers operator optparse os pathlib pdb pickle pickletools platform plistlib pprint pstats pydoc queue random
re sched secrets selectors shelve shlex shutil smtplib socket socketserver sqlite3 ssl statistics string struct subprocess symtable
tarfile tempfile textwrap threading timeit tokenize trace traceback types typing unittest.mock urllib.request uuid warnings wave
weakref xml.dom.minidom xml.etree.ElementTree xml.sax xmlrpc.client zipfile zoneinfo""".split()


def observers_own(one):
    """refscope and what it made: never in a photograph."""
    name = one.__name__ if type(one) is type(gc) else getattr(one, "__module__", None)
    return type(one).__module__ == "refscope" or str(name).split(".")[0] in ("refscope", "_refscope")


class Everything(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.loaded = []
        for name in MODULES:
            try:
                cls.loaded.append(importlib.import_module(name))
            except ImportError:  # an optional library of this build of Python
                pass
        gc.collect()
        gc.disable()
        for make in zoo.ZOO.values():
            make()
        cls.compare(refscope.capture())  # once before: what the comparing itself changes in caches, it changes now
        cls.snapshot = refscope.capture()

    @classmethod
    def tearDownClass(cls):
        gc.enable()
        gc.collect()

    def test_enough_is_loaded(self):
        self.assertGreaterEqual(len(self.loaded), 40)

    @staticmethod
    def compare(snapshot):
        """(how many tracked objects were compared, those whose references are not what gc.get_referents gives)."""
        wrong, compared = [], 0
        moving = {id(wrong), id(sys._getframe()), id(sys._getframe(1))}
        for one in gc.get_objects():
            try:
                handle = snapshot.at(id(one))
            except KeyError:
                continue
            if id(one) in moving or handle.type == "frame" or not handle.tracked:
                continue
            theirs = collections.Counter(id(held) for held in gc.get_referents(one) if not observers_own(held))
            ours = collections.Counter(r.target.address for r in handle.referents() if r.reported)
            compared += 1
            if ours != theirs:
                wrong.append((handle.type, hex(id(one)), len(ours), len(theirs)))
        return compared, wrong

    def test_as_gc_get_referents(self):
        """Of every tracked object there was at capture and still is."""
        compared, wrong = self.compare(self.snapshot)
        self.assertGreater(compared, 20_000)
        # This test's own namespace and unittest's records of it change between the two looks.
        self.assertLessEqual(len(wrong), 3, wrong[:20])

    def test_every_reference_has_a_name(self):
        named = unnamed = 0
        without = collections.Counter()
        for handle in self.snapshot.objects():
            for reference in handle.referents():
                if reference.name == "?" or reference.name.startswith("+0x"):
                    unnamed += 1
                    without[handle.type + reference.name] += 1
                else:
                    named += 1
        self.assertGreater(named, 100_000)
        self.assertLess(unnamed / (named + unnamed), 0.0005, without.most_common(20))

    def test_sum_of_references(self):
        self.assertEqual(sum(len(h.referents()) for h in self.snapshot.objects()), self.snapshot.reference_count)


class Names(unittest.TestCase):
    """One row a kind of holder: the name of the reference to `held` must be exactly this."""

    def names_of(self, held, holder):
        handle = refscope.capture().at(held)
        return sorted(r.name for r in handle.referrers() if r.source.address == id(holder))

    def test_containers(self):
        held = ["held"]
        for holder, name in (([1, held], "[1]"), ((held, 2), "[0]"), ({"key": held}, "['key']"), ({7: held}, "[7]"),
                             ({(1, "a"): held}, "[(1, 'a')]"), ({None: held}, "[None]"), ({b"k": held}, "[b'k']"),
                             ({1.5: held}, "[1.5]"), ({True: held}, "[True]"),
                             (collections.deque([0, held]), "[1]"), (collections.OrderedDict(key=held), "['key']")):
            with self.subTest(type(holder).__name__ + name):
                self.assertEqual(self.names_of(held, holder), [name])

    def test_struct_sequences(self):
        """Items that are fields go by their names, those that have none by their number, in the sequence's own order."""
        status = os.stat_result(1000 + number for number in range(10))
        moment = time.struct_time(2000 + number for number in range(9))
        numbered = {"[%d]" % number: status[number] for number in (7, 8, 9)}
        named = {"." + name: getattr(status, name) for name in "st_mode st_ino st_dev st_nlink st_uid st_gid st_size".split()}
        days = {"." + name: getattr(moment, name) for name in
                "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst".split()}
        snapshot = refscope.capture()
        for holder, expected, looks in ((status, {**named, **numbered}, "stat_result of 10"), (moment, days, "struct_time at 0x%x" % id(moment))):
            with self.subTest(type(holder).__name__):
                handle = snapshot.at(holder)
                held = {r.name: r.target.address for r in handle.referents()}
                self.assertEqual({name: held.get(name) for name in expected}, {name: id(value) for name, value in expected.items()})
                self.assertEqual([name for name in held if name.startswith("[") and name not in expected], [])
                self.assertEqual(handle.preview, looks)

    def test_sets(self):
        member = frozenset(["held"])
        self.assertEqual(self.names_of(member, {member}) or self.names_in_set(member), ["{member}"])

    def names_in_set(self, member):
        holder = {member}
        return self.names_of(member, holder)

    def test_attributes_of_instances(self):
        class Plain:
            pass

        class Slotted:
            __slots__ = ("held",)

        class Child(Slotted):
            pass
        held = ["held"]
        for cls in (Plain, Slotted, Child):
            with self.subTest(cls.__name__):
                holder = cls()
                holder.held = held
                snapshot = refscope.capture()
                references = [r for r in snapshot.at(held).referrers() if r.source.address == id(holder)]
                if references:  # inline values or a slot
                    self.assertEqual([r.name for r in references], [".held"])
                else:  # before 3.11: through the instance's dict
                    self.assertLess(sys.version_info, (3, 11))
                    (through,) = [r for r in snapshot.at(held).referrers() if r.name == "['held']"]
                    self.assertIn(".__dict__", [r.name for r in through.source.referrers() if r.source.address == id(holder)])

    def test_callables(self):
        held = ["held"]

        def function(a=held, *, b=held):
            return held
        names = {r.name for r in refscope.capture().at(function).referents()}
        self.assertLessEqual({".__code__", ".__globals__", ".__defaults__", ".__kwdefaults__", ".__closure__"}, names)

        class Thing:
            def method(self):
                pass
        thing = Thing()
        method = thing.method
        self.assertEqual(sorted(r.name for r in refscope.capture().at(method).referents()), [".__func__", ".__self__"])
        import functools
        partial = functools.partial(max, held, key=len)
        self.assertLessEqual({".func", ".args", ".keywords"}, {r.name for r in refscope.capture().at(partial).referents()})

    def test_closures(self):
        held = ["held"]

        def function():
            return held
        handle = refscope.capture().at(held)
        cells = [r.source for r in handle.referrers() if r.name == ".cell_contents"]
        self.assertEqual(len(cells), 1)
        self.assertIn("closure held", [r.name for r in cells[0].referrers()])

    def test_exceptions_and_frames(self):
        try:
            big = ["big"]
            raise ValueError(big)
        except ValueError as error:
            kept = error
        names = {r.name for r in refscope.capture().at(kept).referents()}
        self.assertLessEqual({".__traceback__", ".args"}, names)
        traceback = kept.__traceback__
        names = {r.name for r in refscope.capture().at(traceback).referents()}
        self.assertLessEqual({".tb_frame"}, names)

    def test_classes_and_modules(self):
        class Thing:
            attribute = ["held"]
        names = {r.name for r in refscope.capture().at(Thing).referents()}
        self.assertLessEqual({".__dict__", ".__mro__", ".__bases__"}, names)
        self.assertIn(".__dict__", {r.name for r in refscope.capture().at(unittest).referents()})

    def test_what_traverse_leaves_out_is_there_and_marked(self):
        holder = {"a key only here %d" % id(self): 1}
        key = next(iter(holder))
        snapshot = refscope.capture()
        (reference,) = [r for r in snapshot.at(holder).referents() if r.target.address == id(key)]
        self.assertFalse(reference.reported)

        def function():
            return (1.5, "constant only here", 2.5)
        names = {r.name for r in refscope.capture().at(function.__code__).referents()}
        self.assertTrue(any(n.startswith(".co_consts") for n in names), names)


if __name__ == "__main__":
    unittest.main()
