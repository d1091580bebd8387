/* machine_text.c: what is not shown, spelled as JSON and XML spell it.          Manual: machine_text.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "machine_text.h"

#include "utf8.h"

void rs__add_json_escape(rs_text *text, uint32_t character) {
    if (character < 0x10000) {
        rs_text_addf(text, "\\u%04x", (unsigned)character);
        return;
    }
    unsigned above = character - 0x10000;
    rs_text_addf(text, "\\u%04x\\u%04x", 0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
}

static void add_xml_reference(rs_text *text, uint32_t character) {
    rs_text_addf(text, "&#x%X;", (unsigned)character);
}

static bool is_left(uint32_t c) {
    return c == '\n' || c == '\t' || c == '\r' || c == RS__NOT_UTF8 || rs_text_is_shown(c);
}

static void respell(rs_text *text, const char *bytes, size_t count, void (*add)(rs_text *, uint32_t)) {
    size_t begin = 0, step;
    for (size_t at = 0; at < count; at += step) {
        uint32_t c = rs__utf8(bytes + at, count - at, &step);
        if (is_left(c)) continue;
        rs_text_add_bytes(text, bytes + begin, at - begin);
        add(text, c);
        begin = at + step;
    }
    rs_text_add_bytes(text, bytes + begin, count - begin);
}

void rs__add_for_json(rs_text *text, const char *bytes, size_t count) {
    respell(text, bytes, count, rs__add_json_escape);
}

void rs__add_for_xml(rs_text *text, const char *bytes, size_t count) {
    respell(text, bytes, count, add_xml_reference);
}
