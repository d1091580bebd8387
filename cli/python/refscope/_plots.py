"""The plots of tracked memory: areas over time, numbers of instances, shares of a snapshot. Each returns a Drawing.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import math

from refscope._drawing import Drawing
from refscope._text import pp

COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#76b7b2", "#edc948", "#ff9da7", "#9c755f", "#86bcb6", "#d37295")
OTHER = "#c8ccd0"
_TOTAL, _TRACKED, _GRID, _AXIS = "#d62728", "#1f3f77", "#e3e6ea", "#8a9099"
_LEAST_SHARE = 3.0  # per cent of the largest: smaller classes have no area of their own
_MIB = 1024.0 * 1024.0


class _Axes:
    """A frame with ticks; places values of x and y in it."""

    def __init__(self, drawing, x_range, y_most, right=20):
        self.drawing = drawing
        self.left, self.top = 64, 44
        self.right, self.bottom = drawing.width - right, drawing.height - 52
        self.x_least, self.x_most = x_range
        self.is_wide = self.x_most <= self.x_least
        if self.is_wide:
            self.x_least, self.x_most = self.x_least - 0.5, self.x_least + 0.5
        self.y_step = _step(y_most or 1.0)
        self.y_most = self.y_step * math.ceil((y_most or 1.0) / self.y_step)

    def at(self, x, y):
        return (self.left + (x - self.x_least) * (self.right - self.left) / (self.x_most - self.x_least),
                self.bottom - y * (self.bottom - self.top) / self.y_most)

    def draw(self, title, x_label, y_label):
        drawing, step = self.drawing, _step(self.x_most - self.x_least)
        drawing.text((self.left + self.right) / 2, 22, title, size=15, anchor="middle")
        drawing.text(self.left - 52, self.top - 10, y_label, size=11, colour="#666666")
        drawing.text((self.left + self.right) / 2, self.bottom + 40, x_label, size=11, anchor="middle", colour="#666666")
        for i in range(int(round(self.y_most / self.y_step)) + 1):
            y = self.at(self.x_least, i * self.y_step)[1]
            drawing.line([(self.left, y), (self.right, y)], _AXIS if i == 0 else _GRID)
            drawing.text(self.left - 8, y + 4, _number(i * self.y_step, self.y_step), size=11, anchor="end")
        for i in range(math.ceil(self.x_least / step), math.floor(self.x_most / step) + 1):
            x = self.at(i * step, 0)[0]
            drawing.line([(x, self.bottom), (x, self.bottom + 5)], _AXIS)
            drawing.text(x, self.bottom + 19, _number(i * step, step), size=11, anchor="middle")


def _step(span):
    """A round distance of ticks, about five of them to the span."""
    power = 10.0 ** math.floor(math.log10(span / 5.0))
    return next(power * by for by in (1, 2, 5, 10) if power * by * 5.0 >= span * 0.999)


def _number(value, step):
    return "%.*f" % (max(0, -math.floor(math.log10(step) + 1e-9)), value)


def _short(name, most=30):
    """The end of a class's name tells most."""
    return name if len(name) <= most else "..." + name[3 - most:]


def colours_of(classnames):
    """A colour for each class, the same in every plot of one page."""
    return {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(classnames)}


def _legend(drawing, x, rows):
    for i, (words, colour, dashed) in enumerate(rows):
        y = 56 + 20 * i
        if dashed:
            drawing.line([(x, y - 4), (x + 16, y - 4)], colour, 2, True)
        else:
            drawing.polygon([(x, y - 10), (x + 14, y - 10), (x + 14, y + 2), (x, y + 2)], colour)
        drawing.text(x + 22, y, words, size=11)


def _drawn_classes(stats):
    """The classes that once had more than a sliver of what is tracked, and the sums of each."""
    totals = [max(snapshot.tracked_total, 1) for snapshot in stats.snapshots]
    sums = {name: [snapshot.classes[name]["sum"] for snapshot in stats.snapshots] for name in stats.tracked_classes}
    return {name: of for name, of in sums.items()
            if any(part * 100.0 / total > _LEAST_SHARE for part, total in zip(of, totals))}


def snapshot_plot(stats, title="Snapshot Memory", width=1060, height=390):
    """Bytes of each class over time, one area on the other, under the total of what is tracked. `stats` is annotated."""
    drawing = Drawing(width, height, title)
    times = [snapshot.timestamp for snapshot in stats.snapshots]
    totals = [snapshot.asizeof_total for snapshot in stats.snapshots]
    tracked = [snapshot.tracked_total for snapshot in stats.snapshots]
    if not times:
        drawing.text(width / 2, height / 2, "No snapshots", anchor="middle")
        return drawing
    axes = _Axes(drawing, (times[0], times[-1]), max(totals + tracked) / _MIB, right=270)
    axes.draw(title, "Execution Time [s]", "Memory [MiB]")
    rows = _areas(drawing, axes, stats, times)
    for words, values, colour in (("Total", totals, _TOTAL), ("Tracked total", tracked, _TRACKED)):
        known = [(time, value) for time, value in zip(times, values) if value]  # the total is measured where that was asked
        if known:
            drawing.line(_across(axes, *zip(*known)), colour, 1.6, True)
            rows.append((words, colour, True))
    _legend(drawing, width - 250, rows[:(height - 70) // 20])
    return drawing


def _across(axes, times, values):
    """A curve; of one snapshot alone a level line, through the frame if there is no other."""
    if len(times) == 1:
        reach = max((axes.x_most - axes.x_least) / 20, 0.5 if axes.is_wide else 0)
        times = (max(times[0] - reach, axes.x_least), min(times[0] + reach, axes.x_most))
        values = (values[0], values[0])
    return [axes.at(time, value / _MIB) for time, value in zip(times, values)]


def _areas(drawing, axes, stats, times):
    """Draw an area for each class; the rows of the legend, the topmost area first."""
    colours, floor, rows = colours_of(stats.tracked_classes), [0] * len(times), []
    for name, sums in _drawn_classes(stats).items():
        ceiling = [below + part for below, part in zip(floor, sums)]
        outline = _across(axes, times, ceiling) + _across(axes, times, floor)[::-1]
        drawing.polygon(outline, colours[name], "%s: %s at most" % (name, pp(max(sums)).strip()))
        rows.insert(0, (_short(name), colours[name], False))
        floor = ceiling
    return rows


def lifetime_plot(classname, objects, width=620, height=260):
    """How many instances of a class were alive over time: a line of steps."""
    drawing = Drawing(width, height, "%s instances" % classname)
    events = sorted([(tobj.birth, 1) for tobj in objects] + [(tobj.death, -1) for tobj in objects if tobj.death is not None])
    if not events:
        drawing.text(width / 2, height / 2, "No instances", anchor="middle")
        return drawing
    counts, alive = [], 0
    for time, by in events:
        alive += by
        counts.append((time, alive))
    last = max([events[-1][0]] + [tobj._samples[-3] for tobj in objects])
    axes = _Axes(drawing, (events[0][0], last), float(max(count for _, count in counts)))
    axes.draw("%s instances" % _short(classname, 48), "Execution time [s]", "Instances")
    steps = _steps(axes, _thinned(counts), last)
    drawing.polygon([axes.at(axes.x_least, 0)] + steps + [(steps[-1][0], axes.bottom)], "#dbe6f2")
    drawing.line(steps, COLOURS[0], 1.6)
    return drawing


def _thinned(counts, most=1500):
    """A curve of many thousand steps shows what fewer show: every nth of them, and the last."""
    every = len(counts) // most + 1
    return counts[::every] + ([counts[-1]] if (len(counts) - 1) % every else [])


def _steps(axes, counts, last):
    points, before = [axes.at(counts[0][0], 0)], 0
    for time, count in counts:
        points += [axes.at(time, before), axes.at(time, count)]
        before = count
    return points + [axes.at(max(last, axes.x_least), before)]


def share_plot(snapshot, classnames, width=420, height=230):
    """What part of a snapshot each class has: a ring. None when nothing was tracked."""
    shares = [(name, snapshot.classes[name]["sum"]) for name in classnames if snapshot.classes[name]["sum"] > 0]
    tracked = sum(size for _, size in shares)
    if not tracked:
        return None
    colours = colours_of(classnames)
    drawn = [(name, size, colours[name]) for name, size in shares if size * 100.0 > _LEAST_SHARE * tracked]
    whole = max(snapshot.asizeof_total, tracked)
    rest = whole - sum(size for _, size, _ in drawn)
    if rest > 0:
        drawn.append(("Other", rest, OTHER))
    drawing = Drawing(width, height, "Snapshot (%s) Memory Distribution" % snapshot.desc)
    start = 0.0
    for name, size, colour in drawn:
        end = start + size / whole
        drawing.polygon(_ring(115, 115, 46, 96, start, end), colour, "%s: %s" % (name, pp(size).strip()))
        start = end
    drawing.text(115, 119, pp(whole).strip(), size=13, anchor="middle")
    _legend(drawing, 228, [("%s %.0f%%" % (_short(name, 22), size * 100.0 / whole), colour, False)
                           for name, size, colour in drawn][:9])
    return drawing


def _ring(x, y, inner, outer, start, end):
    """A piece of a ring, from one share of the turn to another, clockwise from the top."""
    count = max(2, int((end - start) * 120))
    turns = [2 * math.pi * (start + (end - start) * i / count) for i in range(count + 1)]
    return ([(x + outer * math.sin(turn), y - outer * math.cos(turn)) for turn in turns] +
            [(x + inner * math.sin(turn), y - inner * math.cos(turn)) for turn in reversed(turns)])
