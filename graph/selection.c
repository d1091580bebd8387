/* selection.c: objects by type and by address. Manual: rs_selection.h. By path: selection_path.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "selection.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "big_array.h"
#include "bits.h"
#include "nearest_names.h"

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

/* ---- By type -------------------------------------------------------------------------------------------------------- */

static const char *last_part(const char *qualified) {
    const char *dot = strrchr(qualified, '.');
    return dot ? dot + 1 : qualified;
}

static bool is_named(const rs_type *type, const char *name, int closeness) {
    switch (closeness) {
    case 0: return strcmp(type->name, name) == 0;
    case 1: return strcmp(type->bare, name) == 0;
    default: return strcmp(last_part(type->bare), name) == 0;
    }
}

/* Mark the types that are called so: by their full name, else their bare one, else the last part of it. false: none is. */
static bool find_types(rs_bits *wanted, const rs_snapshot *snapshot, const char *name) {
    bool found = false;
    for (int closeness = 0; closeness < 3 && !found; closeness++) {
        for (uint32_t t = 0; t < rs_snapshot_type_count(snapshot); t++) {
            if (!is_named(rs_snapshot_type(snapshot, t), name, closeness)) continue;
            rs__bit_set(wanted, t);
            found = true;
        }
    }
    return found;
}

static rs_status no_such_type(const rs_snapshot *snapshot, const char *name, rs_error *err) {
    rs_nearest_names names = rs__nearest_to(name, strlen(name));
    rs_text text = RS_TEXT_INIT;
    for (uint32_t t = 0; t < rs_snapshot_type_count(snapshot); t++) {
        const rs_type *type = rs_snapshot_type(snapshot, t);
        if (type->kind >= RS_KIND_THREAD_RECORD) continue;
        const char *offered = strchr(name, '.') ? type->name : last_part(type->bare);
        rs__nearest_offer(&names, offered, strlen(offered));
    }
    rs_text_addf(&text, "%s: no object has a type of that name", name);
    rs__text_add_meant(&text, &names);
    return rs__not_found(err, &text);
}

static size_t count_instances(const rs_columns *c, const rs_bits *wanted) {
    size_t count = 0;
    for (rs_object_id o = c->records; o < c->objects; o++) count += rs__bit(wanted, c->type[o]);
    return count;
}

static rs_status select_instances(rs_selection *selection, const rs_columns *c, const rs_bits *wanted,
                                  size_t count, rs_error *err) {
    rs_object_id *objects = rs__big_array(count, sizeof *objects);
    if (!objects) return rs_fail_memory(err, "a selection");
    size_t place = 0;
    for (rs_object_id o = c->records; o < c->objects; o++)
        if (rs__bit(wanted, c->type[o])) objects[place++] = o;
    *selection = (rs_selection){objects, count};
    return RS_OK;
}

rs_status rs_select_type(rs_selection *selection, rs_graph *graph, const char *name, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_bits *wanted = rs__bits_new(rs_snapshot_type_count(snapshot));
    if (!wanted) return rs_fail_memory(err, "a selection");
    size_t count = find_types(wanted, snapshot, name) ? count_instances(c, wanted) : 0;
    rs_status st = count > 0 ? select_instances(selection, c, wanted, count, err)
                             : no_such_type(snapshot, name, err);
    rs_release(wanted);
    return st;
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
