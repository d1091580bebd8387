/* fuzz_escape.c: any bytes become one line of printable UTF-8, and cutting it never cuts a character.   Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdint.h>
#include <stdlib.h>

#include "rs_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of the UTF-8 character at `s`, 0 when it is malformed. */
static size_t character(const unsigned char *s, size_t left) {
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 0;
    if (length == 0 || length > left || s[0] > 0xF4) return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    return length;
}

static void require_printable(const char *text, size_t length) {
    for (size_t at = 0; at < length;) {
        size_t step = character((const unsigned char *)text + at, length - at);
        if (step == 0 || (unsigned char)text[at] < 0x20 || text[at] == 0x7F) abort();
        at += step;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_escaped(&text, (const char *)data, size, size % 2 ? '\'' : 0);
    require_printable(rs_text_string(&text), text.length);
    for (size_t columns = 0; columns < 20; columns++) {
        size_t fits = rs_text_fit(rs_text_string(&text), text.length, columns);
        require_printable(rs_text_string(&text), fits);
        if (fits > text.length || rs_text_columns(rs_text_string(&text), fits) > columns) abort();
    }
    rs_text_release(&text);
    return 0;
}
