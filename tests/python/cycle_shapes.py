"""The shapes of cycles whose patterns must read alike under every Python and in every run: each function leaves one behind.

Who asks: test_cycle_shapes.py. What they must read like: cycle_shapes.txt.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import contextvars
import functools
import itertools
import threading
import types
import weakref

SHAPES = {}


def shape(function):
    SHAPES[function.__name__] = function
    return function


class Node:
    pass


class Leaf:
    pass


class Slotted:
    __slots__ = ("left", "right")


class Half:
    __slots__ = ("left", "__dict__")


# ---- Attributes -------------------------------------------------------------------------------------------------------

@shape
def instance():
    a, b = Node(), Node()
    a.peer, b.peer = b, a


@shape
def instance_with_its_dict_made():
    a, b = Node(), Node()
    a.peer, b.peer = b, a
    vars(a), vars(b)


@shape
def instance_with_another_attribute():
    a, b = Node(), Node()
    a.pear, b.pear = b, a


@shape
def instance_of_many_attributes():
    a, b = Node(), Leaf()
    for i in range(40):
        setattr(a, "x%d" % i, i)
    a.leaf, b.node = b, a


@shape
def instance_that_lost_attributes():
    a, b = Node(), Leaf()
    a.first = a.second = 1
    a.leaf, b.node = b, a
    del a.first


@shape
def instance_that_holds_its_dict():
    a = Node()
    a.own = vars(a)


@shape
def instance_with_a_dict_given_to_it():
    a, b = Node(), Leaf()
    a.__dict__ = {"leaf": b}
    b.node = a


@shape
def slots():
    a, b = Slotted(), Slotted()
    a.left, b.right = b, a


@shape
def slots_and_dict():
    a, b = Half(), Half()
    a.left, b.other = b, a


@shape
def itself():
    a = Node()
    a.me = a


@shape
def namespace():
    a, b = types.SimpleNamespace(), Node()
    a.node, b.space = b, a


# ---- Containers -------------------------------------------------------------------------------------------------------

def parent_of(children, leaf):
    node = Node()
    node.children = children
    leaf.parent = node


@shape
def in_a_list():
    leaf = Leaf()
    parent_of([1, leaf], leaf)


@shape
def in_a_tuple():
    leaf = Leaf()
    parent_of((leaf, 2), leaf)


@shape
def in_a_dict():
    leaf = Leaf()
    parent_of({"first": leaf}, leaf)


@shape
def as_a_key():
    leaf = Leaf()
    parent_of({leaf: 1}, leaf)


@shape
def in_a_set():
    leaf = Leaf()
    parent_of({leaf}, leaf)


@shape
def in_a_frozenset():
    leaf = Leaf()
    parent_of(frozenset([leaf, 1]), leaf)


@shape
def in_a_deque():
    leaf = Leaf()
    parent_of(collections.deque([leaf]), leaf)


@shape
def in_an_ordered_dict():
    leaf = Leaf()
    parent_of(collections.OrderedDict(first=leaf), leaf)


@shape
def in_a_defaultdict():
    leaf = Leaf()
    parent_of(collections.defaultdict(list, first=leaf), leaf)


@shape
def in_containers_in_containers():
    leaf = Leaf()
    parent_of({"first": [(leaf,)]}, leaf)


@shape
def list_of_itself():
    a = []
    a.append(a)


@shape
def list_in_a_dict_in_a_list():
    a = [{}]
    a[0]["back"] = a


class Record(dict):
    pass


class Row(list):
    pass


@shape
def dict_subclass_with_attributes():
    a, b = Record(), Record()
    a.other, b["back"] = b, a


@shape
def list_subclass_with_attributes():
    a, b = Row(), Node()
    a.append(b)
    b.row = a
    a.name = "rows"


@shape
def named_tuple():
    a = Node()
    a.point = collections.namedtuple("Point", "x y")(1, a)


# ---- Lists of nodes ---------------------------------------------------------------------------------------------------

def doubly_linked(count):
    nodes = [Node() for _ in range(count)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.next, b.previous = b, a


@shape
def ring_of_1():
    doubly_linked(1)


@shape
def ring_of_2():
    doubly_linked(2)


@shape
def ring_of_1000():
    doubly_linked(1000)


def chain(count):
    nodes = [Node() for _ in range(count)]
    for a, b in zip(nodes, nodes[1:]):
        a.next, b.previous = b, a


@shape
def doubly_linked_1():
    chain(1)


@shape
def doubly_linked_2():
    chain(2)


@shape
def doubly_linked_1000():
    chain(1000)


@shape
def doubly_linked_million():
    chain(1000000)


@shape
def many_leaves():
    node = Node()
    node.leaves = [Leaf() for _ in range(5000)]
    for leaf in node.leaves:
        leaf.node = node


# ---- Functions --------------------------------------------------------------------------------------------------------

@shape
def closure_that_names_itself():
    def walk(n):
        return walk(n - 1) if n else 0
    return None


@shape
def closures_that_name_each_other():
    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)
    return None


@shape
def closure_on_an_object():
    a = Node()
    a.redraw = lambda: a
    return None


@shape
def default_argument():
    a = Node()
    a.call = lambda node=a: node


@shape
def keyword_default():
    a = Node()

    def call(*, node=a):
        return node
    a.call = call


@shape
def attribute_of_a_function():
    a = Node()

    def call():
        return 1
    call.node, a.call = a, call


class Button:
    def press(self):
        return 1


@shape
def method_on_its_own_object():
    a = Button()
    a.callback = a.press


@shape
def method_in_a_list():
    a, b = Button(), Node()
    a.bus, b.listeners = b, [a.press]


@shape
def method_of_c():
    a = Row()
    a.put = a.append


@shape
def partial():
    a = Node()
    a.call = functools.partial(print, a)


@shape
def partial_with_keyword():
    a = Node()
    a.call = functools.partial(print, file=a)


@shape
def function_of_a_dead_namespace():
    exec("def work(): return later\ndef later(): return 1\n", {"__name__": "dead"})


@shape
def module_that_died():
    module = types.ModuleType("gone")
    exec("def work(): return 1\n", module.__dict__)


# ---- Frames -----------------------------------------------------------------------------------------------------------

@shape
def generator_that_holds_itself():
    def numbers():
        me = yield
        yield me
    g = numbers()
    next(g)
    g.send(g)


@shape
def generator_on_an_object():
    a = Node()

    def numbers(owner):
        yield owner
    a.numbers = numbers(a)
    next(a.numbers)


@shape
def generator_not_begun():
    a = Node()

    def numbers(owner):
        yield owner
    a.numbers = numbers(a)


@shape
def generator_expression():
    a = Node()
    a.items = [1, 2]
    a.stream = (a for _ in a.items)
    next(a.stream)


@types.coroutine
def pause():
    yield


@shape
def coroutine():
    a = Node()

    async def serve(owner):
        await pause()
    a.task = serve(a)
    a.task.send(None)


@shape
def asynchronous_generator():
    a = Node()

    async def numbers(owner):
        yield owner
    a.numbers = numbers(a)
    try:
        a.numbers.__anext__().send(None)
    except StopIteration:
        pass


def fail(message):
    raise ValueError(message)


@shape
def exception_in_a_variable():
    def work():
        try:
            fail("no")
        except ValueError as error:
            kept = error
        return None
    work()


@shape
def exception_through_many_frames():
    def deeper(n):
        return deeper(n - 1) if n else fail("no")

    def work():
        try:
            deeper(5)
        except ValueError as error:
            kept = error
        return None
    work()


@shape
def exception_on_an_object():
    class Job:
        def run(self):
            try:
                fail("no")
            except ValueError as error:
                self.error = error
    Job().run()


class Worker:
    def run(self):
        try:
            fail("no")
        except ValueError as error:
            self.error = error


@shape
def exception_on_self():
    Worker().run()


@shape
def exception_with_a_cause():
    def work():
        try:
            try:
                fail("no")
            except ValueError as error:
                raise KeyError("other") from error
        except KeyError as error:
            kept = error.__cause__
        return None
    work()


@shape
def exception_in_its_context():
    def work():
        kept = []
        try:
            try:
                fail("no")
            except ValueError:
                fail("again")
        except ValueError as error:
            kept.append(error)
        return None
    work()


# ---- Classes ----------------------------------------------------------------------------------------------------------

@shape
def class_alone():
    class Alone:
        def method(self):
            return super().__repr__()

        @property
        def size(self):
            return 1

        @classmethod
        def make(cls):
            return cls()


@shape
def class_that_holds_an_instance():
    class Single:
        pass
    Single.instance = Single()


@shape
def class_with_a_registry():
    class Plugin:
        registry = []
    Plugin.registry.append(Plugin())


@shape
def class_in_a_registry():
    class Base:
        known = {}

        def __init_subclass__(cls):
            Base.known[cls.__name__] = cls

    class Derived(Base):
        pass


@shape
def class_that_names_itself():
    class Tree:
        def make(self):
            return Tree()


@shape
def class_cached_by_lru_cache():
    class Table:
        @functools.lru_cache(maxsize=None)
        def row(self, n):
            return n
    Table().row(1)


@shape
def cached_property():
    class Page:
        @functools.cached_property
        def view(self):
            return Node()
    page = Page()
    page.view.page = page


class Cached:
    @functools.lru_cache(maxsize=8)
    def value(self, n):
        return n


@shape
def lru_cache_on_an_object():
    a = Node()
    a.cached = functools.lru_cache(maxsize=None)(a.__class__.__repr__)
    a.cached(a)


# ---- What the standard library makes ----------------------------------------------------------------------------------

@shape
def thread_with_a_method():
    class Poller:
        def run(self):
            return 1
    a = Poller()
    a.thread = threading.Thread(target=a.run)


@shape
def context_variable():
    a = Node()
    context = contextvars.copy_context()
    context.run(VARIABLE.set, a)
    a.context = context


VARIABLE = contextvars.ContextVar("refscope_shapes")


@shape
def context_token():
    a = Node()
    a.token = VARIABLE.set(a)
    VARIABLE.reset(a.token)


@shape
def weak_reference_with_a_callback():
    a, b = Button(), Node()
    a.watch = weakref.ref(b, a.press)
    a.b = b


@shape
def weak_one_way_already():
    a, b = Node(), Leaf()
    a.leaf, b.node, b.weak_node = b, a, weakref.ref(a)


@shape
def iterators():
    a = Node()
    a.items = [a]
    a.walk = zip(map(id, filter(None, itertools.chain(iter(a.items)))))
    a.items = None


@shape
def views_of_a_dict():
    a = Node()
    a.names = {"x": a}.keys()


@shape
def chain_map():
    a = Node()
    a.maps = collections.ChainMap({"node": a})


@shape
def many_shapes_in_one():
    top, leaves = Node(), [Leaf() for _ in range(3)]
    top.leaves, top.first = leaves, leaves[0]
    for leaf in leaves:
        leaf.parent, leaf.names = top, {"top": [top]}
    leaves[0].next = leaves[1]
    leaves[1].next = leaves[0]
