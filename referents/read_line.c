/* read_line.c: the source line of an instruction, read from a code object's table.                   Header: read_line.h
 *
 * CPython has had three forms of this table (rs_lines_model); each is a run of entries that cover the instructions in
 * order, and only steps of lines are kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read_line.h"

#include "read_scalar.h"

/* Longer than any table that a compiler made. */
#define TABLE_MAX (1u << 26)

typedef struct line_table {
    const uint8_t *byte;
    size_t length;
} line_table;

static uint32_t as_line(int64_t line) {
    return line > 0 && line <= INT32_MAX ? (uint32_t)line : 0;
}

/* Pairs: bytes of code, step of the line that comes behind them. */
static uint32_t line_by_lnotab(line_table table, int64_t line, int64_t offset) {
    int64_t address = 0;
    for (size_t i = 0; i + 1 < table.length; i += 2) {
        address += table.byte[i];
        if (address > offset) break;
        line += (int8_t)table.byte[i + 1];
    }
    return as_line(line);
}

/* Pairs: bytes of code, step of the line that holds for them. */
static uint32_t line_by_linetable(line_table table, int64_t line, int64_t offset) {
    enum { NO_LINE = -128 };
    int64_t end = 0;
    for (size_t i = 0; i + 1 < table.length; i += 2) {
        int8_t move = (int8_t)table.byte[i + 1];
        end += table.byte[i];
        if (move != NO_LINE) line += move;
        if (offset < end) return move == NO_LINE ? 0 : as_line(line);
    }
    return 0;
}

/* A number in groups of 6 bits, the lowest first, all but the last marked; its lowest bit is the sign. */
static int64_t signed_number(line_table table, size_t at) {
    uint64_t value = 0;
    for (unsigned shift = 0; at < table.length && shift < 60; shift += 6, at++) {
        value |= (uint64_t)(table.byte[at] & 63) << shift;
        if (!(table.byte[at] & 64)) break;
    }
    return (value & 1) ? -(int64_t)(value >> 1) : (int64_t)(value >> 1);
}

/* How an entry of the table of locations moves the line. */
static int64_t move_of(line_table table, size_t at, bool *has_line) {
    enum { ONE_LINE_0 = 10, ONE_LINE_2 = 12, NO_COLUMNS = 13, LONG_FORM = 14, NONE = 15 };
    unsigned form = (table.byte[at] >> 3) & 15;
    *has_line = form != NONE;
    if (form == NO_COLUMNS || form == LONG_FORM) return signed_number(table, at + 1);
    if (form >= ONE_LINE_0 && form <= ONE_LINE_2) return (int64_t)form - ONE_LINE_0;
    return 0;
}

/* Entries start with a byte whose highest bit is set: form and number of code units; what follows has that bit clear. */
static uint32_t line_by_locations(line_table table, int64_t line, int64_t offset) {
    int64_t end = 0;
    for (size_t i = 0; i < table.length; i++) {
        if (!(table.byte[i] & 128)) continue;
        bool has_line = false;
        line += move_of(table, i, &has_line);
        end += 2 * (int64_t)((table.byte[i] & 7) + 1);
        if (offset < end) return has_line ? as_line(line) : 0;
    }
    return 0;
}

uint32_t rs__read_line(const rs_image *image, const rs_layout *layout, uint64_t code, int64_t offset) {
    int64_t first = (int32_t)rs__half(image, code + layout->code_first_line);
    uint64_t bytes = rs__word(
        image, code + (layout->lines == RS_LINES_LNOTAB ? layout->code_lnotab : layout->code_linetable));
    if (offset < 0) return as_line(first);
    line_table table = {NULL, 0};
    uint64_t whole = 0;
    if (bytes) table.byte = rs__read_bytes(&table.length, &whole, image, layout, bytes, TABLE_MAX);
    if (!table.byte) return 0;
    switch (layout->lines) {
    case RS_LINES_LNOTAB: return line_by_lnotab(table, first, offset);
    case RS_LINES_LINETABLE: return line_by_linetable(table, first, offset);
    case RS_LINES_LOCATIONS: return line_by_locations(table, first, offset);
    }
    return 0;
}
