"""refscope.panels: the panel of django-debug-toolbar, without Django and with stand-ins for it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib
import subprocess
import sys
import types
import unittest

try:
    import django
except ImportError:
    django = None


class Model:
    pass


class StandInPanel:
    """What the panel needs of the toolbar's class."""

    def __init__(self, toolbar, get_response):
        self.toolbar, self.get_response, self.stats = toolbar, get_response, {}

    def process_request(self, request):
        return self.get_response(request)

    def record_stats(self, stats):
        self.stats.update(stats)

    def get_stats(self):
        return self.stats


def stand_in(name, **names):
    module = types.ModuleType(name)
    vars(module).update(names)
    return module


@unittest.skipIf(django, "Django itself is here")
class WithoutDjango(unittest.TestCase):
    def test_import_and_the_sentence(self):
        done = subprocess.run([sys.executable, "-c", "from refscope.panels import MemoryPanel\nMemoryPanel(None, None)"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("ImportError: refscope.panels.MemoryPanel needs Django and django-debug-toolbar: pip install "
                      "django-debug-toolbar (No module named 'debug_toolbar')", done.stderr)


@unittest.skipIf(django, "Django itself is here")
class WithStandIns(unittest.TestCase):
    def setUp(self):
        modules = [stand_in("debug_toolbar"), stand_in("debug_toolbar.panels", Panel=StandInPanel), stand_in("django"),
                   stand_in("django.apps", apps=types.SimpleNamespace(get_models=lambda: [Model])),
                   stand_in("django.template", Context=type("Context", (), {}), Template=type("Template", (), {})),
                   stand_in("django.utils"), stand_in("django.utils.safestring", mark_safe=str)]
        for module in modules:
            sys.modules[module.__name__] = module
            self.addCleanup(sys.modules.pop, module.__name__)
        sys.modules.pop("refscope.panels", None)
        self.panels = importlib.import_module("refscope.panels")
        self.addCleanup(sys.modules.pop, "refscope.panels")

    def test_a_request(self):
        made = []

        def respond(request):
            made.extend(Model() for _ in range(request))
            return "response"

        before = dict(vars(Model))
        panel = self.panels.MemoryPanel(None, respond)
        panel.enable_instrumentation()
        panel.enable_instrumentation()
        self.assertEqual(panel.process_request(3), "response")
        panel.disable_instrumentation()
        self.assertEqual(dict(vars(Model)), before)
        (name, counts, size), = panel.get_stats()["classes"]
        self.assertEqual((name, counts), ("%s.Model" % __name__, [1, 2, 3]))
        self.assertRegex(size, r"^ *\d+\.\d\d KB$|^ *\d+     B$")
        self.assertEqual(panel.get_stats()["rows"][0][0], "Resident set size")
        self.assertRegex(panel.nav_subtitle, r"^ *\d+\.\d\d MB ")
        self.assertIn("<td>%s.Model</td>" % __name__, panel.content)
        self.assertIn("</svg> 1, 2, 3</td>", panel.content)

    def test_classes_are_let_go_of_when_the_view_fails(self):
        before = dict(vars(Model))
        with self.assertRaises(ZeroDivisionError):
            self.panels.MemoryPanel(None, lambda request: 1 // request).process_request(0)
        self.assertEqual(dict(vars(Model)), before)

    def test_names_are_escaped(self):
        panel = self.panels.MemoryPanel(None, None)
        panel.record_stats({"rows": [("<b>", "&")], "classes": [("<script>", [1], "\"")]})
        self.assertNotIn("<script>", panel.content)
        self.assertIn("<td>&lt;b&gt;</td><td>&amp;</td>", panel.content)

    def test_before_anything_was_measured(self):
        panel = self.panels.MemoryPanel(None, None)
        self.assertEqual(panel.nav_subtitle, "")
        self.assertIn("<table>", panel.content)


if __name__ == "__main__":
    unittest.main()
