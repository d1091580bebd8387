"""A program that calls refscope.capture() is photographed there, and each of its photographs is reported on.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import unittest

from command import CommandTest, ModuleTest

TWICE = """
import refscope
class Node: pass
kept = [Node()]
refscope.capture()
kept += [Node(), Node()]
refscope.capture(values="none")
kept.clear()
"""


class Photographs:
    def test_one_replaces_the_one_at_the_end(self):
        self.write("app.py", "import refscope\nclass Node: pass\na = Node()\nrefscope.capture()\ndel a\n")
        ran = self.refscope("run", "app.py")
        self.assertEqual((ran.status, ran.err), (0, ""))
        self.assertRegex(ran.out.splitlines()[0], r"\Aapp\.py, Python .*, photographed refscope\.capture\(\) at \S*app\.py:4\Z")
        self.assertIn("Node", self.refscope("tree", "--type", "Node", "app.py").out)

    def test_two_are_told_apart(self):
        self.write("app.py", TWICE)
        ran = self.refscope("tree", "--type", "Node", "app.py")
        self.assertEqual((ran.status, ran.err), (0, ""))
        _, first, second = re.split(r"^== photograph (?:1|2) of 2: refscope\.capture\(\) at \S*app\.py:(?:5|7) ==\n", ran.out,
                                    flags=re.MULTILINE)
        self.assertEqual((first.count("Node at"), second.count("Node at")), (1, 3))

    def test_a_picture_each(self):
        self.write("app.py", TWICE)
        ran = self.refscope("graph", "--type", "Node", "-o", "leak.dot", "app.py")
        self.assertEqual(ran.status, 0, ran)
        self.assertEqual(self.files(), ["app.py", "leak-1.dot", "leak-2.dot"])
        self.assertEqual(ran.err.count("refscope: leak-"), 2)

    def test_json_is_one_document_each(self):
        self.write("app.py", TWICE)
        text = self.refscope("cycles", "--format", "json", "app.py").out
        decoder, documents = json.JSONDecoder(), []
        while text.strip():
            document, end = decoder.raw_decode(text.lstrip())
            documents.append(document)
            text = text.lstrip()[end:]
        self.assertEqual([d["target"] for d in documents], ["app.py", "app.py"])

    def test_the_check_fails_when_it_fails_for_one(self):
        self.write("app.py", """
            import refscope
            refscope.capture()
            l = []; l.append(l); del l
            refscope.capture()
        """)
        ran = self.refscope("cycles", "--max", "0", "app.py")
        self.assertEqual((ran.status, ran.err), (1, "refscope: app.py: 1 pattern of cycles, and --max allows 0\n"))

    def test_they_outlive_the_programs_own_hold_on_them(self):
        self.write("app.py", "import refscope\nfor i in range(5): refscope.capture()\n")
        ran = self.refscope("run", "app.py")
        self.assertEqual((ran.status, ran.err, ran.out.count("photographed refscope.capture()")), (0, "", 5), ran)

    def test_the_stricter_policy_on_values_counts(self):
        self.write("app.py", "import refscope\nsecret = [''.join(['hunter', 'two'])]\nrefscope.capture(values='short')\n")
        words = ["tree", "--referents", "--name", "secret", "app.py"]
        self.assertIn("huntertwo", self.refscope(*words).out)
        self.assertNotIn("huntertwo", self.refscope(*words[:1], "--values", "names", *words[1:]).out)


class UnderTheCommand(Photographs, CommandTest):
    pass


class UnderTheInterpreter(Photographs, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
