"""Objects every method of which tells on the one who calls it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import weakref

CALLED = []  # names of the methods that somebody called


def told(name, answer=None, error=RuntimeError):
    def method(self, *arguments, **keywords):
        CALLED.append(name)
        if answer is not None:
            return answer
        raise error("hostile " + name)
    return method


SPECIAL = """__repr__ __str__ __bytes__ __format__ __len__ __length_hint__ __bool__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__
__sizeof__ __dir__ __iter__ __next__ __reversed__ __contains__ __getitem__ __setitem__ __delitem__ __missing__ __call__ __get__
__set__ __delete__ __index__ __int__ __float__ __complex__ __enter__ __exit__ __reduce__ __reduce_ex__ __getstate__ __copy__
__deepcopy__ __await__ __aiter__ __anext__ __fspath__ __instancecheck__ __subclasscheck__ __subclasshook__ __getattr__
__setattr__ __delattr__ __getattribute__""".split()

ORDINARY = "items keys values get pop update copy popitem setdefault append extend index count clear".split()


def namespace():
    made = {name: told(name) for name in SPECIAL + ORDINARY}
    made["__class__"] = property(told("__class__"))
    made["__dict__"] = property(told("__dict__"))
    return made


def hostile_class(name, *bases, slots=False):
    body = namespace()
    if slots:
        del body["__dict__"]
        body["__slots__"] = ("slot",)
    return type(name, bases or (object,), body)


class Meta(type):
    """A metaclass whose every hook tells."""
    __repr__ = told("Meta.__repr__")
    __call__ = type.__call__
    __instancecheck__ = told("Meta.__instancecheck__")
    __subclasscheck__ = told("Meta.__subclasscheck__")
    __eq__ = told("Meta.__eq__")
    __hash__ = told("Meta.__hash__")
    __getattribute__ = told("Meta.__getattribute__")
    __sizeof__ = told("Meta.__sizeof__")
    __len__ = told("Meta.__len__")
    __iter__ = told("Meta.__iter__")
    mro = type.mro
    __name__ = property(told("Meta.__name__"))
    __module__ = property(told("Meta.__module__"))
    __class__ = property(told("Meta.__class__"))


def menagerie():
    """One of each hostile object, each holding a list that can be looked for; CALLED is left empty."""
    made = []
    for name, bases in (("Object", (object,)), ("List", (list,)), ("Dict", (dict,)), ("Tuple", (tuple,)), ("Set", (set,)),
                        ("Frozen", (frozenset,)), ("Str", (str,)), ("Int", (int,)), ("Float", (float,)), ("Bytes", (bytes,)),
                        ("Error", (Exception,))):
        cls = hostile_class(name, *bases)
        one = cls.__new__(cls)
        object.__setattr__(one, "treasure", ["treasure of " + name])
        made.append(one)
    slotted = hostile_class("Slotted", slots=True)
    one = slotted.__new__(slotted)
    slotted.__dict__["slot"].__set__(one, ["treasure of Slotted"])
    made.append(one)
    meta = type.__call__(Meta, "OfMeta", (), namespace())
    one = object.__new__(meta)
    object.__setattr__(one, "treasure", ["treasure of OfMeta"])
    made.append(one)
    filled = dict.__new__(type(made[2]))
    dict.__setitem__(filled, "key", ["treasure of a dict"])
    made.append(filled)
    listed = list.__new__(type(made[1]))
    list.append(listed, ["treasure of a list"])
    made.append(listed)

    class Gone:
        pass
    gone = Gone()
    made.append(weakref.proxy(gone))
    made.append(weakref.ref(gone))
    del gone
    CALLED.clear()
    return made
