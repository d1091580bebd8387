"""Which cycles a piece of program left for the collector: assert_no_cycles(), and what the pytest plugin is made of.

The looking is done in C (watch_type.c): the collector is paused, and at the end the objects made since are photographed. Here
are the rules of what counts and the words in which it is told.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import inspect
import os

import _refscope

__all__ = ["assert_no_cycles", "CyclesFound", "Rules", "Check"]


class CyclesFound(AssertionError):
    """More patterns of garbage cycles were made than allowed. patterns: each as a refscope.Pattern."""

    def __init__(self, message, patterns=()):
        super().__init__(message)
        self.patterns = list(patterns)


class Rules:
    """How many patterns of cycles are allowed (None: any number), and which do not count."""

    def __init__(self, max_cycles=0, ignore=()):
        if max_cycles is not None and (isinstance(max_cycles, bool) or not isinstance(max_cycles, int)):
            raise TypeError("max_cycles must be a whole number or None, not %s" % type(max_cycles).__name__)
        if max_cycles is not None and max_cycles < 0:
            raise _refscope.ArgumentError("max_cycles must not be negative: 0 allows no pattern of cycles, None any number")
        if isinstance(ignore, (str, bytes)) or not isinstance(ignore, (list, tuple, set, frozenset)):
            raise TypeError("ignore must be a list of globs over the text of patterns, not %s" % type(ignore).__name__)
        for glob in ignore:
            if not isinstance(glob, str):
                raise TypeError("ignore must be a list of str, not of %s" % type(glob).__name__)
        self.max_cycles = max_cycles
        self.ignore = tuple(ignore)

    def ignores(self, pattern):
        return any(pattern.matches(glob) for glob in self.ignore)

    def are_broken_by(self, patterns):
        return self.max_cycles is not None and len(patterns) > self.max_cycles


_running = set()  # checks


def _end_in_child():
    """A process that was forked meanwhile is another program: nothing is paused there."""
    for check in list(_running):
        check.stop(look=False)


os.register_at_fork(after_in_child=_end_in_child)


class Check:
    """Watches from now on. patterns() what counts so far; stop() ends it and keeps what was found."""

    def __init__(self, rules, whole_heap=False, excuses=None):
        self.rules = rules
        self.found, self.ignored, self.excused = [], [], []
        self._excuses = excuses
        self._watch = _refscope._Watch(whole_heap)
        _running.add(self)

    def patterns(self):
        self._sort(self._watch.patterns())
        return list(self.found)

    def stop(self, look=True):
        try:
            if look and self in _running:
                self._sort(self._watch.patterns())
        finally:
            self._watch.stop()
            _running.discard(self)

    def _sort(self, patterns):
        self.found, self.ignored, self.excused = [], [], []
        for pattern in patterns:
            excused = self._excuses is not None and self._excuses(pattern)
            into = self.ignored if self.rules.ignores(pattern) else self.excused if excused else self.found
            into.append(pattern)

    @property
    def failed(self):
        return self.rules.are_broken_by(self.found)

    def unseen(self):
        """What could not be seen, a sentence each."""
        collections, frozen, lost = self._watch.blind_spots
        return [sentence for sentence, holds in (
            ("gc.callbacks was changed and the collector ran: what it took away then was not seen", collections),
            ("gc.freeze() was called: what was made before it was not looked at", frozen),
            ("there was not enough memory to see everything", lost)) if holds]

    def notes(self):
        """What the reader of the report should know about how it came about, a sentence each."""
        told = []
        if self._watch.collections:
            told.append("the collector ran %s meanwhile; what it took away is told here, too" % times(self._watch.collections))
        if self.ignored:
            told.append("%s not told: ignored" % counted(len(self.ignored), "pattern"))
        return told + self.unseen()

    def line(self):
        """The same in a line."""
        named = "; ".join(pattern.text for pattern in self.found[:2])
        more = "; and %d more" % (len(self.found) - 2) if len(self.found) > 2 else ""
        return "%s of reference cycles: %s%s" % (counted(len(self.found), "pattern"), named, more)

    def text(self, columns=80):
        """The report: a heading, the patterns as `refscope cycles` writes them, notes."""
        allowed = "" if self.rules.max_cycles is None else " (allowed: %d)" % self.rules.max_cycles
        if not self.found:
            return "\n".join(["no reference cycles were made", *("note: " + note for note in self.notes())])
        parts = ["%s of reference cycles left for the garbage collector%s" % (counted(len(self.found), "pattern"), allowed)]
        parts += [pattern.report(number, columns=columns).rstrip("\n") for number, pattern in enumerate(self.found, 1)]
        notes = "\n".join("note: " + note for note in self.notes())
        return "\n\n".join(parts + [notes] if notes else parts)


def counted(number, word):
    return "%d %s%s" % (number, word, "" if number == 1 else "s")


def times(number):
    return "once" if number == 1 else "%d times" % number


class assert_no_cycles:
    """Fail when a piece of program leaves reference cycles behind that only the garbage collector can free.

    >>> with refscope.assert_no_cycles():
    ...     parse(document)
    >>> @refscope.assert_no_cycles(max_cycles=1, ignore=["Session.*"])
    ... def test_parse(self): ...          # or an async def

    max_cycles: how many patterns (shapes) of cycles are allowed; None: any number, which only looks. ignore: globs over the text
    of patterns, as in `Node.children[] -> *`, which do not count. Raises refscope.CyclesFound, an AssertionError with
    `.patterns`; afterwards `.patterns` of this object has them, too. An exception of the block itself goes its way.

    Seen are the objects made since the beginning, by whichever thread, at a cost that does not grow with the heap. An old knot of
    objects that the block only let go of is seen with whole_heap=True, which collects before the block and photographs the
    whole heap behind it. The automatic collector is paused meanwhile and afterwards on if it was, or if the block has switched
    it on; collections that the block starts itself are looked at before they free anything.
    """

    def __init__(self, max_cycles=0, *, ignore=(), whole_heap=False):
        if callable(max_cycles):
            raise TypeError("assert_no_cycles: write it with parentheses: @refscope.assert_no_cycles()")
        try:
            self._rules = Rules(max_cycles, ignore)
        except (TypeError, ValueError) as error:
            raise type(error)("assert_no_cycles: %s" % error) from None
        self._whole_heap = whole_heap
        self._checks = []
        self.patterns = []

    def __enter__(self):
        self._checks.append(Check(self._rules, self._whole_heap))
        return self

    def __exit__(self, kind, value, traceback):
        check = self._checks.pop()
        check.stop(look=kind is None)
        self.patterns = check.found
        if check.failed:
            raise CyclesFound(check.text(), check.found)
        return False

    def __call__(self, function):
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function) or not callable(function):
            raise TypeError("assert_no_cycles: decorates functions and coroutine functions, not %s: use it as a context manager"
                            % ("generators" if callable(function) else type(function).__name__))
        if isinstance(function, type):
            raise TypeError("assert_no_cycles: decorates functions, not classes: decorate the methods of %s" % function.__name__)

        if inspect.iscoroutinefunction(function):
            @functools.wraps(function)
            async def watched(*arguments, **keywords):
                with self._again():
                    return await function(*arguments, **keywords)
        else:
            @functools.wraps(function)
            def watched(*arguments, **keywords):
                with self._again():
                    return function(*arguments, **keywords)
        return watched

    def _again(self):
        return assert_no_cycles(self._rules.max_cycles, ignore=self._rules.ignore, whole_heap=self._whole_heap)
