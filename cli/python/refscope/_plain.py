"""What is read of the program's own objects without running any of its code.

Attributes come from the layout of the instance, never from getattr(): a class can have properties of any name. Text is that
of the str itself, never what __str__ makes of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import threading

import _refscope


def attributes(instance):
    """{name: value} of what stands in the instance itself, or in its __dict__ if that was made."""
    found, namespace = {}, None
    for name, value in _refscope._references(instance) or ():
        if name == "__dict__":
            namespace = value
        elif name is not None:
            found[name] = value
    if namespace is not None and issubclass(type(namespace), dict):
        found.update((key, value) for key, value in dict.items(namespace) if type(key) is str)
    return found


def text(value, otherwise="?"):
    """The characters of a str, of a subclass's instance too; `otherwise` of anything else."""
    if type(value) is str:
        return value
    return str.__str__(value) if issubclass(type(value), str) else otherwise


class Thread:
    """A thread that threading knows: .ident, .name, .daemon, as they were set."""

    __slots__ = ("ident", "name", "daemon")

    def __init__(self, thread):
        kept = attributes(thread)
        ident = kept.get("_ident")
        self.ident = ident if type(ident) is int else None
        self.name = text(kept.get("_name"))
        self.daemon = kept.get("_daemonic") is True


def running_threads():
    """{ident: the threading.Thread} of all running threads that threading knows."""
    return {ident: thread for ident, thread in list(threading._active.items()) if type(ident) is int}


def main_ident():
    """The number of the main thread, or None."""
    return Thread(threading.main_thread()).ident
