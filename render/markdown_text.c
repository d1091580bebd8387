/* markdown_text.c: anybody's words in Markdown.                                  Manual: markdown_text.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "markdown_text.h"

#include <string.h>

/* The longest run of backticks. */
static size_t longest_run(const char *words) {
    size_t longest = 0, run = 0;
    for (; *words != '\0'; words++) {
        run = *words == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static rs_text printable(rs_text *text, const char *words) {
    rs_text made = RS_TEXT_INIT;
    rs_text_add_printable(&made, words);
    text->failed |= made.failed;
    return made;
}

static void add_character(rs_text *text, char c) {
    if (c == '<')
        rs_text_add(text, "&lt;");
    else if (c == '>')
        rs_text_add(text, "&gt;");
    else if (c == '&')
        rs_text_add(text, "&amp;");
    else {
        if (strchr("\\`*_{}[]()#+-!|~@:.\"'", c)) rs_text_add_char(text, '\\');
        rs_text_add_char(text, c);
    }
}

/* Letters, digits and what never begins or ends markup are left as they are, so that the source can be read as well. */
static bool is_harmless(char c, char before) {
    bool word = before != '\0' && before != ' ';
    return c == '(' || c == ')' || c == '\'' || c == '"' || c == '{' || c == '}' ||
           (word && (c == '-' || c == '.' || c == '+' || c == '#' || c == ':'));
}

void rs__add_markdown(rs_text *text, const char *words) {
    rs_text clean = printable(text, words);
    const char *string = rs_text_string(&clean);
    for (size_t i = 0; string[i] != '\0'; i++) {
        if (is_harmless(string[i], i > 0 ? string[i - 1] : '\0'))
            rs_text_add_char(text, string[i]);
        else
            add_character(text, string[i]);
    }
    rs_text_release(&clean);
}

/* In a cell of a table a bar ends the cell, also within code, unless a backslash stands before it. */
static void add_code(rs_text *text, const char *words) {
    size_t fence = longest_run(words) + 1;
    bool padded = words[0] == '`' || words[0] == ' ' || words[strlen(words) - 1] == '`';
    rs_text_add_repeated(text, "`", fence);
    if (padded) rs_text_add_char(text, ' ');
    for (; *words != '\0'; words++) {
        if (*words == '|') rs_text_add_char(text, '\\');
        rs_text_add_char(text, *words);
    }
    if (padded) rs_text_add_char(text, ' ');
    rs_text_add_repeated(text, "`", fence);
}

void rs__add_markdown_code(rs_text *text, const char *words) {
    rs_text clean = printable(text, words);
    if (clean.length > 0) add_code(text, rs_text_string(&clean));
    rs_text_release(&clean);
}

void rs__add_markdown_prose(rs_text *text, const char *words) {
    while (*words != '\0') {
        size_t plain = strcspn(words, "`");
        rs_text part = RS_TEXT_INIT;
        rs_text_add_bytes(&part, words, plain);
        rs__add_markdown(text, rs_text_string(&part));
        words += plain;
        text->failed |= part.failed;
        const char *end = *words == '`' ? strchr(words + 1, '`') : NULL;
        rs_text_clear(&part);
        if (end) {
            rs_text_add_bytes(&part, words + 1, (size_t)(end - words - 1));
            rs__add_markdown_code(text, rs_text_string(&part));
            words = end + 1;
        } else if (*words == '`') {
            rs__add_markdown(text, "`");
            words++;
        }
        text->failed |= part.failed;
        rs_text_release(&part);
    }
}

void rs__add_markdown_block(rs_text *text, const char *lines) {
    size_t fence = longest_run(lines) + 1;
    if (fence < 3) fence = 3;
    rs_text_add_repeated(text, "`", fence);
    rs_text_addf(text, "text\n%s", lines);
    if (lines[0] != '\0' && lines[strlen(lines) - 1] != '\n') rs_text_add_char(text, '\n');
    rs_text_add_repeated(text, "`", fence);
    rs_text_add_char(text, '\n');
}

void rs__add_html_code(rs_text *text, const char *words) {
    rs_text clean = printable(text, words);
    rs_text_add(text, "<code>");
    for (const char *c = rs_text_string(&clean); *c != '\0'; c++) {
        if (*c == '<' || *c == '>' || *c == '&')
            rs_text_add(text, *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "&amp;");
        else
            rs_text_add_char(text, *c);
    }
    rs_text_add(text, "</code>");
    rs_text_release(&clean);
}
