"""What a tracker measured, as a page for a browser.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from data import Dist, RNG
from refscope.classtracker import ClassTracker
from refscope.classtracker_stats import HtmlStats

tracker = ClassTracker()
stats = HtmlStats(tracker)  # made before there is anything to show
tracker.track_class(RNG, name=RNG.__name__)
tracker.track_class(Dist, name=Dist.__name__)
tracker.create_snapshot(description="Start")
numbers = [RNG(), RNG()]
tracker.create_snapshot(description="Two of RNG")
distribution = Dist()
numbers.pop()
tracker.create_snapshot(description="One of each")

stats.dump_stats("tracker.dump")
print(stats.tracked_classes)
stats.create_html("tracker.html")
tracker.close()

with open("tracker.html", encoding="utf-8") as file:
    page = file.read()
print("charts:", page.count("<svg") >= 3)
print("sections:", all(name in page for name in ("RNG", "Dist", "Two of RNG", "One of each")))
print("scripts and links to elsewhere:", page.count("<script") + page.count('src="http') + page.count('href="http'))
