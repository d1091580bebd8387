"""A program with numpy loaded: arrays of numbers, views, and arrays of objects that hold each other.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import numpy


class Particle:
    def __init__(self, name):
        self.name = name
        self.position = numpy.zeros(3)
        self.neighbours = None


particles = numpy.array([Particle("p%d" % number) for number in range(200)], dtype=object)
for index, particle in enumerate(particles):
    particle.neighbours = particles[index : index + 5]  # a view: its base is the whole array
grid = numpy.random.default_rng(1).normal(size=(100, 100))
column = grid[:, 3]
print("particles:", len(particles), "mean of a column:", round(float(column.mean()), 3))
