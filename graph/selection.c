/* selection.c: objects by address. Manual: rs_selection.h. By type: selection_type.c, by path: selection_path.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "selection.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "rs_memory.h"

rs_status rs__select_one(rs_selection *selection, rs_object_id object, rs_error *err) {
    rs_object_id *objects = rs_alloc(sizeof *objects);
    if (!objects) return rs_fail_memory(err, "a selection");
    objects[0] = object;
    *selection = (rs_selection){objects, 1};
    return RS_OK;
}

rs_status rs__not_found(rs_error *err, rs_text *text) {
    rs_status st = rs_text_status(text, err);
    if (st == RS_OK) st = rs_fail(err, RS_NOT_FOUND, "%s", rs_text_string(text));
    rs_text_release(text);
    return st;
}

void rs_selection_release(rs_selection *selection) {
    rs_release(selection->objects);
    *selection = (rs_selection)RS_SELECTION_INIT;
}

/* ---- By address ----------------------------------------------------------------------------------------------------- */

static bool read_address(uint64_t *address, const char *string) {
    char *end;
    bool is_hexadecimal = string[0] == '0' && (string[1] == 'x' || string[1] == 'X');
    const char *digits = is_hexadecimal ? string + 2 : string;
    if (!isxdigit((unsigned char)*digits)) return false;
    errno = 0;
    unsigned long long value = strtoull(digits, &end, is_hexadecimal ? 16 : 10);
    if (end == digits || *end != '\0' || errno != 0) return false;
    *address = value;
    return true;
}

/* The object whose bytes from its address on include it, or RS_NO_OBJECT. */
static rs_object_id find_around(const rs_snapshot *snapshot, uint64_t address) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++)
        if (c->address[o] < address && address - c->address[o] < rs_snapshot_size(snapshot, o)) return o;
    return RS_NO_OBJECT;
}

static rs_status no_such_object(const rs_snapshot *snapshot, uint64_t address, rs_error *err) {
    rs_text text = RS_TEXT_INIT;
    rs_object_id around = find_around(snapshot, address);
    rs_text_addf(&text, "0x%llx: no object of this heap begins there", (unsigned long long)address);
    if (around != RS_NO_OBJECT) {
        rs_text_add(&text, "; the address is inside ");
        rs_text_add_preview(&text, snapshot, around, 60);
        rs_text_addf(&text, ", which begins at 0x%llx",
                     (unsigned long long)rs_snapshot_columns(snapshot)->address[around]);
    }
    return rs__not_found(err, &text);
}

rs_status rs_select_address(rs_selection *selection, rs_graph *graph, const char *address, rs_error *err) {
    uint64_t value;
    if (!read_address(&value, address))
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: not an address; write 0x7f12ab34cd50 or a decimal number",
                       address);
    rs_object_id object = rs_graph_find(graph, value);
    if (object == RS_NO_OBJECT) return no_such_object(rs_graph_snapshot(graph), value, err);
    return rs__select_one(selection, object, err);
}
