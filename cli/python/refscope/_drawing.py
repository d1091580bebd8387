"""A drawing of filled shapes, lines and words, as SVG text or as a picture that Graphviz writes.

Coordinates are pixels from the upper left corner. The plots in _plots.py draw on it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import html

import _refscope
from refscope._text import printable

_FONT = "DejaVu Sans"


def escaped(text):
    """Text for an HTML or SVG page, in it or in quotes, line by line printable."""
    return html.escape("\n".join(map(printable, str(text).split("\n"))), quote=True)


class Drawing:
    """Shapes in the order in which they were added."""

    def __init__(self, width, height, title):
        self.width = width
        self.height = height
        self.title = title
        self._shapes = []

    def polygon(self, points, fill, tip=""):
        """A filled shape; `tip` is what a reader's pointer on it shows, in SVG."""
        self._shapes.append(("polygon", points, fill, tip))

    def line(self, points, colour, width=1, dashed=False):
        self._shapes.append(("line", points, colour, width, dashed))

    def text(self, x, y, words, size=12, anchor="start", colour="#333333"):
        """Words on the base line y."""
        self._shapes.append(("text", x, y, str(words), size, anchor, colour))

    def svg(self):
        """One <svg> element; it needs nothing else to be shown."""
        body = "\n".join(_SVG[kind](*of) for kind, *of in self._shapes)
        return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" '
                'font-family="%s, Verdana, sans-serif">\n<title>%s</title>\n%s\n</svg>\n'
                % (self.width, self.height, self.width, self.height, _FONT, escaped(self.title), body))

    def write(self, filename, format):
        """Write a picture of that format. RefscopeError or OSError: it cannot be, and why."""
        if format == "svg":
            with open(filename, "w", encoding="utf-8") as file:
                file.write(self.svg())
        else:
            _refscope._render(self._dot(), filename, "neato", format)

    def _dot(self):
        """A graph whose background is the drawing. Its words are nodes that are nothing but their labels: Graphviz 2.43 does
        not survive words in a background. Two invisible nodes span it."""
        shapes = "".join(_XDOT[kind](self.height, *of) for kind, *of in self._shapes if kind != "text")
        words = "".join(_dot_words(self.height, number, *of) for number, (kind, *of) in enumerate(self._shapes) if kind == "text")
        corner = (self.width, self.height)
        return ('graph { graph [_background="c 7 -#ffffff C 7 -#ffffff P 4 0 0 %d 0 %d %d 0 %d %s", pad=0, margin=0, dpi=144];\n'
                'node [shape=none, margin=0, width=0, height=0, fixedsize=true, fontname="%s"];\n'
                'a [pos="0,0!", label="", style=invis]; b [pos="%.4f,%.4f!", label="", style=invis];\n%s}\n'
                % (self.width, *corner, self.height, shapes, _FONT, self.width / 72, self.height / 72, words))


def _pairs(points):
    return " ".join("%.1f,%.1f" % point for point in points)


def _svg_polygon(points, fill, tip):
    inside = "><title>%s</title></polygon>" % escaped(tip) if tip else "/>"
    return '<polygon points="%s" fill="%s"%s' % (_pairs(points), escaped(fill), inside)


def _svg_line(points, colour, width, dashed):
    return '<polyline points="%s" fill="none" stroke="%s" stroke-width="%g"%s/>' % (
        _pairs(points), escaped(colour), width, ' stroke-dasharray="6 4"' if dashed else "")


def _svg_text(x, y, words, size, anchor, colour):
    return '<text x="%.1f" y="%.1f" font-size="%g" text-anchor="%s" fill="%s">%s</text>' % (
        x, y, size, anchor, escaped(colour), escaped(words))


_SVG = {"polygon": _svg_polygon, "line": _svg_line, "text": _svg_text}


# Graphviz's drawing language: lengths of texts are bytes, y grows upwards, coordinates are points.

def _xdot_points(height, points):
    return "%d %s " % (len(points), " ".join("%.2f %.2f" % (x, height - y) for x, y in points))


def _xdot_word(letter, word):
    return "%s %d -%s " % (letter, len(word), word)


def _xdot_polygon(height, points, fill, _tip):
    return _xdot_word("C", fill) + _xdot_word("c", fill) + "S 5 -solid S 15 -setlinewidth(0) P " + _xdot_points(height, points)


def _xdot_line(height, points, colour, width, dashed):
    return (_xdot_word("c", colour) + _xdot_word("S", "dashed" if dashed else "solid") +
            _xdot_word("S", "setlinewidth(%g)" % width) + "L " + _xdot_points(height, points))


_XDOT = {"polygon": _xdot_polygon, "line": _xdot_line}


def _dot_words(height, number, x, y, words, size, anchor, colour):
    """A node that is wide enough, with its words at one of its sides."""
    width = 0.8 * size * len(words) + size
    middle = x + {"start": width / 2, "middle": 0, "end": -width / 2}[anchor]
    label = printable(words.replace("\n", " ")).replace("\\", "\\\\").replace('"', '\\"')
    return 't%d [pos="%.4f,%.4f!", width=%.4f, height=%.4f, label="%s%s", fontsize=%g, fontcolor="%s"];\n' % (
        number, middle / 72, (height - y + 0.36 * size) / 72, width / 72, size / 36, label,
        {"start": "\\l", "middle": "", "end": "\\r"}[anchor], size, colour)
