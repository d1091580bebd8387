"""Profile memory: how many bytes of objects there are whenever a function is called or returns.

The names and the signatures are those of Pympler's mprofile. What differs: the memory is measured on a photograph of the
whole heap, without this profiler's own objects; run() executes in the namespace of __main__, as the profilers of the standard
library do, and puts back the profile function that was set before.

    >>> from refscope.mprofile import MProfiler
    >>> MProfiler(codepoints=[(None, "work", None)], events=["return"]).run("work()").memories   # doctest: +SKIP
    {('app.py', 'work', 12): [1, 1894424, 1894424, 0]}

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys

import _refscope

__all__ = ["MProfiler"]


class MProfiler:
    """Measures memory at points of a program.

    A point is (file name, function name, line number); in a wanted one None stands for any.

    Attributes:
        memories: {point: [how often it was met, fewest bytes, most bytes, 0]}.
        codepoints, events: as given.
    """

    def __init__(self, codepoints=None, events=None):
        """codepoints: a list of the points that are wanted; None: all.
        events: those that are wanted, of 'call', 'return', 'c_call', 'c_return', 'c_exception'; None: all.
        """
        self.memories = {}
        self.codepoints = codepoints
        self.events = events

    def codepoint_included(self, codepoint):
        """Is this point wanted?"""
        if self.codepoints is None:
            return True
        return any(all(want is None or want == is_ for want, is_ in zip(wanted, codepoint)) for wanted in self.codepoints)

    def profile(self, frame, event, arg):
        """The function that sys.setprofile() takes."""
        if self.events is not None and event not in self.events:
            return
        point = (frame.f_code.co_filename, frame.f_code.co_name, frame.f_lineno)
        if self.codepoint_included(point):
            self._record(point, _refscope.capture(values="none").total_size)

    def _record(self, point, size):
        memory = self.memories.setdefault(point, [0, size, size, 0])
        memory[0] += 1
        memory[1] = min(memory[1], size)
        memory[2] = max(memory[2], size)

    def run(self, cmd):
        """Run a text of Python, or a code object, under this profiler. Returns self."""
        namespace = sys.modules["__main__"].__dict__
        code = compile(cmd, "<string>", "exec") if isinstance(cmd, str) else cmd
        before = sys.getprofile()
        sys.setprofile(self.profile)
        try:
            exec(code, namespace)
        finally:
            sys.setprofile(before)
        return self
