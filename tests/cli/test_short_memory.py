"""`refscope graph` with little memory: a right picture or one line, whatever the limit.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import resource
import unittest

from command import CommandTest
from pictures import content
from sanitized import SANITIZED

STEP = 3 << 20


@unittest.skipIf(SANITIZED, "a sanitizer needs an address space of its own")
class ShortMemory(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", "class Node: pass\nnode = Node(); node.peer = node; node.name = 'a name'\n")
        ran = self.refscope("run", "-q", "-o", "heap.rsnap", "app.py")
        self.assertEqual(ran.status, 0, ran)

    def limited(self, limit, *words):
        return self.refscope(*words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))

    def least(self):
        """What the command's own libraries take, which the system's loader says itself."""
        for limit in range(16 << 20, 1 << 30, 4 << 20):
            if self.limited(limit, "--version").status == 0:
                return limit
        self.fail("refscope --version needs more than 1 GB")

    def picture(self, name):
        with open(self.path(name), "rb") as file:
            return content(file.read())

    def test_a_right_picture_or_one_line(self):
        least = self.least()
        for ending in ("svg", "png", "pdf"):
            self.assertEqual(self.refscope("graph", "-q", "--type", "Node", "-o", "right." + ending, "heap.rsnap").status, 0)
            right, seen = self.picture("right." + ending), set()
            for limit in range(least, least + 16 * STEP, STEP):
                ran = self.limited(limit, "graph", "-q", "--type", "Node", "-o", "it." + ending, "heap.rsnap")
                seen.add(ran.status)
                if ran.status == 0:
                    self.assertEqual((ran.out, ran.err, self.picture("it." + ending) == right), ("", "", True), limit)
                    os.unlink(self.path("it." + ending))
                else:
                    self.assertEqual(ran.status, 2, (limit, ran))
                    self.assertRegex(ran.err, r"\Arefscope: [^\n]+\n\Z")
                    self.assertEqual(ran.out, "")
                    self.assertFalse(os.path.exists(self.path("it." + ending)))
            self.assertIn(2, seen, ending)


if __name__ == "__main__":
    unittest.main()
