"""refscope.charts: charts without matplotlib.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import struct
import tempfile
import unittest
import xml.etree.ElementTree as tree

from refscope import _drawing, _plots
from refscope.charts import Stats, tracker_timespace
from refscope.classtracker import ClassTracker

SVG = "{http://www.w3.org/2000/svg}"


class Foo:
    def __init__(self, size):
        self.data = bytearray(size)


class Timespace(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.tracker = ClassTracker()
        self.addCleanup(self.tracker.clear)

    def track(self, *names):
        self.foos = []
        for name in names:
            self.foos.append(Foo(1 << 20))
            self.tracker.track_object(self.foos[-1], name=name)
            self.tracker.create_snapshot(name)

    def draw(self, name):
        path = os.path.join(self.folder, name)
        tracker_timespace(path, self.tracker.stats)
        return path

    def test_svg(self):
        self.track("first", "second", "<b>&\"third")
        svg = tree.parse(self.draw("chart.svg")).getroot()
        self.assertEqual(svg.tag, SVG + "svg")
        words = [text.text for text in svg.iter(SVG + "text")]
        self.assertIn("Snapshot Memory", words)
        self.assertIn("Execution Time [s]", words)
        self.assertEqual([word for word in words if word in ("first", "second", "<b>&\"third", "Total", "Tracked total")],
                         ["second", "first", "<b>&\"third", "Tracked total"])  # the topmost area first
        tips = [title.text for title in svg.iter(SVG + "title")]
        self.assertEqual(tips, ["Snapshot Memory", "<b>&\"third: 1.00 MB at most", "first: 1.00 MB at most",
                                "second: 1.00 MB at most"])

    def test_areas_lie_on_each_other(self):
        self.track("first", "second")
        svg = tree.parse(self.draw("chart.svg")).getroot()
        areas = [polygon.get("points").split() for polygon in svg.iter(SVG + "polygon") if polygon.find(SVG + "title") is not None]
        first, second = areas
        self.assertEqual(first[:2], second[2:][::-1])
        heights = [float(points[1].split(",")[1]) for points in (first, second)]  # of the latest ceilings, downwards
        floor = float(first[2].split(",")[1])
        self.assertAlmostEqual(floor - heights[1], 2 * (floor - heights[0]), delta=0.3)

    def test_other_formats(self):
        self.track("first", "a \"quoted\\ name")
        with open(self.draw("chart.png"), "rb") as file:
            head = file.read(24)
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", head[16:])
        self.assertLess(abs(width - 2000) + abs(height - 800), 10)
        with open(self.draw("chart.pdf"), "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")
        self.draw("bare")
        self.assertEqual(sorted(os.listdir(self.folder)), ["bare.png", "chart.pdf", "chart.png"])

    def test_what_cannot_be(self):
        self.track("first")
        with self.assertRaises(ValueError):
            self.draw("chart.nonsense")
        with self.assertRaises(OSError):
            self.draw("missing/chart.svg")
        with self.assertRaises(OSError):
            self.draw("missing/chart.png")
        self.assertEqual(os.listdir(self.folder), [])

    def test_nothing_and_one_snapshot(self):
        self.assertIn("No snapshots", [text.text for text in tree.parse(self.draw("none.svg")).iter(SVG + "text")])
        self.track("only")
        self.assertIn("only", [text.text for text in tree.parse(self.draw("one.svg")).iter(SVG + "text")])

    def test_stats_is_importable_from_here(self):
        self.assertTrue(isinstance(self.tracker.stats, Stats))


class Parts(unittest.TestCase):
    def test_escaped(self):
        self.assertEqual(_drawing.escaped("<a href='\"&\x00\x1b\ud800\n"), "&lt;a href=&#x27;&quot;&amp;\\x00\\x1b\\ud800\n")

    def test_steps_are_round(self):
        for span, step in ((10, 2), (1, 0.2), (7, 2), (0.03, 0.01), (1234, 500), (5e-7, 1e-7)):
            self.assertAlmostEqual(_plots._step(span) / step, 1)

    def test_numbers_have_the_places_of_their_step(self):
        self.assertEqual([_plots._number(1.5, step) for step in (0.5, 0.2, 2, 100, 0.01)], ["1.5", "1.5", "2", "2", "1.50"])

    def test_a_long_curve_is_thinned_and_keeps_its_end(self):
        counts = [(float(i), i) for i in range(100001)]
        thin = _plots._thinned(counts)
        self.assertLess(len(thin), 1600)
        self.assertEqual((thin[0], thin[-1]), (counts[0], counts[-1]))


if __name__ == "__main__":
    unittest.main()
