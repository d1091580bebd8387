"""Functions that Cython compiled, in packages built with several of its versions: every reference has a name, what their
tp_traverse leaves out is seen too, and nothing is counted that they do not own.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import subprocess
import unittest
from pathlib import Path

import packages

BUILT_WITH = {
    "3.0": (["frozenlist==1.5.0", "propcache==0.2.1"], ["frozenlist._frozenlist", "propcache._helpers_c"]),
    "3.1": (["frozenlist==1.8.0", "propcache==0.4.1"], ["frozenlist._frozenlist", "propcache._helpers_c"]),
}


class Functions(unittest.TestCase):
    def test_every_reference_of_a_function_has_a_name(self):
        for version, (requirements, modules) in BUILT_WITH.items():
            with self.subTest(version):
                python = packages.python_with(*requirements, environment="cython-" + version)
                said = subprocess.run([python, str(Path(__file__).with_name("with_cython.py")), *modules], capture_output=True,
                                      text=True, timeout=120)
                self.assertEqual(said.stdout.splitlines(), [
                    "functions: True", "unnamed: []", "held more often than counted: []",
                    "names: .__code__ .__globals__ .__module__ .__qualname__"], said.stderr)


if __name__ == "__main__":
    unittest.main()
