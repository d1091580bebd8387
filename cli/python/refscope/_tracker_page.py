"""The HTML page of tracked classes: refscope.classtracker_stats.HtmlStats. Functions return pieces of text.

Everything that was measured goes through escaped(); nothing in a page is loaded from elsewhere and nothing in it runs.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope import _plots
from refscope._drawing import escaped
from refscope._text import pp, pp_timestamp, trunc
from refscope._tracked import format_trace, parts_to_show

MOST_SNAPSHOTS = 60
MOST_INSTANCES = 200
MOST_SIZES = 60

STYLE = """<style>
:root { --ink: #1d2733; --soft: #5d6b7a; --line: #e1e6eb; --back: #f4f6f8; --card: #ffffff; --link: #2f6db0; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, "DejaVu Sans", Verdana, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 28px; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 40px 0 12px; overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 0 0 6px; overflow-wrap: anywhere; }
p { margin: 6px 0 12px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
nav { margin: 10px 0; line-height: 2; }
nav a { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 2px 10px; margin-right: 6px;
  white-space: nowrap; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 18px 0; }
.cards div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 18px; }
.cards b { display: block; font-size: 20px; }
.cards span, .soft { color: var(--soft); font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 18px; margin: 0 0 14px; }
.split { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start; }
.split > div:first-child { flex: 1 1 480px; min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { color: var(--soft); font-weight: 600; text-align: left; border-bottom: 2px solid var(--line); padding: 4px 8px; }
td { border-bottom: 1px solid var(--line); padding: 4px 8px; vertical-align: top; overflow-wrap: anywhere; }
tr:last-child > td { border-bottom: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.parts td { padding-top: 2px; padding-bottom: 2px; }
code, pre { font: 13px/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; }
details > table { margin-top: 6px; }
i.key { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 7px; }
svg { max-width: 100%; height: auto; }
</style>
"""


def page(style, title, body):
    """A whole document around the pieces of `body`."""
    yield ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
           '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
           '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
           '<title>%s</title>\n%s</head>\n<body><main>\n' % (escaped(title), style))
    yield from body
    yield "</main></body></html>\n"


def whole_page(stats, title):
    return page(stats.style, title, _whole(stats, title))


def _whole(stats, title):
    yield from overview(stats, title, linked=True)
    for classname in stats.tracked_classes:
        yield from class_section(stats, classname)


def _anchor(stats, classname):
    return "class-%d" % stats.tracked_classes.index(classname)


def overview(stats, title, linked=False):
    """The head of the page and its snapshots."""
    yield "<h1>%s</h1>\n" % escaped(title)
    yield _cards(stats)
    if linked and stats.index:
        yield "<nav>%s</nav>\n" % " ".join('<a href="#%s">%s</a>' % (_anchor(stats, name), escaped(name))
                                            for name in stats.tracked_classes)
    yield "<h2>Memory distribution over time</h2>\n<div class=\"card\">%s</div>\n" % stats.create_snapshot_chart()
    yield "<h2>Snapshots statistics</h2>\n"
    shown = _some_of(stats.snapshots, MOST_SNAPSHOTS)
    if len(shown) < len(stats.snapshots):
        yield "<p class=\"soft\">%d of %d snapshots, evenly chosen, with the largest and the last.</p>\n" % (
            len(shown), len(stats.snapshots))
    for snapshot in shown:
        yield from _snapshot(stats, snapshot, linked)


def _cards(stats):
    objects = sum(len(of) for of in stats.index.values())
    most = max((snapshot.tracked_total for snapshot in stats.snapshots), default=0)
    rows = [("%d" % len(stats.snapshots), "snapshots"), ("%d" % len(stats.index), "classes"), ("%d" % objects, "tracked objects"),
            (pp(most).strip(), "tracked at most")]
    if stats.snapshots:
        rows.append((pp(stats.snapshots[-1].system_total.rss).strip(), "in memory at the end"))
    return '<div class="cards">%s</div>\n' % "".join("<div><b>%s</b><span>%s</span></div>" % row for row in rows)


def _some_of(snapshots, most):
    if len(snapshots) <= most:
        return list(snapshots)
    largest = max(range(len(snapshots)), key=lambda i: snapshots[i].tracked_total)
    places = {i * len(snapshots) // (most - 2) for i in range(most - 2)} | {largest, len(snapshots) - 1}
    return [snapshots[i] for i in sorted(places)]


def _snapshot(stats, snapshot, linked):
    yield '<div class="card split"><div>\n<h3>%s snapshot at %s</h3>\n' % (
        escaped(snapshot.desc or "Untitled"), pp_timestamp(snapshot.timestamp))
    yield "<p>%s</p>\n" % _snapshot_sentence(snapshot)
    if snapshot.tracked_total:
        yield ('<table><tr><th>Class</th><th class="n">Instance #</th><th class="n">Total</th>'
               '<th class="n">Average size</th><th class="n">Share</th></tr>\n')
        colours = _plots.colours_of(stats.tracked_classes)
        for name in stats.tracked_classes:
            yield _snapshot_row(stats, snapshot.classes[name], name, colours[name], linked)
        yield "</table>\n"
    yield "</div><div>%s</div></div>\n" % stats.create_pie_chart(snapshot)


def _snapshot_sentence(snapshot):
    sentence = ("The process had %s of address space, %s of it in memory. The tracked objects took %s, the records of the "
                "tracker %s." % tuple(pp(size).strip() for size in (
                    snapshot.system_total.vsz, snapshot.system_total.rss, snapshot.tracked_total, snapshot.overhead)))
    if snapshot.asizeof_total:
        sentence += " All objects together took %s." % pp(snapshot.asizeof_total).strip()
    return sentence


def _snapshot_row(stats, sums, name, colour, linked):
    words = escaped(name)
    if linked:
        words = '<a href="#%s">%s</a>' % (_anchor(stats, name), words)
    return ('<tr><td><i class="key" style="background:%s"></i>%s</td><td class="n">%d</td><td class="n">%s</td>'
            '<td class="n">%s</td><td class="n">%3.2f%%</td></tr>\n'
            % (colour, words, sums["active"], pp(sums["sum"]), pp(sums["avg"]), sums["pct"]))


# ---- A class

def class_section(stats, classname):
    objects = list(stats.index[classname])
    sizes = [tracked.get_max_size() for tracked in objects] or [0]
    yield '<h2 id="%s">%s</h2>\n<div class="card">\n' % (_anchor(stats, classname), escaped(classname))
    yield "<p>%d instances of %s were registered. The average size is %s, the minimal size is %s, the maximum size is %s.</p>\n" % (
        len(objects), escaped(classname), pp(sum(sizes) / len(sizes)).strip(), pp(min(sizes)).strip(), pp(max(sizes)).strip())
    yield stats.create_lifetime_chart(classname)
    yield from _merged_parts(stats, classname)
    yield from _instances(objects)
    yield "</div>\n"


def _merged_parts(stats, classname):
    shown = [(snapshot, snapshot.classes[classname]["merged"]) for snapshot in _some_of(stats.snapshots, MOST_SNAPSHOTS)]
    shown = [(snapshot, merged) for snapshot, merged in shown if merged.refs]
    if not shown:
        yield "<p class=\"soft\">No per-referent sizes recorded.</p>\n"
        return
    yield "<details><summary>Coalesced Referents per Snapshot</summary>\n"
    for snapshot, merged in shown:
        yield "<h3>Snapshot: %s, %s occupied by instances of class %s</h3>\n" % (
            escaped(snapshot.label), pp(merged.size).strip(), escaped(classname))
        yield _parts_table(merged)
    yield "</details>\n"


def _parts_table(size):
    rows = "".join('<tr><td style="padding-left:%dpx">%s</td><td class="n">%s</td><td class="n">%3.1f%%</td></tr>\n' % (
        8 + 18 * min(level - 1, 20), escaped(trunc(part.name, 128)), pp(part.size), part.size * 100.0 / size.size)
        for part, level in parts_to_show(size))
    return '<table class="parts">%s</table>\n' % rows


def _instances(objects):
    shown = sorted(objects, key=lambda tracked: -tracked.get_max_size())[:MOST_INSTANCES]
    few = "" if len(shown) == len(objects) else ", the %d largest" % len(shown)
    yield "<details><summary>Instances (%d%s)</summary>\n" % (len(objects), few)
    for tracked in shown:
        yield from _instance(tracked)
    yield "</details>\n"


def _instance(tracked):
    yield '<table><tr><th style="width:150px">Instance</th><th>%s at 0x%08x</th></tr>\n' % (escaped(tracked.name), tracked.id)
    if tracked.repr:
        yield "<tr><td>Representation</td><td><code>%s</code></td></tr>\n" % escaped(tracked.repr)
    yield "<tr><td>Lifetime</td><td>%s - %s</td></tr>\n" % (pp_timestamp(tracked.birth), pp_timestamp(tracked.death))
    if tracked.trace:
        yield "<tr><td>Instantiation</td><td><pre>%s</pre></td></tr>\n" % escaped(format_trace(tracked.trace))
    sizes = tracked.snapshots
    if len(sizes) > MOST_SIZES:
        yield "<tr><td></td><td class=\"soft\">The latest %d of %d sizes</td></tr>\n" % (MOST_SIZES, len(sizes))
    for time, size in sizes[-MOST_SIZES:]:
        yield "<tr><td>%s</td><td>%s%s</td></tr>\n" % (
            pp_timestamp(time), pp(size.size), _parts_table(size) if size.refs else "")
    yield "</table>\n"
