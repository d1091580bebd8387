"""python -m refscope: the command, under the interpreter of your choice.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys

import _refscope

if __name__ == "__main__":
    sys.exit(_refscope.main(sys.argv))
