/* dot.c: DOT text, statement by statement.                              Manual: room.h. Map: render/graphviz/README.md
 *
 * Every name and value is quoted, so that none is taken for a word of the language. Inside quotes only a quote has to be
 * escaped; backslashes are the labels' own escapes and come in pairs or before a letter (labels.c), so that none stands
 * alone before the closing quote.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <string.h>

#include "room.h"

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

static void set(rs__looks *looks, const char *attribute, const char *value, bool html) {
    size_t i = 0;
    while (i < looks->count && strcmp(looks->set[i].name, attribute) != 0) i++;
    assert(i < RS__LOOKS_MAX);
    looks->set[i].name = attribute;
    looks->set[i].value = value;
    looks->set[i].html = html;
    if (i == looks->count) looks->count++;
}

void rs__set(rs__looks *looks, const char *attribute, const char *value) {
    set(looks, attribute, value, false);
}

void rs__set_html(rs__looks *looks, const char *attribute, const char *value) {
    set(looks, attribute, value, true);
}

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

static void add_quoted(rs_text *dot, const char *string) {
    rs_text_add_char(dot, '"');
    for (const char *at = string; *at != '\0';) {
        size_t plain = strcspn(at, "\"");
        rs_text_add_bytes(dot, at, plain);
        at += plain;
        if (*at == '\0') break;
        rs_text_add(dot, "\\\"");
        at++;
    }
    rs_text_add_char(dot, '"');
}

static void add_looks(rs_text *dot, const rs__looks *looks) {
    for (size_t i = 0; i < looks->count; i++) {
        rs_text_add(dot, i == 0 ? " [" : ", ");
        rs_text_add(dot, looks->set[i].name);
        rs_text_add_char(dot, '=');
        if (looks->set[i].html) {
            rs_text_add_char(dot, '<');
            rs_text_add(dot, looks->set[i].value);
            rs_text_add_char(dot, '>');
        } else
            add_quoted(dot, looks->set[i].value);
    }
    rs_text_add(dot, looks->count > 0 ? "];\n" : ";\n");
}

void rs__dot_defaults(rs_text *dot, const char *kind, const rs__looks *looks) {
    rs_text_add(dot, "\t");
    rs_text_add(dot, kind);
    add_looks(dot, looks);
}

void rs__dot_node(rs_text *dot, const char *name, const rs__looks *looks) {
    rs_text_add(dot, "\t");
    add_quoted(dot, name);
    add_looks(dot, looks);
}

void rs__dot_edge(rs_text *dot, const char *from, const char *to, const rs__looks *looks) {
    rs_text_add(dot, "\t");
    add_quoted(dot, from);
    rs_text_add(dot, " -> ");
    add_quoted(dot, to);
    add_looks(dot, looks);
}
