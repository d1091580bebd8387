"""What the tests of the pages share: ask for one, and check that it is HTML that cannot do anything.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.client
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"meta", "input", "br", "link"}
ATTRIBUTE_OF_SCRIPT = re.compile(r"^on|^src$|^srcset$|^style$|^srcdoc$|^data$")


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.text = self.body.decode("utf-8", "strict")
        self.location = self.headers.get("Location")


def ask(address, path="", method="GET", **headers):
    """One request, `path` behind the token unless it begins with '/'."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, path if path.startswith("/") else parts.path + path,
                           headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Page(HTMLParser):
    """Tags must be balanced. Afterwards: .links, .words (what a reader sees), .problems."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.problems, self.pieces, self.cells = [], [], [], [], []
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append("left open: %s" % self.open)
        self.words = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag, attributes):
        self.check(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.check(tag, attributes)

    def check(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "img", "base", "link", "image", "use", "foreignobject"):
            self.problems.append("tag %s" % tag)
        for name, value in attributes:
            if ATTRIBUTE_OF_SCRIPT.search(name):
                self.problems.append("attribute %s=%s" % (name, value))
            if name in ("href", "xlink:href", "action"):
                self.links.append(value)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append("unbalanced </%s>" % tag)
        if tag in ("td", "th", "a", "li", "label"):
            self.pieces.append(" ")

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.pieces.append(data)


def crawl(address, most):
    """Every page that links lead to from the first, at most `most`: {path: (Answer, Page or None)}."""
    root = urlsplit(address).path
    found, waiting = {}, [root]
    while waiting and len(found) < most:
        path = waiting.pop(0)
        if path in found or path.endswith(("/refresh", "/find")):
            continue
        answer = ask(address, path)
        page = Page(answer.text) if answer.headers["Content-Type"].startswith("text/html") else None
        found[path] = (answer, page)
        waiting += [link for link in (page.links if page else []) if link not in found]
    return found
