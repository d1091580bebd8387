/* page.c: an HTML page as it is written.                                                   Manual: page.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "page.h"

#include <stdio.h>
#include <string.h>

#include "style.h"

/* ---- Anybody's text ------------------------------------------------------------------------------------------------- */

/* Line ends and tabs are shown as blanks by HTML itself; a backslash may be one of words escaped before. */
static bool stays(char c) {
    return c == '\n' || c == '\t' || c == '\\';
}

static void add_printable(rs_text *text, const char *bytes, size_t count) {
    for (size_t at = 0, end = 0; at < count; at = end) {
        while (end < count && !stays(bytes[end])) end++;
        rs_text_add_escaped(text, bytes + at, end - at, 0);
        if (end < count) rs_text_add_char(text, bytes[end++]);
    }
}

static void add_for_html(rs_text *html, char c) {
    switch (c) {
    case '&': rs_text_add(html, "&amp;"); break;
    case '<': rs_text_add(html, "&lt;"); break;
    case '>': rs_text_add(html, "&gt;"); break;
    case '"': rs_text_add(html, "&quot;"); break;
    case '\'': rs_text_add(html, "&#39;"); break;
    default: rs_text_add_char(html, c);
    }
}

static void add_escaped(rs_text *html, const char *bytes, size_t count) {
    rs_text printable = RS_TEXT_INIT;
    add_printable(&printable, bytes, count);
    for (size_t i = 0; i < printable.length; i++) add_for_html(html, rs_text_string(&printable)[i]);
    html->failed = html->failed || printable.failed;
    rs_text_release(&printable);
}

void rs__page_text(rs__page *page, const char *bytes, size_t count) {
    add_escaped(&page->html, bytes, count);
}

void rs__page_string(rs__page *page, const char *string) {
    add_escaped(&page->html, string, strlen(string));
}

void rs__page_markup(rs__page *page, const char *html) {
    rs_text_add(&page->html, html);
}

void rs__page_title(rs__page *page, const char *title) {
    snprintf(page->title, sizeof page->title, "%s", title);
}

void rs__page_sentence(rs__page *page, const char *string) {
    rs__page_markup(page, "<p>");
    rs__page_string(page, string);
    rs__page_markup(page, "</p>\n");
}

void rs__page_heading(rs__page *page, const char *string) {
    rs__page_markup(page, "<h2>");
    rs__page_string(page, string);
    rs__page_markup(page, "</h2>\n");
}

void rs__page_count(rs__page *page, unsigned long long count) {
    rs_text_add_count(&page->html, count);
}

void rs__page_size(rs__page *page, unsigned long long bytes) {
    rs_text_add_size(&page->html, bytes);
}

/* ---- Links ---------------------------------------------------------------------------------------------------------- */

void rs__add_path_piece(rs_text *text, const char *piece) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    for (; *piece != '\0'; piece++) {
        if (strchr(plain, *piece) != NULL)
            rs_text_add_char(text, *piece);
        else
            rs_text_addf(text, "%%%02X", (unsigned)(unsigned char)*piece);
    }
}

void rs__page_link_to(rs__page *page, const char *path, const char *piece) {
    rs_text_addf(&page->html, "<a href=\"%s/%s", page->root, path);
    rs__add_path_piece(&page->html, piece);
    rs_text_add(&page->html, "\">");
}

void rs__page_link(rs__page *page, const char *path) {
    rs__page_link_to(page, path, "");
}

void rs__page_link_end(rs__page *page) {
    rs__page_markup(page, "</a>");
}

/* ---- Tables --------------------------------------------------------------------------------------------------------- */

void rs__page_table(rs__page *page, const char *const *headings, size_t count) {
    rs__page_markup(page, "<div class=\"wide\"><table>\n");
    if (count > 0) rs__page_markup(page, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool number = headings[i][0] == '#';
        rs__page_markup(page, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        rs__page_string(page, headings[i] + number);
        rs__page_markup(page, "</th>");
    }
    if (count > 0) rs__page_markup(page, "</tr></thead>\n");
    rs__page_markup(page, "<tbody>\n");
}

void rs__page_row(rs__page *page) {
    rs__page_markup(page, "<tr>");
}

void rs__page_cell(rs__page *page) {
    rs__page_markup(page, "<td>");
}

void rs__page_number_cell(rs__page *page) {
    rs__page_markup(page, "<td class=\"n\">");
}

void rs__page_cell_end(rs__page *page) {
    rs__page_markup(page, "</td>");
}

void rs__page_row_end(rs__page *page) {
    rs__page_markup(page, "</tr>\n");
}

void rs__page_table_end(rs__page *page) {
    rs__page_markup(page, "</tbody></table></div>\n");
}

void rs__page_text_cell(rs__page *page, const char *string) {
    rs__page_cell(page);
    rs__page_string(page, string);
    rs__page_cell_end(page);
}

void rs__page_count_cell(rs__page *page, unsigned long long count) {
    rs__page_number_cell(page);
    rs__page_count(page, count);
    rs__page_cell_end(page);
}

void rs__page_size_cell(rs__page *page, unsigned long long bytes) {
    rs__page_number_cell(page);
    rs__page_size(page, bytes);
    rs__page_cell_end(page);
}

void rs__page_fact_start(rs__page *page, const char *what) {
    rs__page_markup(page, "<tr><th scope=\"row\">");
    rs__page_string(page, what);
    rs__page_markup(page, "</th><td>");
}

void rs__page_fact_end(rs__page *page) {
    rs__page_markup(page, "</td></tr>\n");
}

void rs__page_fact(rs__page *page, const char *what, const char *value) {
    rs__page_fact_start(page, what);
    rs__page_string(page, value);
    rs__page_fact_end(page);
}

/* ---- The whole page ------------------------------------------------------------------------------------------------- */

void rs__page_not_found(rs__page *page, const char *sentence) {
    rs_text_clear(&page->html);
    page->status = 404;
    page->kind = RS__PAGE_HTML;
    rs__page_title(page, "Not found");
    rs__page_sentence(page, sentence);
}

static void add_navigation(rs_text *out, const char *root) {
    static const char *const places[][2] = {
        {"", "Overview"},       {"types", "Types"},     {"garbage", "Garbage"}, {"cycles", "Cycles"},
        {"process", "Process"}, {"tracker", "Tracker"}, {"help", "Help"},
    };
    rs_text_add(out, "<nav aria-label=\"Pages\">");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        rs_text_addf(out, "<a href=\"%s/%s\">%s</a>", root, places[i][0], places[i][1]);
    rs_text_addf(out,
                 "<form action=\"%s/find\" method=\"get\" role=\"search\"><label>Find <input name=\"q\" "
                 "type=\"search\" placeholder=\"app.cache['a3'], 0x7f…, Node\"></label></form></nav>\n",
                 root);
}

static void add_head(rs_text *out, const rs__page *page, const rs__page_frame *frame) {
    rs_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    add_escaped(out, page->title, strlen(page->title));
    rs_text_add(out, " – ");
    add_escaped(out, frame->subject, strlen(frame->subject));
    rs_text_addf(out, " – refscope</title>\n<style nonce=\"%s\">%s</style></head>\n<body>\n", frame->nonce,
                 rs__style_text);
}

static void add_top(rs_text *out, const rs__page *page, const rs__page_frame *frame) {
    rs_text_addf(out, "<header><p class=\"brand\"><a href=\"%s/\">refscope</a> <span>", page->root);
    add_escaped(out, frame->subject, strlen(frame->subject));
    rs_text_add(out, "</span></p>\n");
    add_navigation(out, page->root);
    rs_text_add(out, "</header>\n");
}

static void add_foot(rs_text *out, const rs__page *page, const rs__page_frame *frame) {
    if (frame->photograph == NULL) return;
    rs_text_add(out, "<footer><p>");
    add_escaped(out, frame->photograph, strlen(frame->photograph));
    if (frame->can_refresh)
        rs_text_addf(out,
                     " <a class=\"button\" href=\"%s/refresh\" rel=\"nofollow\">Take a new photograph</a>",
                     page->root);
    rs_text_add(out, "</p></footer>\n");
}

void rs__page_finish(rs_text *out, const rs__page *page, const rs__page_frame *frame) {
    add_head(out, page, frame);
    add_top(out, page, frame);
    rs_text_add(out, "<main><h1>");
    add_escaped(out, page->title, strlen(page->title));
    rs_text_add(out, "</h1>\n");
    rs_text_add_bytes(out, rs_text_string(&page->html), page->html.length);
    rs_text_add(out, "</main>\n");
    add_foot(out, page, frame);
    rs_text_add(out, "</body></html>\n");
    out->failed = out->failed || page->html.failed;
}

void rs__page_release(rs__page *page) {
    rs_text_release(&page->html);
    rs_text_release(&page->location);
}
