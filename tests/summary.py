"""Closes a test run: which tests were skipped and why, what was left behind, then one plain line of counts.

Reads the JUnit file that CTest writes (build folder given as the only argument).
SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.dont_write_bytecode = True  # it would be left behind itself
import leftovers  # noqa: E402

# What a test program prints for a case that cannot run here: unittest's verbose line, or our C tests' own.
SKIPPED_CASE = re.compile(r"^(?:(?P<case>.+?) \.\.\. skipped ['\"](?P<why>.*)['\"]|SKIPPED: (?P<text>.*))$", re.MULTILINE)


def main(folder):
    suite = ElementTree.parse(Path(folder) / "tests.xml").getroot()
    passed = failed = 0
    skipped = []
    for case in suite.iter("testcase"):
        name, status = case.get("name"), case.get("status")
        output = case.findtext("system-out") or ""
        if status == "run":
            passed += 1
        elif status == "fail":
            failed += 1
        else:
            skipped.append((name, "not run: " + (case.find("skipped").get("message") if case.find("skipped") is not None else status)))
        for match in SKIPPED_CASE.finditer(output):
            skipped.append((name, match["text"] or "%s: %s" % (match["case"].split(" ")[0], match["why"])))
    for name, why in skipped:
        print("skipped on this machine: %s: %s" % (name, why))
    left = leftovers.found(folder)
    for sentence in left:
        print("left behind by the tests: " + sentence)
    print("%d passed, %d failed, %d skipped" % (passed, failed, len(skipped)) if skipped else "%d passed, %d failed" % (passed, failed))
    return 1 if failed or left or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
