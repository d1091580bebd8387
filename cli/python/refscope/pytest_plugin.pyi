# SPDX-License-Identifier: GPL-2.0-or-later
from refscope import Pattern

class CyclesSoFar:
    """What the fixture refscope_cycles gives."""
    def __call__(self) -> list[Pattern]:
        """The garbage cycles that the test has made so far. RuntimeError outside of the test's call phase."""
    def text(self, columns: int = ...) -> str:
        """The same as a report to read."""

def refscope_cycles() -> CyclesSoFar: ...
