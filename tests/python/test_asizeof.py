"""refscope.asizeof: Pympler's asizeof, exact where Pympler estimates.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import array
import collections
import contextlib
import ctypes
import dataclasses
import decimal
import gc
import io
import mmap
import os
import struct
import sys
import types
import unittest
import weakref

from refscope import asizeof
from refscope.asizeof import Asized, Asizer
from sanitized import SANITIZED

POINTER = struct.calcsize("P")


def rounded(size, align=8):
    return (size + align - 1) // align * align


def own(*objects):
    return sum(rounded(asizeof.flatsize(o)) for o in objects)


def printed(function, *args, **options):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        function(*args, **options)
    return text.getvalue()


class Plain:
    def __init__(self, *values):
        self.values = list(values)


class Slotted:
    __slots__ = ("a", "b")


class Sized:
    def __sizeof__(self):
        return 1000


class BadlySized:
    def __sizeof__(self):
        raise RuntimeError("no")


class Hostile:
    """Says something about itself only over its dead body."""

    def die(self, *_):
        raise AssertionError("code of the program ran")

    __repr__ = __len__ = __iter__ = __eq__ = __bool__ = __getattr__ = die
    __hash__ = None
    __class__ = property(die)

    def __init__(self):
        object.__setattr__(self, "held", ["x" * 1000])


class Flat(unittest.TestCase):
    def test_built_in_objects_are_as_large_as_they_say(self):
        for o in ([], [1, 2, 3], list(range(100)), (), (1,), {}, {1: 2}, dict.fromkeys(range(1000)), set(), {1}, set(range(100)),
                  frozenset("abc"), "", "abc", "\xe9", "\u20ac" * 5, "\U0001f600", b"", b"abc", bytearray(b"abc"), 2 ** 100, -1,
                  1.5, 1j, None, ..., range(3), slice(1), array.array("d", range(100)), collections.deque(range(200)),
                  decimal.Decimal("1e100"), memoryview(b"abc"), collections.OrderedDict(a=1), collections.defaultdict(list),
                  len, print, weakref.ref(Plain), struct.Struct("4i"), iter([]), ValueError("x"), lambda: None):
            with self.subTest(o=repr(o)[:60]):
                self.assertEqual(asizeof.flatsize(o), sys.getsizeof(o))

    def test_attribute_values_beside_an_instance_count(self):
        plain = Plain()
        inline = sys.version_info >= (3, 11)
        self.assertEqual(asizeof.flatsize(plain) > sys.getsizeof(plain), inline)

    def test_a_sizeof_in_python_is_asked_and_one_that_fails_is_not_believed(self):
        for _ in range(64):  # the first instances of a class have room for more attributes than later ones
            Sized(), BadlySized()
        self.assertGreaterEqual(asizeof.flatsize(Sized()), 1000)
        self.assertEqual(asizeof.flatsize(BadlySized()), asizeof.flatsize(Sized()) - 1000 + object.__sizeof__(BadlySized()))
        self.assertGreater(asizeof.asizeof([BadlySized()]), asizeof.flatsize([1]))

    def test_what_a_sizeof_adds_up_counts_where_it_is_met(self):
        class Summing:
            def __sizeof__(self):
                asked.append(self)
                return 1_000_000

        class Handle(Summing):
            pass

        asked, one, handle, data = [], Summing(), Handle(), bytes(100_000)
        one.held, handle.pointer, handle.scale, handle.name = [1, 2], 0x7F00, 1.5, None
        for limit in {}, {"limit": 10}:
            self.assertLess(asizeof.asizeof(one, **limit), 1000)
            self.assertEqual(asked, [])
            self.assertGreaterEqual(asizeof.asizeof(handle, **limit), 1_000_000)
            self.assertEqual(asked, [handle])
            self.assertLess(asizeof.asizeof(io.BytesIO(data), **limit) - asizeof.asizeof(data), 200)
            asked.clear()
        self.assertLess(asizeof.flatsize(one), 1000)
        self.assertEqual(asizeof.flatsize(io.BytesIO(data)), asizeof.flatsize(io.BytesIO(b"")))
        one.held = {"pointer": "a text"}
        self.assertLess(asizeof.flatsize(one), 1000)

    def test_the_text_of_a_StringIO_counts(self):
        plain = sys.getsizeof(io.StringIO())  # of the body
        written, read = io.StringIO(), io.StringIO("x" * 1000)
        written.write("y" * 3000)
        self.assertGreaterEqual(asizeof.flatsize(read) - plain, 4000)
        if sys.version_info >= (3, 12):  # a str of its own
            self.assertGreaterEqual(asizeof.flatsize(written) - plain, 3000)
        text = "z" * 3000
        written.write(text)
        written.seek(0)
        written.readline()
        self.assertGreaterEqual(asizeof.flatsize(written) - plain, 4 * 6000)
        written.close()
        self.assertLess(asizeof.flatsize(written), plain + 100)

    def test_align(self):
        self.assertEqual(asizeof.flatsize("abcd", align=16), rounded(sys.getsizeof("abcd"), 16))
        with self.assertRaisesRegex(ValueError, r"^invalid option: flatsize\(align=3\)$"):
            asizeof.flatsize([], align=3)

    def test_basic_and_item_sizes_and_lengths(self):
        numbers = list(range(20))
        self.assertEqual((asizeof.basicsize(numbers), asizeof.itemsize(numbers)), (56, POINTER))
        self.assertEqual(asizeof.leng(numbers), (asizeof.flatsize(numbers) - 56) // POINTER)
        self.assertEqual((asizeof.leng((1, 2)), asizeof.leng("abc"), asizeof.leng(2 ** 100), asizeof.leng(1.5)), (2, 4, 4, None))
        self.assertEqual((asizeof.itemsize(array.array("d", [1])), asizeof.leng(array.array("d", [1, 2]))), (8, 2))
        self.assertEqual((asizeof.leng(dict.fromkeys(range(6))), asizeof.leng({}), asizeof.alen([])), (8, 0, 0))


class Combined(unittest.TestCase):
    def test_a_list_with_its_items(self):
        numbers = [1000 + n for n in range(20)]
        self.assertEqual(asizeof.asizeof(numbers), own(numbers, *numbers))

    def test_what_is_held_twice_counts_once(self):
        shared = ["shared"]
        self.assertEqual(asizeof.asizeof([shared, shared]), own([1, 1], shared, shared[0]))
        self.assertEqual(asizeof.asizeof(shared, shared), asizeof.asizeof(shared))

    def test_given_objects_count_for_themselves(self):
        inner = ["inner text"]
        outer = [inner, inner]
        self.assertEqual(asizeof.asizesof(outer, inner), (own([1, 1]), own(inner, *inner)))
        self.assertEqual(asizeof.asizesof(inner, outer, inner), (own(inner, *inner), own([1, 1]), own(inner, *inner)))
        self.assertEqual(asizeof.asizeof(outer, inner), sum(asizeof.asizesof(outer, inner)))

    def test_no_objects(self):
        self.assertEqual((asizeof.asizeof(), asizeof.asizesof(), asizeof.asized()), (0, (), ()))

    def test_what_a_program_is_made_of_does_not_count(self):
        for o in (Plain, int, len, asizeof.asizeof, Plain().__init__, sys._getframe(), object()):
            with self.subTest(o=repr(o)):
                self.assertEqual(asizeof.asizeof(o), 0)
                self.assertEqual(asizeof.asizeof([o]), own([1]))

    def test_code_counts_when_asked_for(self):
        def function(a, b="default value"):
            return a, "a constant of the function"
        self.assertGreater(asizeof.asizeof(function, code=True), own(function, function.__code__, *function.__defaults__))
        self.assertLess(asizeof.asizeof(function, code=True), 5000)
        self.assertGreater(asizeof.asizeof(Plain, code=True), own(Plain, Plain.__init__))
        self.assertEqual(asizeof.asizeof(int, code=True), 0)
        self.assertGreater(asizeof.asizeof(int, code=True, ignored=False), 400)

    def test_modules_count_with_their_namespace_only_when_given(self):
        module = types.ModuleType("made")
        module.text = "x" * 5000
        self.assertEqual(asizeof.asizeof([module]), own([1], module))
        self.assertGreater(asizeof.asizeof(module), 5000)

    def test_a_chain_of_a_hundred_thousand_is_no_limit(self):
        chain = None
        for _ in range(100000):
            chain = [chain]
        self.assertEqual(asizeof.asizeof(chain), 100000 * own([1]) + own(None))
        self.assertEqual(asizeof.asized(chain).size, 100000 * own([1]) + own(None))
        while chain:
            chain = chain[0]

    def test_a_limit_counts_what_is_that_near(self):
        nested = [[[["deep"]]]]
        sizes = [asizeof.asizeof(nested, limit=n) for n in range(6)]
        one = own([1])
        self.assertEqual(sizes, [one, 2 * one, 3 * one, 4 * one, 4 * one + own("deep"), 4 * one + own("deep")])

    def test_containers_that_pympler_does_not_look_into(self):
        text = "x" * 10000
        class L(list): pass
        class D(dict): pass
        with_attribute = D()
        with_attribute.text = text
        for o in (collections.deque([text]), L([text]), with_attribute, collections.OrderedDict(a=text), iter([text]),
                  (text for _ in (1,)), ValueError(text), types.SimpleNamespace(a=text), memoryview(text.encode()),
                  types.MappingProxyType({1: text}), {1: text}.values()):
            with self.subTest(o=type(o)):
                if not isinstance(o, types.GeneratorType):
                    self.assertGreater(asizeof.asizeof(o), 10000)

    def test_slots_named_tuples_and_dataclasses(self):
        slotted = Slotted()
        slotted.a, slotted.b = "first" * 9, ["second"]
        self.assertEqual(asizeof.asizeof(slotted), own(slotted, slotted.a, slotted.b, "second"))
        point = collections.namedtuple("point", "x y")("left" * 9, "right" * 9)
        self.assertEqual(asizeof.asizeof(point), own(point, point.x, point.y))
        record = dataclasses.make_dataclass("record", ["a"])("value" * 9)
        self.assertEqual(asizeof.asizeof(record) - own(record.a) > 0, True)

    def test_a_weak_reference_holds_nothing(self):
        target = Plain("x" * 10000)
        self.assertLess(asizeof.asizeof(weakref.ref(target)), 200)

    def test_nothing_is_made_in_an_instance(self):
        plains = [Plain() for _ in range(1000)]
        before = asizeof.asizeof(plains), sys.getsizeof(plains[0]), len(gc.get_objects())
        for _ in range(3):
            asizeof.asizeof(plains), asizeof.asized(plains, detail=3), asizeof.asizesof(*plains)
        self.assertEqual((asizeof.asizeof(plains), sys.getsizeof(plains[0])), before[:2])
        self.assertLess(abs(len(gc.get_objects()) - before[2]), 20)

    def test_no_code_of_an_object_runs(self):
        hostile = Hostile()
        self.assertGreater(asizeof.asizeof(hostile), 1000)
        self.assertGreater(asizeof.asized([hostile], detail=3).size, 1000)
        printed(asizeof.asizeof, [hostile], stats=3, above=1)
        list(asizeof.refs(hostile)), asizeof.basicsize(hostile), asizeof.itemsize(hostile), asizeof.leng(hostile)

    def test_memory_behind_an_object(self):
        buffer = (ctypes.c_char * 10000)()
        self.assertGreater(asizeof.asizeof(buffer), 10000)
        self.assertLess(asizeof.asizeof(ctypes.c_int(3)), 300)
        borrowed = (ctypes.c_char * 10000).from_buffer(bytearray(10000))
        self.assertLess(asizeof.flatsize(borrowed), 300)
        old = asizeof.amapped(100)
        self.addCleanup(asizeof.amapped, old)
        with mmap.mmap(-1, 1 << 20) as mapped:
            self.assertGreaterEqual(asizeof.asizeof(mapped), 1 << 20)
            asizeof.amapped(0)
            self.assertLess(asizeof.asizeof(mapped), 300)

    def test_numpy_views_count_their_base_once(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("no numpy")
        base = numpy.zeros(10 ** 6)
        self.assertAlmostEqual(asizeof.asizeof([base[i:] for i in range(100)]), 8 * 10 ** 6, delta=50000)
        self.assertAlmostEqual(asizeof.asizeof(base, base[1:]), 8 * 10 ** 6, delta=1000)
        self.assertEqual((asizeof.itemsize(base), asizeof.leng(base)), (8, 10 ** 6))

    def test_the_sum_and_the_walk_agree(self):
        for o in ({"a": [1, 2, {3: (4, "x")}]}, [Plain(1, 2), Slotted(), Sized()], collections.deque([{1}, {2: 3}]), [unittest]):
            with self.subTest(o=type(o)):
                self.assertEqual(asizeof.asizeof(o), asizeof.asizesof(o)[0])
                self.assertEqual(asizeof.asizeof(o), asizeof.asized(o, detail=9).size)


class Options(unittest.TestCase):
    def test_unknown_and_bad_ones(self):
        with self.assertRaisesRegex(KeyError, r"invalid option: reset\(bogus=1\)"):
            asizeof.asizeof([], bogus=1)
        with self.assertRaisesRegex(KeyError, r"invalid options: reset\(a=1, b=2\)"):
            asizeof.asizeof([], a=1, b=2)
        with self.assertRaisesRegex(ValueError, r"^invalid option: set\(align=3\)$"):
            asizeof.asizeof([], align=3)
        with self.assertRaisesRegex(ValueError, r"^invalid option: set\(stats=-1\)$"):
            asizeof.asizeof([], stats=-1)
        with self.assertRaisesRegex(ValueError, r"^invalid option: asizeof\(all=5\)$"):
            asizeof.asizeof(all=5)

    def test_align(self):
        self.assertEqual(asizeof.asizeof("abcd", align=1), sys.getsizeof("abcd"))
        self.assertEqual(asizeof.asizeof("abcd", align=32), rounded(sys.getsizeof("abcd"), 32))

    def test_all(self):
        self.assertGreater(asizeof.asizeof(all=True), 10 ** 6)

    def test_statistics(self):
        text = printed(asizeof.asizeof, ["abc", "abc"], stats=1, align=1)
        size = sys.getsizeof([1, 1]) + sys.getsizeof("abc")
        self.assertEqual(text.splitlines(), [
            "", "asizeof((['abc', 'abc'],), align=1, stats=1) ...", " %d bytes" % size, "   8 byte sizeof(void*)",
            "   1 object given", "   2 objects sized", "   3 objects seen", "   0 objects missed", "   1 duplicate",
            "   1 deepest recursion"])

    def test_the_largest_and_the_profiles(self):
        text = printed(asizeof.asizeof, ["x" * 3000], stats=2, align=1)
        self.assertIn("2 largest objects (of 2 over 1024 bytes or 1.0 KiB)", text)
        self.assertIn("class str: 'xxxxxxxxxx", text)
        self.assertRegex(text, r"leng 3001!, ix 1 \(at 1\), pix 0")
        self.assertRegex(text, r"2 profiles:  total \(% of grand total\), average, and largest flat size:  largest object")
        self.assertRegex(text, r"1 class str object:  %d or 3\.0 KiB \(98%%\)" % sys.getsizeof("x" * 3000))

    def test_stream_and_print_options(self):
        stream = io.StringIO()
        self.assertEqual(printed(asizeof.asizeof, [1], stats=1, stream=stream), "")
        self.assertIn("1 object given", stream.getvalue())


class Trees(unittest.TestCase):
    def test_asized(self):
        sized = asizeof.asized([1, 2, 3])
        self.assertIsInstance(sized, Asized)
        self.assertEqual((sized.name, sized.flat, sized.refs), ("[1, 2, 3]", own([1, 2, 3]), ()))
        self.assertEqual(str(sized), "size %d, flat %d, refs[0], name '[1, 2, 3]'" % (sized.size, sized.flat))
        self.assertEqual(len(asizeof.asized([1], [2])), 2)

    def test_a_level_is_a_level_however_attributes_are_kept(self):
        class Plain:
            pass

        def levels(sized):
            return 1 + max(map(levels, sized.refs), default=-1)
        inline, in_dict = Plain(), Plain()
        inline.a = in_dict.a = [[[["deep"]]]]
        vars(in_dict)
        for detail in range(9):
            self.assertEqual([levels(asizeof.asized(o, detail=detail)) for o in (inline, in_dict, inline.a)],
                             [min(detail, 6), min(detail, 6), min(detail, 4)])

    def test_detail_shows_what_is_held_by_name(self):
        sized = asizeof.asized({"key": ["value"]}, detail=2)
        self.assertEqual({part.name for part in sized.refs}, {"[K] key", "[V] key: ['value']"})
        self.assertEqual([part.name for part in sized.get("[V] key: ['value']").refs], ["'value'"])
        self.assertIsNone(sized.get("nothing"))
        self.assertEqual(sized.size, sized.flat + sum(part.size for part in sized.refs))

    def test_attributes_are_under_dict_however_they_are_kept(self):
        for made in (False, True):
            plain = Plain(7)
            if made:
                plain.__dict__
            sized = asizeof.asized(plain, detail=2)
            self.assertEqual([part.name for part in sized.refs if part.size], ["__dict__"])
            self.assertIn("[V] values: [7]", [part.name for part in sized.get("__dict__").refs])

    def test_format(self):
        tree = Asized(10, 4, (Asized(2, 2, (), "b"), Asized(4, 4, (Asized(1, 1, (), "d"),), "c")), "a")
        self.assertEqual(tree.format(), "a size=10 flat=4\n    c size=4 flat=4\n        d size=1 flat=1\n    b size=2 flat=2")
        self.assertEqual(tree.format("%(name)s", depth=1, order_by="name"), "a\n    b\n    c")

    def test_clip(self):
        self.assertEqual(asizeof.asized("x" * 100, clip=20).name, "'xxxxxxx....xxxxxxx'")

    def test_refs(self):
        items = ["a", "b"]
        self.assertEqual([id(o) for o in asizeof.refs(items)], [id(o) for o in items])
        self.assertIsNone(asizeof.refs(1))
        self.assertEqual(set(asizeof.refs({"k": "v"})), {"k", "v"})
        self.assertEqual(dict(asizeof.named_refs(slice(1, 2)))["start"], 1)

    def test_named_references_of_a_module(self):
        """Those of its namespace, each key and each value."""
        module = types.ModuleType("made", "a text")
        module.rows = [1, 2]
        self.assertEqual([name for name, _ in asizeof.named_refs(module)],
                         ["[K] __name__", "[V] __name__: 'made'", "[K] __doc__", "[V] __doc__: 'a text'", "[K] __package__",
                          "[V] __package__: None", "[K] __loader__", "[V] __loader__: None", "[K] __spec__", "[V] __spec__: None",
                          "[K] rows", "[V] rows: [1, 2]"])
        self.assertIs(asizeof.named_refs(module)[-1][1], module.rows)

    def test_named_references_of_a_struct_sequence(self):
        named = dict(asizeof.named_refs(os.stat_result(1000 + number for number in range(10))))
        self.assertEqual([named[name] for name in "st_mode st_ino st_dev st_nlink st_uid st_gid st_size".split()],
                         [1000, 1001, 1002, 1003, 1004, 1005, 1006])


class Accumulating(unittest.TestCase):
    def test_what_was_counted_is_not_counted_again(self):
        sizer, shared = Asizer(), ["shared" * 9]
        one, other = [shared], [shared]
        first, second = sizer.asizeof(one), sizer.asizeof(other)
        self.assertEqual((first, second), (own([1], shared, *shared), own([1])))
        self.assertEqual((sizer.total, sizer.duplicate, sizer.missed), (first + second, 1, 0))
        self.assertEqual((sizer.sized, sizer.seen), (4, 5))
        sizer.reset()
        self.assertEqual((sizer.total, sizer.sized), (0, 0))

    def test_exclusions(self):
        inner = ["inner text"]
        sizer = Asizer()
        sizer.exclude_refs(inner)
        self.assertEqual((sizer.asizeof([inner]), sizer.asizeof(inner)), (own([1]), own(inner, *inner)))
        sizer = Asizer()
        sizer.exclude_objs(inner)
        self.assertEqual((sizer.asizeof([inner]), sizer.asizeof(inner)), (own([1]), 0))
        sizer = Asizer()
        sizer.exclude_types(list)
        self.assertEqual((sizer.asizeof((inner, "x")), sizer.excluded), (own((1, 2), "x"), (list,)))
        self.assertIn("1 object excluded", printed(sizer.print_summary))

    def test_properties(self):
        sizer = Asizer(above=5, align=16, clip=9, code=True, cutoff=3, detail=2, frames=True, ignored=False, stats=1.25)
        self.assertEqual((sizer.above, sizer.align, sizer.clip, sizer.code, sizer.detail, sizer.frames, sizer.ignored,
                          sizer.stats, sizer.cutoff, sizer.derive, sizer.infer, sizer.limit, sizer.ranked),
                         (5, 16, 9, True, 2, True, False, 1, 3, False, False, None, 0))


class Classes(unittest.TestCase):
    """What was learned of a class in one question is not believed in the next when the class is another one by then."""

    def test_a_class_that_learns_to_tell_its_size(self):
        class Base:
            pass

        class Derived(Base):
            __slots__ = ()

        one = Derived()
        plain, heads = asizeof.asizeof(one), asizeof.flatsize(one) - sys.getsizeof(one)
        Base.__sizeof__ = lambda self: 4000
        told = asizeof.asizeof(one)
        self.assertEqual(asizeof.asizeof(one, limit=10), told)  # from a photograph
        self.assertEqual(asizeof.flatsize(one) - sys.getsizeof(one), heads)
        del Base.__sizeof__
        self.assertGreater(told, 3900)
        self.assertEqual(asizeof.asizeof(one), plain)

    def test_classes_one_after_the_other_at_one_place(self):
        places = set()
        for number in range(300):
            slots = ["slot%d" % n for n in range(number % 7)]
            made = type("Made", (), {"__slots__": slots} if number % 2 else {})
            one = made()
            for slot in slots if number % 2 else ():
                setattr(one, slot, "x" * 100)
            places.add(id(made))
            expected = asizeof.asizeof(one, limit=10)  # from a photograph
            self.assertEqual(asizeof.asizeof(one), expected)
            self.assertEqual(asizeof.flatsize(one), asizeof.asized(one, limit=10).flat)
            del one, made
            gc.collect()
        if not SANITIZED:  # whose allocator gives nothing back at once
            self.assertLess(len(places), 300)

    def test_attributes_that_a_class_s_instances_get_later(self):
        class Growing:
            pass

        one = Growing()
        asizeof.asizeof(one)
        for number in range(20):
            setattr(one, "attribute%d" % number, "y" * number)
            self.assertEqual(asizeof.asizeof(one), asizeof.asizeof(one, limit=10))

    def test_a_size_that_is_asked_while_a_size_is_asked(self):
        class Nested:
            def __sizeof__(self):
                return asizeof.flatsize([1, 2, 3])

        inside, one = asizeof.flatsize([1, 2, 3]), Nested()
        self.assertGreaterEqual(asizeof.flatsize(one), inside)
        self.assertEqual(asizeof.asizeof([one]), asizeof.asizeof([one], limit=10))


class Again(unittest.TestCase):
    def test_what_an_asizer_knows_is_met_once_more(self):
        one, other, sizer = [Plain()], [Plain()], Asizer()
        first = sizer.asizeof(one)
        seen, sized, total = sizer.seen, sizer.sized, sizer.total
        self.assertEqual((sizer.asizeof(one, one), sizer.total), (0, total))
        self.assertEqual((sizer.seen - seen, sizer.sized - sized), (2, 0))
        self.assertEqual((sizer.asizeof(one, other) > 0, first > 0), (True, True))
        sizer.exclude_objs(held := [Plain()])
        self.assertEqual((sizer.asizeof(held), sizer.asizesof(one)), (0, (0,)))


class Inspection(unittest.TestCase):
    def test_questions_about_objects(self):
        questions = (asizeof.isclass, asizeof.isbuiltin, asizeof.iscode, asizeof.isframe, asizeof.isfunction, asizeof.ismethod,
                     asizeof.ismodule)
        for place, o in enumerate((Plain, min, rounded.__code__, sys._getframe(), rounded, Plain().__init__, sys)):
            self.assertEqual([question(o) for question in questions], [place == n for n in range(7)])

    def test_adict_and_amapped(self):
        self.assertTrue(asizeof.adict(collections.UserDict))
        self.assertFalse(asizeof.adict(Plain))
        self.assertAlmostEqual(asizeof.amapped(), 1.0)


if __name__ == "__main__":
    unittest.main()
