"""How many instances a class has, and how large they are, from snapshot to snapshot.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import time

from data import Dist, RNG, floats
from refscope import classtracker
from refscope.classtracker import ClassTracker


def one_class():
    print("One class")
    tracker = ClassTracker()
    tracker.track_class(RNG, name=RNG.__name__)
    tracker.create_snapshot(description="Start")
    a, b, c = RNG(seed=1), RNG(seed=2), RNG(seed=3)
    tracker.create_snapshot(description="Three made")
    tracker.stats.print_stats()
    del b
    tracker.create_snapshot(description="One deleted")
    tracker.stats.print_summary()
    tracker.close()


def two_classes():
    print("Two classes")
    tracker = ClassTracker()
    tracker.track_class(RNG, name=RNG.__name__)
    tracker.track_class(Dist, name=Dist.__name__)
    numbers, distribution = RNG(), Dist()
    tracker.create_snapshot(description="One of each")
    tracker.stats.print_summary()
    tracker.clear()
    tracker.stats.print_summary()


def objects():
    print("Objects")
    numbers, distribution = RNG(), Dist()
    tracker = ClassTracker()
    tracker.track_object(numbers)
    tracker.track_object(distribution)
    tracker.track_change(distribution, resolution_level=1)
    tracker.create_snapshot(description="Both large")
    distribution.values = floats(1000, seed=1)
    tracker.create_snapshot(description="One is smaller")
    del numbers
    tracker.create_snapshot(description="One is gone")
    tracker.stats.print_summary()
    tracker.close()


def detached():
    print("A class that is let go of")
    tracker = ClassTracker()
    tracker.track_class(RNG, name=RNG.__name__)
    tracker.track_class(Dist, name=Dist.__name__)
    numbers, distribution = RNG(), Dist()
    tracker.detach_class(RNG)
    more = RNG()
    tracker.create_snapshot(description="RNG detached, one more made")
    stats = tracker.stats
    stats.sort_stats().print_summary()
    print(stats.tracked_classes)
    stats.dump_stats("tracker.dump")
    tracker.close()
    return tracker


def loaded(tracker):
    print("From the file")
    stats = classtracker.ConsoleStats(tracker, "tracker.dump")
    stats.print_summary()
    print(stats.tracked_classes)


def periodic():
    print("By itself")
    tracker = ClassTracker()
    tracker.track_class(Dist, name=Dist.__name__)
    distribution = Dist()
    thread = classtracker.PeriodicThread(tracker, 0.1)
    thread.start()
    wait_for_more(tracker)
    thread.tracker.stop_periodic_snapshots()
    before = len(tracker.snapshots)
    tracker.stats.print_summary()
    thread.tracker.start_periodic_snapshots()
    wait_for_more(tracker)
    thread.tracker.stop_periodic_snapshots()
    print("more snapshots:", len(tracker.snapshots) > before)
    tracker.close()


def wait_for_more(tracker):
    wanted = len(tracker.snapshots) + 1
    while len(tracker.snapshots) < wanted:
        time.sleep(0.01)


one_class()
two_classes()
objects()
loaded(detached())
periodic()
