/* ignored.c: globs over the texts of patterns.                                    Manual: rs_verdict.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "rs_verdict.h"

/* A glob as fnmatch takes it: "[]", an item of any container, would begin a set of characters there. */
static void add_glob(rs_text *text, const char *glob) {
    for (; *glob != '\0'; glob++) {
        if (glob[0] == '[' && glob[1] == ']') {
            rs_text_add(text, "[[]]");
            glob++;
        } else {
            rs_text_add_char(text, *glob);
        }
    }
}

/* The text with qualified types: "app.Node.children[] -> app.Node.parent -> app.Node". */
static void add_qualified(rs_text *text, const rs_pattern *pattern) {
    for (size_t i = 0; i < pattern->steps; i++) {
        const char *edge = pattern->edges[i];
        bool is_word = isalnum((unsigned char)edge[0]) || edge[0] == '_';
        rs_text_addf(text, "%s%s%s -> ", pattern->types[i], is_word ? " " : "", edge);
    }
    if (pattern->steps > 0) rs_text_add(text, pattern->types[0]);
}

rs_status rs_pattern_matches(bool *matches, const rs_pattern *pattern, const char *glob, rs_error *err) {
    rs_text literal = RS_TEXT_INIT, qualified = RS_TEXT_INIT;
    add_glob(&literal, glob);
    add_qualified(&qualified, pattern);
    bool failed = literal.failed || qualified.failed;
    if (!failed) {
        const char *as_glob = rs_text_string(&literal), *long_text = rs_text_string(&qualified);
        *matches = strcmp(glob, pattern->text) == 0 || strcmp(glob, long_text) == 0 ||
                   fnmatch(as_glob, pattern->text, 0) == 0 || fnmatch(as_glob, long_text, 0) == 0;
    }
    rs_text_release(&literal);
    rs_text_release(&qualified);
    return failed ? rs_fail_memory(err, "the patterns to ignore") : RS_OK;
}
