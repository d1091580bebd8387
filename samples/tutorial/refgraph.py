"""The references between the objects of a collection, drawn.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope.refgraph import ReferenceGraph

p = {}
q = [p]
r = {"q": q}
s = (q, r)
t = {"s": s}
p["t"] = t

graph = ReferenceGraph([p, q, r, s, t])
graph.write_graph("graph.dot")
print(graph.render("graph.ps"))
print(graph.count, "objects,", len(graph.edges), "references:", sorted(edge.label for edge in graph.edges))
print("on cycles:", graph.reduce_to_cycles().num_in_cycles)

with open("graph.ps", "rb") as file:
    print("PostScript:", file.read(4) == b"%!PS")
with open("graph.dot", encoding="utf-8") as file:
    print(file.read(), end="")
