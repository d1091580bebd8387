"""The bottle package, for programs that take it from pympler.util. Nothing of refscope uses it, so it does not come with it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys

try:
    import bottle
except ImportError as error:
    raise ImportError("refscope.util.bottle: refscope serves its pages without bottle: install the package bottle, or "
                      "import it from where it is") from error

sys.modules[__name__] = bottle
