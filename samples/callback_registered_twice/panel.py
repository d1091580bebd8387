"""A panel that subscribes twice and unsubscribes once: closed on the screen, alive in memory.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Bus:
    def __init__(self):
        self.listeners = {"resize": [], "theme": []}

    def on(self, event, callback):
        self.listeners[event].append(callback)

    def off(self, event, callback):
        self.listeners[event].remove(callback)


class Panel:
    def __init__(self, title):
        self.title = title
        self.pixels = bytearray(64_000)
        bus.on("resize", self.redraw)
        self.show()

    def show(self):
        bus.on("resize", self.redraw)  # the constructor did this already

    def redraw(self):
        return len(self.pixels)

    def close(self):
        bus.off("resize", self.redraw)


bus = Bus()
for title in ("files", "search", "outline"):
    Panel(title).close()
