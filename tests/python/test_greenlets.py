"""What suspended greenlets hold, under the greenlet of today and earlier ones, and under gevent: greenlets.py, run by each.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import unittest

import packages
from sanitized import SANITIZED

EARLIER = {(3, 9): "greenlet==1.1.3", (3, 10): "greenlet==2.0.2", (3, 11): "greenlet==2.0.2", (3, 12): "greenlet==3.0.1"}

GEVENT = """
import gevent, refscope
class Req: pass
def worker():
    req = Req()
    gevent.sleep(100)
    return req
jobs = [gevent.spawn(worker) for _ in range(3)]
gevent.sleep(0)
snapshot = refscope.capture()
found = snapshot.objects(type=Req)
print(len(found), {(h.outside, r.source.type, r.name) for h in found for r in h.referrers()})
gevent.killall(jobs)
"""


def run(python, *arguments):
    return subprocess.run([python, "-X", "faulthandler", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, timeout=120)


@unittest.skipIf(SANITIZED, "a sanitizer does not follow what changes stacks")
class Greenlets(unittest.TestCase):
    def check(self, python):
        ran = run(python, os.path.join(os.path.dirname(os.path.abspath(__file__)), "greenlets.py"))
        self.assertEqual(ran.returncode, 0, ran.stdout)

    def test_of_today(self):
        self.check(packages.python_with("greenlet"))

    def test_earlier_ones(self):
        version = sys.version_info[:2]
        if version not in EARLIER:
            self.skipTest("no earlier greenlet for this Python")
        self.check(packages.python_with(EARLIER[version], environment="greenlet-earlier"))

    def test_gevent(self):
        ran = run(packages.python_with("gevent"), "-c", GEVENT)
        if sys.version_info < (3, 11):
            wanted = "3 {(0, 'frame', 'local req')}\n"
        else:
            wanted = "3 {(0, 'gevent._gevent_cgreenlet.Greenlet', 'local worker().req')}\n"
        self.assertEqual(ran.stdout.replace("gevent.Greenlet", "gevent._gevent_cgreenlet.Greenlet"), wanted)


if __name__ == "__main__":
    unittest.main()
