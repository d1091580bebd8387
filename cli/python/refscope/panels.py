"""A panel for django-debug-toolbar: the memory of the process and the model instances of a request.

The names are those of Pympler's panels. In the settings of a Django project:

    DEBUG_TOOLBAR_PANELS = [..., "refscope.panels.MemoryPanel"]

What differs: a request's classes are let go of when it ends, whatever happened in it; the page needs no script, no template
folder and no entry in INSTALLED_APPS; what the toolbar stores is plain text and numbers, so that it can store it.

This module can be imported without Django; making a panel then raises ImportError.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope._drawing import escaped
from refscope._text import pp
from refscope.classtracker import ClassTracker
from refscope.process import ProcessMemoryInfo

try:
    from debug_toolbar.panels import Panel
    from django.apps import apps
    from django.template import Context, Template
    from django.utils.safestring import mark_safe
except ImportError as _error:
    _missing = _error

    class Panel:
        """In place of the toolbar's: says what is missing."""

        def __init__(self, *args, **kwargs):
            raise ImportError("refscope.panels.MemoryPanel needs Django and django-debug-toolbar: pip install "
                              "django-debug-toolbar (%s)" % _missing) from _missing

    class Template:
        """In place of Django's."""

    class Context:
        """In place of Django's."""

__all__ = ["MemoryPanel"]


class MemoryPanel(Panel):
    """Memory of the process before and after a request, and the objects of models and of `classes` that it made."""

    name = "refscope"
    title = "Memory"
    classes = [Context, Template]
    has_content = True
    is_async = False
    _tracker = None

    # ---- What is measured

    def enable_instrumentation(self):
        """Track the classes from now on."""
        self.disable_instrumentation()
        self._tracker = ClassTracker()
        for cls in [*apps.get_models(), *self.classes]:
            self._tracker.track_class(cls)

    def disable_instrumentation(self):
        """Leave the classes as they were."""
        if self._tracker is not None:
            self._tracker.detach_all_classes()

    def process_request(self, request):
        """Measure before the request and after it."""
        if self._tracker is None:
            self.enable_instrumentation()
        before = ProcessMemoryInfo()
        self._tracker.create_snapshot("before")
        try:
            return super().process_request(request)
        finally:
            self._tracker.create_snapshot("after")
            self.record_stats(self._measured(before, ProcessMemoryInfo()))
            self.disable_instrumentation()

    def _measured(self, before, after):
        stats = self._tracker.stats
        stats.annotate()
        sums = stats.snapshots[-1].classes
        rows = [("Resident set size", pp(after.rss)), ("Virtual size", pp(after.vsz))]
        rows += [(key, pp(value)) for key, value in after - before]
        rows += after.os_specific
        classes = [(name, [count for _, count in stats.history[name]], pp(sums[name]["sum"]))
                   for name in stats.tracked_classes if stats.history[name] and stats.history[name][-1][1] > 0]
        return {"rss": after.rss, "rss_before": before.rss, "rows": rows, "classes": classes}

    # ---- What is shown

    @property
    def nav_subtitle(self):
        """What the toolbar shows beside the title."""
        measured = self.get_stats()
        if "rss" not in measured:
            return ""
        grown = measured["rss"] - measured["rss_before"]
        return "%s %s" % (pp(measured["rss"]), "(+%s)" % pp(grown) if grown > 0 else "")

    @property
    def content(self):
        """The panel's page."""
        measured = self.get_stats()
        rows = "".join("<tr><td>%s</td><td>%s</td></tr>" % (escaped(key), escaped(value)) for key, value in measured.get("rows", ()))
        classes = "".join("<tr><td>%s</td><td>%s %s</td><td>%s</td></tr>" % (
            escaped(name), _spark_line(counts), _some_counts(counts), escaped(size))
            for name, counts, size in measured.get("classes", ()))
        return mark_safe(_PAGE % (rows, classes))


_PAGE = """<table><thead><tr><th>Resource</th><th>Value</th></tr></thead><tbody>%s</tbody></table>
<table><thead><tr><th>Class</th><th>Number of instances</th><th>Total size</th></tr></thead><tbody>%s</tbody></table>
"""


def _some_counts(counts, most=30):
    words = ", ".join("%d" % count for count in counts[-most:])
    return "..., " + words if len(counts) > most else words


def _spark_line(counts, width=160, height=18):
    """How many there were, as a small curve."""
    every = len(counts) // width + 1
    counts = [0] + counts[::every]
    points = " ".join("%.1f,%.1f" % (i * width / max(len(counts) - 1, 1), height - 2 - count * (height - 4) / max(max(counts), 1))
                      for i, count in enumerate(counts))
    return ('<svg width="%d" height="%d" viewBox="0 0 %d %d"><polyline points="%s" fill="none" stroke="#4e79a7" '
            'stroke-width="1.5"/></svg>' % (width, height, width, height, points))
