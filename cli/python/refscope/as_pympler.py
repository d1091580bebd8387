"""Programs that import pympler get refscope, unmodified.

    import refscope
    refscope.as_pympler()                        # from here on, in this process
    from pympler import asizeof, muppy           # refscope.asizeof, refscope.muppy: the very same modules

    python -m refscope.as_pympler script.py …    # for a script that is not to be touched
    python -m refscope.as_pympler -m module …

`pympler` is a package of which each submodule is the one of refscope that has its name; what refscope does not have
is not found, also where Pympler is installed. pympler.__version__ is the version of Pympler whose names and answers those are.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types

_PYMPLER_VERSION = "1.1"
_USAGE = "usage: python -m refscope.as_pympler [-m] SCRIPT [argument...]"


class _Pympler(types.ModuleType):
    """The package itself: what it does not define is refscope's."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError("module 'pympler' has no attribute %r" % name)
        return getattr(importlib.import_module("refscope"), name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds pympler and pympler.X, and loads refscope.X as the latter."""

    def find_spec(self, fullname, path=None, target=None):
        package, _, name = fullname.partition(".")
        if package != "pympler":
            return None
        hidden = any(part.startswith("_") for part in name.split("."))
        if name and (hidden or importlib.util.find_spec("refscope." + name) is None):
            raise ModuleNotFoundError("No module named %r: refscope has no module of that name" % fullname, name=fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=not name)

    def create_module(self, spec):
        _, _, name = spec.name.partition(".")
        if not name:
            return _Pympler("pympler", "Pympler's modules, as refscope has them.")
        module = importlib.import_module("refscope." + name)
        spec.loader_state = module.__spec__  # the import system is about to write this one over it
        return module

    def exec_module(self, module):
        spec = module.__spec__
        if spec.loader_state is not None:
            module.__spec__ = spec.loader_state
        else:
            module.__version__ = _PYMPLER_VERSION


_finder = _Finder()


def as_pympler():
    """From now on `import pympler` and its submodules give refscope's, each the same module under both names. Called again,
    it changes nothing. RuntimeError when Pympler itself has been imported already: its objects are in use."""
    if _finder in sys.meta_path:
        return
    if "pympler" in sys.modules:
        raise RuntimeError("refscope.as_pympler(): Pympler has been imported already: call it before the first import of pympler")
    sys.meta_path.insert(0, _finder)


class _Callable(types.ModuleType):
    """refscope.as_pympler() and refscope.as_pympler the module are one name."""

    def __call__(self):
        as_pympler()


sys.modules[__name__].__class__ = _Callable


def _main(arguments):
    import os
    import runpy
    if arguments[:1] in (["-h"], ["--help"]):
        print(_USAGE)
        return 0
    as_module = arguments[:1] == ["-m"]
    del arguments[:as_module]
    if not arguments or arguments[0].startswith("-"):
        print("refscope: as_pympler: which script? " + _USAGE, file=sys.stderr)
        return 2
    if not as_module and not os.path.exists(arguments[0]):
        print("refscope: as_pympler: %s: no such file" % arguments[0], file=sys.stderr)
        return 2
    as_pympler()
    sys.argv[:] = arguments
    if as_module:
        sys.path[0] = ""
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
