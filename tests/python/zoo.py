"""A zoo of garbage: each function makes one structure that only the collector can free, and lets go of it.

ZOO maps names to the functions. What each makes is reachable from nothing but itself once the function has returned.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import abc
import array
import asyncio
import collections
import contextlib
import contextvars
import ctypes
import dataclasses
import enum
import functools
import io
import itertools
import operator
import re
import sqlite3
import threading
import types
import typing
import weakref
import xml.etree.ElementTree

ZOO = {}


def animal(function):
    ZOO[function.__name__] = function
    return function


class Plain:
    pass


class Slotted:
    __slots__ = ("peer", "__weakref__")


class SlottedChild(Slotted):
    __slots__ = ("more",)


class Mixed(Slotted):
    """Slots of its base and a __dict__ of its own."""


class ListChild(list):
    pass


class DictChild(dict):
    pass


class IntChild(int):
    pass


class Finalized:
    finalized = 0

    def __del__(self):
        Finalized.finalized += 1


@animal
def self_list():
    a = []
    a.append(a)


@animal
def list_of_lists():
    a, b = [], []
    a.append(b)
    b.append([[a]])


@animal
def dict_value_cycle():
    d = {}
    d["self"] = d


@animal
def dict_key_cycle():
    p = Plain()
    p.table = {p: 1}


@animal
def tuple_cycle():
    inner = []
    inner.append((1, inner, (inner,)))


@animal
def set_cycle():
    p = Plain()
    p.members = {p, 1, "x"}


@animal
def frozenset_cycle():
    p = Plain()
    p.members = frozenset([p, 2])


@animal
def instance_pair():
    a, b = Plain(), Plain()
    a.peer, b.peer = b, a


@animal
def instance_with_materialised_dict():
    a = Plain()
    a.me = a
    vars(a)["again"] = a


@animal
def slots_cycle():
    a, b = Slotted(), SlottedChild()
    a.peer, b.peer, b.more = b, a, b


@animal
def slots_and_dict_cycle():
    a = Mixed()
    a.peer = a
    a.other = [a]


@animal
def list_subclass_cycle():
    a = ListChild([1])
    a.append(a)
    a.me = a


@animal
def dict_subclass_cycle():
    a = DictChild()
    a["me"] = a
    a.me = a


@animal
def int_subclass_cycle():
    a = IntChild(12345678901234567890)
    a.me = a


@animal
def ordered_dict_cycle():
    d = collections.OrderedDict()
    d["me"] = d
    d.move_to_end("me")


@animal
def defaultdict_cycle():
    d = collections.defaultdict(list)
    d["me"].append(d)


@animal
def counter_and_chainmap_cycle():
    chain = collections.ChainMap({})
    chain["me"] = chain
    counter = collections.Counter("aab")
    counter.me = counter


@animal
def deque_cycle():
    d = collections.deque(range(1000), maxlen=1500)
    d.append(d)


@animal
def namedtuple_cycle():
    Point = collections.namedtuple("Point", "x y")
    p = Point([], 2)
    p.x.append(p)


@animal
def closure_cycle():
    def call_me():
        return call_me
    call_me()


@animal
def default_argument_cycle():
    def f(x=[]):
        return x
    f.__defaults__[0].append(f)


@animal
def keyword_default_and_annotations_cycle():
    def f(*, x: "int" = None) -> "str":
        return x
    f.__kwdefaults__["x"] = f
    f.__annotations__["me"] = f


@animal
def bound_method_cycle():
    class Widget:
        def redraw(self):
            return None
    w = Widget()
    w.callback = w.redraw


@animal
def builtin_method_cycle():
    a = []
    a.append(a.append)


@animal
def partial_cycle():
    a = []
    a.append(functools.partial(max, a, key=a.append))


@animal
def lru_cache_cycle():
    @functools.lru_cache(maxsize=4)
    def f(x):
        return [x, f]
    f(1)
    f(2)


@animal
def cached_property_cycle():
    class Report:
        @functools.cached_property
        def body(self):
            return [self]
    Report().body


@animal
def suspended_generator_cycle():
    def numbers(box):
        inner = [box]
        for i in range(10):
            yield i, inner
    box = []
    g = numbers(box)
    box.append(g)
    next(g)


@animal
def unstarted_generator_cycle():
    def numbers(box):
        yield box
    box = []
    box.append(numbers(box))


@animal
def coroutine_cycle():
    async def work(box):
        await Suspend()
        return box

    class Suspend:
        def __await__(self):
            yield 1
    box = []
    c = work(box)
    box.append(c)
    c.send(None)


@animal
def async_generator_cycle():
    async def numbers(box):
        yield box
    box = []
    box.append(numbers(box))


@animal
def exception_with_traceback():
    class Boom(Exception):
        pass

    def fail():
        local = ["big"]
        raise Boom(local)
    try:
        fail()
    except Boom as error:
        kept = error
    box = [kept]
    kept.box = box


@animal
def exception_chain():
    try:
        try:
            1 / 0
        except ZeroDivisionError as first:
            first.me = first
            raise ValueError("second") from first
    except ValueError as second:
        second.again = second


@animal
def frame_cycle():
    import sys
    here = sys._getframe()
    holds = [here]
    del here
    return None if holds else None


@animal
def weakref_callback_inside():
    a = Plain()
    a.me = a
    a.ref = weakref.ref(a, lambda r: None)


@animal
def weak_dictionaries():
    values, keys = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary()
    a = Plain()
    a.values, a.keys = values, keys
    values["a"] = a
    keys[a] = a


@animal
def class_itself():
    class Local:
        attribute = 1
    Local.me = Local


@animal
def class_with_metaclass():
    class Meta(type):
        def __call__(cls, *arguments):
            return super().__call__(*arguments)

    class Made(metaclass=Meta):
        pass
    Made.instance = Made()


@animal
def abstract_class():
    class Shape(abc.ABC):
        @abc.abstractmethod
        def area(self):
            ...

    class Square(Shape):
        def area(self):
            return 1
    Shape.register(int)
    isinstance(3, Shape)
    Square.example = Square()


@animal
def enumeration():
    class Colour(enum.Enum):
        RED = 1
        GREEN = 2
    Colour.RED.other = Colour.GREEN


@animal
def data_class():
    @dataclasses.dataclass
    class Item:
        name: str
        peers: list = dataclasses.field(default_factory=list)
    i = Item("i")
    i.peers.append(i)


@animal
def typed_dict_and_generic():
    T = typing.TypeVar("T")

    class Box(typing.Generic[T]):
        pass
    b = Box()
    b.alias = Box[int]
    b.me = b


@animal
def property_and_descriptors():
    class Thing:
        @property
        def value(self):
            return 1

        @staticmethod
        def fixed():
            return 2

        @classmethod
        def made(cls):
            return cls()
    Thing.extra = Thing.__dict__["value"]


@animal
def super_object():
    class Child(Plain):
        def get(self):
            return super()
    c = Child()
    c.super = c.get()


@animal
def iterators():
    a = [1, 2, 3]
    for made in (iter(a), enumerate(a), zip(a, a), map(str, a), filter(None, a), reversed(a), itertools.chain(a, a),
                 itertools.cycle(a), itertools.islice(a, 2), itertools.tee(a)[0], itertools.groupby(a),
                 itertools.product(a, a), itertools.permutations(a)):
        a.append(made)


@animal
def dict_views():
    d = {}
    d["keys"], d["values"], d["items"] = d.keys(), d.values(), d.items()
    d["iterator"] = iter(d.items())


@animal
def mapping_proxy():
    d = {}
    d["proxy"] = types.MappingProxyType(d)


@animal
def simple_namespace():
    n = types.SimpleNamespace()
    n.me = n


@animal
def module_object():
    m = types.ModuleType("made_up")
    m.me = m
    exec("def f(): return 1", m.__dict__)


@animal
def memory_views():
    class Buffer(bytearray):
        pass
    b = Buffer(b"0123456789")
    b.view = memoryview(b)[2:5]


@animal
def arrays():
    class Numbers(array.array):
        pass
    a = Numbers("d", [1.0])
    a.me = a


@animal
def input_output():
    b = io.BytesIO(b"abc")
    reader = io.BufferedReader(b)
    text = io.TextIOWrapper(reader, "utf-8")
    b.text = text


@animal
def operators():
    a = []
    a.extend([operator.itemgetter(a.__len__), operator.attrgetter("x"), operator.methodcaller("f", a)])


@animal
def regular_expression():
    class Holder(Plain):
        pass
    h = Holder()
    h.match = re.match("(a)(b)?", "ab")
    h.me = h


@animal
def element_tree():
    e = xml.etree.ElementTree.Element("root", {"k": "v"})
    child = xml.etree.ElementTree.SubElement(e, "child")
    child.append(e)


@animal
def database():
    class Connection(sqlite3.Connection):
        pass
    c = sqlite3.connect(":memory:", factory=Connection)
    c.cursor_of_mine = c.cursor()
    c.create_function("f", 1, lambda x, c=c: x)
    c.close()


@animal
def thread_local():
    class Local(threading.local):
        pass
    local = Local()
    local.me = local


@animal
def context_variable():
    variable = contextvars.ContextVar("variable")
    context = contextvars.copy_context()
    box = [context]
    context.run(variable.set, box)


@animal
def ctypes_callback():
    holder = Plain()
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
    holder.callback = callback_type(lambda x, h=holder: x)


@animal
def ctypes_structure():
    class Pair(ctypes.Structure):
        _fields_ = [("a", ctypes.py_object), ("b", ctypes.c_int)]
    p = Pair()
    p.me = p


@animal
def asyncio_future():
    loop = asyncio.new_event_loop()
    try:
        future = loop.create_future()
        future.me = future
        future.add_done_callback(lambda f, g=future: None)
    finally:
        loop.close()


@animal
def exit_stack():
    stack = contextlib.ExitStack()
    stack.callback(stack.close)
    stack.pop_all()
    stack.enter_context(contextlib.nullcontext(stack))
    stack.me = stack


@animal
def finalizer():
    a = Finalized()
    a.me = a


@animal
def plain_data_in_untracked_tuple():
    a = []
    a.append((1, ("two", (3.0, None)), b"four"))
    a.append(a)
