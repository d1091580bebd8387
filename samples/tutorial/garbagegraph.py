"""A few objects and the references between them, drawn.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope.garbagegraph import GarbageGraph

p = {"name": "p"}
q = ["a", "list", p]
r = {"next": q}
p["ring"] = r
s = ("s", r)

graph = GarbageGraph([p, q, r, s])
graph.write_graph("refGraph.out")
print(graph.render("refGraph1.out"))
print(len(graph.objects), "boxes,", len(graph.edges), "arrows:", sorted(edge.label for edge in graph.edges))

with open("refGraph.out", encoding="utf-8") as file:
    print(file.read(), end="")
