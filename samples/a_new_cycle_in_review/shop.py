"""A shop's baskets. Each knows its lines and each line its basket: known, and left for later. The last change made a basket
tell itself when it changes.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Line:
    def __init__(self, basket, article):
        self.basket = basket
        self.article = article


class Basket:
    def __init__(self, articles):
        self.on_change = self.recount  # the change
        self.lines = [Line(self, article) for article in articles]
        self.on_change()

    def recount(self):
        self.count = len(self.lines)


sold = 0
for customer in range(10):
    basket = Basket(["tea", "milk"])
    sold += basket.count
    del basket
print("sold:", sold)
