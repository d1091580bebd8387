"""What asizeof tells of types: basic sizes, sizes of items, lengths. Implementation of refscope.asizeof.

Types are looked at with type's own attributes and by their true bases, so that no class can have a say in it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct
import sys
import types
import weakref
from collections import namedtuple
from os import stat_result, statvfs_result

from _refscope import _flat_size

POINTER = struct.calcsize("P")
_HEAD = 16  # the collector's, in front of an object
_HAVE_GC, _HEAP = 1 << 14, 1 << 9
_DICT_ENTRY, _SET_ENTRY, _MODULE_ITEM = 3 * POINTER, 2 * POINTER, 6 * POINTER

Definition = namedtuple("Definition", "base item leng refs code")

_basicsize = type.__dict__["__basicsize__"].__get__
_itemsize = type.__dict__["__itemsize__"].__get__
_flags = type.__dict__["__flags__"].__get__
_mro = type.__dict__["__mro__"].__get__
_name = type.__dict__["__name__"].__get__
_module = type.__dict__["__module__"].__get__

_dict_types = {"UserDict": ("IterableUserDict", "UserDict"), "weakref": ("WeakKeyDictionary", "WeakValueDictionary")}


def name_of(kind):
    """"module.Class", or "Class" of a built-in one."""
    module = _module(kind)
    return "%s.%s" % (module, _name(kind)) if type(module) is str and module != "builtins" else _name(kind)


def _is_a(obj, kind):
    """Whether it is of that class, whose own class is `type` itself: so no code of the program is asked."""
    return issubclass(type(obj), kind)


def plain_length(obj):
    """len() of built-in containers, 0 of others."""
    for kind in (list, tuple, dict, set, frozenset, str, bytes, bytearray, range):
        if type(obj) is kind:
            return len(obj)
    return 0


def check_options(opts):
    for name in opts:
        if name not in ("derive", "frames", "infer", "save"):
            raise TypeError("unexpected keyword argument %r" % name)


# ---- Lengths -------------------------------------------------------------------------------------------------------------

def _allocated(obj, base, item):
    return max(_flat_size(obj) - base, 0) // item


def _power_of_2(number):
    power = 1 << (number.bit_length() - 1)
    return power if power == number else 2 * power


def _len(obj):
    return len(obj)


def _len_array(obj):
    array = type(obj) if type(obj).__name__ == "array" else next(c for c in _mro(type(obj)) if _name(c) == "array")
    return array.__len__(obj)


def _len_bytearray(obj):
    return obj.__alloc__()


def _len_code(obj):
    return len(obj.co_freevars) + obj.co_stacksize + len(obj.co_cellvars) + obj.co_nlocals - 1


def _len_dict(obj):
    used = dict.__len__(obj) if _is_a(obj, dict) else len(obj)
    return 0 if used < 6 else _power_of_2(used + 1)


def _len_frame(obj):
    return _len_code(obj.f_code)


def _len_int(obj):
    return max(sys.getsizeof(obj) - int.__basicsize__, 0) // int.__itemsize__


def _len_iter(obj):
    hint = getattr(type(obj), "__length_hint__", None)
    return hint(obj) if hint else 0


def _len_list(obj):
    return _allocated(obj, _basicsize(list) + _HEAD, POINTER)


def _len_module(obj):
    return len(types.ModuleType.__dict__["__dict__"].__get__(obj))


def _len_numpy(obj):
    return sys.modules["numpy"].ndarray.size.__get__(obj)


def _len_set(obj):
    slots = _allocated(obj, _basicsize(type(obj)) + _HEAD, _SET_ENTRY)
    return slots or (8 if obj else 0)


def _len_slice(obj):
    try:
        return (obj.stop - obj.start + 1) // obj.step
    except TypeError:
        return 0


def _len_struct(obj):
    return obj.size


def _len_unicode(obj):
    return len(obj) + 1


# ---- Types that are known ------------------------------------------------------------------------------------------------

_array = None
_known = {  # type: (bytes of an item, length, what is followed, whether it is code)
    bool: (None, None, None, False), bytearray: (1, _len_bytearray, None, False), bytes: (1, _len, None, False),
    classmethod: (0, None, "_im_refs", True), complex: (0, None, None, False),
    dict: (_DICT_ENTRY, _len_dict, "_dict_refs", False), types.MappingProxyType: (_DICT_ENTRY, _len_dict, "_dict_refs", False),
    enumerate: (0, None, "_enum_refs", False), Exception: (0, None, "_exc_refs", False), float: (0, None, None, False),
    frozenset: (_SET_ENTRY, _len_set, "_seq_refs", False), int: (None, _len_int, None, False),
    list: (POINTER, _len_list, "_seq_refs", False), types.ModuleType: (_MODULE_ITEM, _len_module, "_module_refs", False),
    object: (0, None, None, True), property: (0, None, "_prop_refs", False), range: (0, None, None, False),
    reversed: (0, None, "_enum_refs", False), set: (_SET_ENTRY, _len_set, "_seq_refs", False),
    slice: (POINTER, _len_slice, None, False), stat_result: (None, None, "_stat_refs", False),
    staticmethod: (0, None, "_im_refs", True), statvfs_result: (POINTER, _len, "_statvfs_refs", False),
    str: (1, _len_unicode, None, False), struct.Struct: (1, _len_struct, None, False), super: (0, None, None, True),
    tuple: (POINTER, _len, "_seq_refs", False), type: (None, None, "_type_refs", True),
    type(None): (0, None, None, False), type(Ellipsis): (0, None, None, False), type(NotImplemented): (0, None, None, False),
    types.CodeType: (POINTER, _len_code, "_co_refs", True), types.FrameType: (None, _len_frame, "_frame_refs", False),
    types.FunctionType: (0, None, "_func_refs", True), types.BuiltinFunctionType: (0, None, None, True),
    types.GeneratorType: (0, None, "_gen_refs", False), types.GetSetDescriptorType: (0, None, None, False),
    types.MemberDescriptorType: (0, None, None, False), types.MethodType: (0, None, "_im_refs", True),
    types.TracebackType: (0, None, "_tb_refs", False), weakref.ReferenceType: (0, None, "_weak_refs", False),
    weakref.ProxyType: (0, None, None, False), weakref.CallableProxyType: (0, None, "_weak_refs", True),
}
_iterated = ([], (), {}, set(), "", "\u1234", b"", bytearray(), range(0), {}.keys(), {}.values(), {}.items(), enumerate(()))
_iterators = {type(iter(one)) for one in _iterated} | {type(reversed([])), type(reversed({})), type(enumerate(()))}
_known.update((kind, (None, _len_iter, "_iter_refs", False)) for kind in _iterators if kind not in _known)
_ignored = (object, super, type, types.BuiltinFunctionType)


def _is_array(obj):
    module = sys.modules.get("array")
    return module is not None and _is_a(obj, module.array)


def _is_numpy(obj):
    module = sys.modules.get("numpy")
    return hasattr(module, "ndarray") and _is_a(obj, module.ndarray)


def _base(obj, kind):
    if kind is type:
        head = _flags(obj) & _HEAP
    else:
        head = _flags(kind) & _HAVE_GC
    return _basicsize(kind) + (_HEAD if head else 0)


def _is_known(kind):
    return type(kind) is type and kind in _known


_special = dict, types.ModuleType, type


def _facts(obj, kind):
    """(bytes of an item, length, what is followed, whether it is code)"""
    if _is_known(kind):
        item, leng, refs, code = _known[kind]
        return _itemsize(kind) if item is None else item, leng, refs, code
    if _is_array(obj):
        return 1, _len_array, None, False
    if _is_numpy(obj):
        return 1, _len_numpy, "_numpy_refs", False
    if issubclass(kind, _special):
        item, leng, refs, code = _known[next(base for base in _special if issubclass(kind, base))]
        return item or 0, leng, refs, code
    return _itemsize(kind), None, "_inst_refs", False


def of(obj, **opts):
    """The Definition that holds for an object."""
    check_options(opts)
    kind = type(obj)
    return Definition(_base(obj, kind), *_facts(obj, kind))


def basicsize(obj, **opts):
    """Bytes of an object's head and fixed fields."""
    if opts:
        check_options(opts)
    return _base(obj, type(obj))


def itemsize(obj, **opts):
    """Bytes of each of its items, or 0."""
    if opts:
        check_options(opts)
    item, leng = _facts(obj, type(obj))[:2]
    if leng is _len_array:
        return sys.modules["array"].array.itemsize.__get__(obj)
    return sys.modules["numpy"].ndarray.itemsize.__get__(obj) if leng is _len_numpy else item


def leng(obj, **opts):
    """How many items it has room for, or None."""
    if opts:
        check_options(opts)
    how = _facts(obj, type(obj))[1]
    return how(obj) if how else None


def _text(base, item, leng, refs, code):
    return "%s, %s, %s, %s%s" % (base, item, leng.__name__ if leng else "n/a", refs or "n/a", ", (code only)" if code else "")


def tables(met, with_code):
    """(kind, [(name, text)]) of the built-in types, of those of `met` that are none, and of the ignored ones."""
    static, dynamic, ignored = [], [], []
    for kind, (item, leng, refs, code) in _known.items():
        row = ("class " + name_of(kind), _text(_base(kind, kind) if kind is not type else _basicsize(type),
                                                _itemsize(kind) if item is None else item, leng, refs, code))
        (ignored if kind in _ignored else static).extend([row] if with_code or not code else [])
    for kind in met:
        if type(kind) is not type or kind not in _known:
            dynamic.append(("class " + name_of(kind), _text(_base(None, kind), _itemsize(kind), None, "_inst_refs", False)))
    return [(name, rows) for name, rows in (("static", static), ("dynamic", dynamic), ("ignored", ignored)) if rows]


def _is_dict_like(kind):
    names = "items", "keys", "values", "__len__", "get"
    return all(any(name in base.__dict__ for base in _mro(kind)) for name in names)


def adict(*classes):
    """Note classes that behave like dicts; whether all do. Their objects are sized by what they hold all the same."""
    every = True
    for kind in classes:
        if isinstance(kind, type) and _is_dict_like(kind):
            names = _dict_types.get(_module(kind), ())
            if _name(kind) not in names:
                _dict_types[_module(kind)] = names + (_name(kind),)
        else:
            every = False
    return every
