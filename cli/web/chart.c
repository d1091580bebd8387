/* chart.c: a chart of lines, as SVG in the page.                                      Declared in page.h. Map: README.md
 *
 * Lines differ by colour and, behind the last colour, by dashes; the axis begins at 0.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "page.h"
#include "style.h"

enum { WIDTH = 900, HEIGHT = 300, LEFT = 80, RIGHT = 15, TOP = 10, BOTTOM = 30, STEPS = 4, DOTS = 60 };

typedef struct chart {
    rs__page *page;
    double most; /* value at the top */
    size_t points;
} chart;

static double largest(const rs__series *series, size_t count, size_t points) {
    double most = 1;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < points; k++)
            if (series[i].values[k] > most) most = series[i].values[k];
    return most;
}

/* The next power of two, so that the lines of the grid bear round sizes. */
static double rounded_up(double value) {
    return exp2(ceil(log2(value)));
}

static double x_of(const chart *c, size_t point) {
    double share = c->points > 1 ? (double)point / (double)(c->points - 1) : 0.5;
    return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static double y_of(const chart *c, double value) {
    return HEIGHT - BOTTOM - value / c->most * (HEIGHT - TOP - BOTTOM);
}

static void add_grid(const chart *c) {
    rs_text *html = &c->page->html;
    for (int i = 0; i <= STEPS; i++) {
        double value = c->most * i / STEPS, y = y_of(c, value);
        rs_text_addf(html, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y,
                     WIDTH - RIGHT, y);
        rs_text_addf(html, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 8, y + 4);
        rs_text_add_size(html, (unsigned long long)value);
        rs_text_add(html, "</text>\n");
    }
}

static void add_ticks(const chart *c) {
    size_t step = (c->points + 11) / 12;
    for (size_t k = 0; k < c->points; k += step)
        rs_text_addf(&c->page->html, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%zu</text>",
                     x_of(c, k), HEIGHT - 8, k);
}

static void add_line_class(rs_text *html, size_t number) {
    rs_text_addf(html, "class=\"c%zu%s\"", number % RS__CHART_COLOURS,
                 number / RS__CHART_COLOURS % 2 == 1 ? " dash" : "");
}

static void add_line(const chart *c, const rs__series *line, size_t number) {
    rs_text *html = &c->page->html;
    rs_text_add(html, "<polyline ");
    add_line_class(html, number);
    rs_text_add(html, " points=\"");
    for (size_t k = 0; k < c->points; k++)
        rs_text_addf(html, "%.1f,%.1f ", x_of(c, k), y_of(c, line->values[k] > 0 ? line->values[k] : 0));
    rs_text_add(html, "\"/>");
    for (size_t k = 0; k < c->points && c->points <= DOTS; k++)
        rs_text_addf(html, "<circle class=\"c%zu\" r=\"3\" cx=\"%.1f\" cy=\"%.1f\"/>",
                     number % RS__CHART_COLOURS, x_of(c, k),
                     y_of(c, line->values[k] > 0 ? line->values[k] : 0));
    rs_text_add(html, "\n");
}

static void add_legend(rs__page *page, const rs__series *series, size_t count) {
    rs__page_markup(page, "<ul class=\"legend\">");
    for (size_t i = 0; i < count; i++) {
        rs__page_markup(page, "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path d=\"M0 4h24\" "
                              "stroke-width=\"3\" ");
        add_line_class(&page->html, i);
        rs__page_markup(page, "/></svg>");
        rs__page_string(page, series[i].name);
        rs__page_markup(page, "</li>");
    }
    rs__page_markup(page, "</ul>\n");
}

void rs__page_chart(rs__page *page, const char *title, const rs__series *series, size_t count,
                    size_t points) {
    chart c = {page, rounded_up(largest(series, count, points)), points};
    rs__page_markup(page, "<figure><figcaption>");
    rs__page_string(page, title);
    rs_text_addf(&page->html,
                 "</figcaption><svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
                 HEIGHT);
    rs__page_string(page, title);
    rs__page_markup(page, "\">\n");
    add_grid(&c);
    add_ticks(&c);
    for (size_t i = 0; i < count; i++) add_line(&c, &series[i], i);
    rs__page_markup(page, "</svg>\n");
    add_legend(page, series, count);
    rs__page_markup(page, "</figure>\n");
}
