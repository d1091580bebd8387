/* selection_path.c: one object by the path a person would write.       Manual: rs_selection.h. Map: graph/README.md
 * The path's grammar: path_syntax.h. Attributes and items: lookup.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "lookup.h"
#include "path_syntax.h"
#include "rs_memory.h"
#include "selection.h"

#define PREVIEW_COLUMNS 60

typedef struct resolution {
    const rs_snapshot *snapshot;
    const char *program; /* or NULL */
    rs_path_reader reader;
    rs_object_id object;
} resolution;

/* ---- What went wrong ------------------------------------------------------------------------------------------------ */

/* "app.cache['k']: ", the path as far as it was read. */
static void add_so_far(rs_text *text, const resolution *r) {
    rs_text_add_bytes(text, r->reader.path, r->reader.at);
    rs_text_add(text, ": ");
}

static void add_object(rs_text *text, const resolution *r) {
    rs_text_add_preview(text, r->snapshot, r->object, PREVIEW_COLUMNS);
}

static void add_alike(rs_text *text, const resolution *r, const rs_lookup *found) {
    rs_text_addf(text, "only the beginnings of long keys are kept, and %u %s like this one; ", found->alike,
                 found->alike == 1 ? "key begins" : "keys begin");
    rs_text_addf(text, "%s 0x%llx, which can be selected by its address",
                 found->alike == 1 ? "it leads to" : "the first leads to",
                 (unsigned long long)rs_snapshot_columns(r->snapshot)->address[found->alike_value]);
}

static rs_status no_attribute(const resolution *r, const rs_path_step *step, const rs_lookup *found,
                              const rs_nearest_names *names, rs_error *err) {
    rs_text text = RS_TEXT_INIT;
    add_so_far(&text, r);
    if (found->alike > 0)
        add_alike(&text, r, found);
    else if (found->through != RS_NO_OBJECT) {
        rs_text_add(&text, "the class of ");
        add_object(&text, r);
        rs_text_addf(&text, " has a %s for it, and no code is run to ask that",
                     rs_snapshot_type_of(r->snapshot, found->through)->bare);
    } else {
        add_object(&text, r);
        rs_text_add(&text, " has no attribute '");
        rs_text_add_bytes(&text, step->bytes, step->length);
        rs_text_add_char(&text, '\'');
        rs__text_add_available(&text, names);
    }
    return rs__not_found(err, &text);
}

static rs_status no_item(const resolution *r, const rs_path_step *step, const rs_lookup *found,
                         const rs_nearest_names *names, rs_error *err) {
    rs_text text = RS_TEXT_INIT;
    bool is_dict = rs_snapshot_type_of(r->snapshot, r->object)->kind == RS_KIND_DICT;
    add_so_far(&text, r);
    if (found->alike > 0)
        add_alike(&text, r, found);
    else {
        add_object(&text, r);
        if (found->length >= 0 && step->kind != RS__STEP_INT)
            rs_text_add(&text, " has no keys, only indices");
        else if (found->length >= 0)
            rs_text_add(&text, " has no such index");
        else
            rs_text_add(&text, is_dict || names->offered > 0 ? " has no such key" : " has no items");
        if (found->withheld > 0)
            rs_text_addf(&text, "; the values of %u of its keys were not kept", found->withheld);
        rs__text_add_available(&text, names);
    }
    return rs__not_found(err, &text);
}

/* ---- One step ------------------------------------------------------------------------------------------------------- */

static rs_status take_step(resolution *r, const rs_path_step *step, rs_error *err) {
    bool is_attribute = step->kind == RS__STEP_ATTRIBUTE;
    rs_nearest_names names = rs__nearest_to(step->bytes ? step->bytes : "", step->length);
    rs_lookup found = is_attribute
                          ? rs__lookup_attribute(r->snapshot, r->object, step->bytes, step->length, &names)
                          : rs__lookup_item(r->snapshot, r->object, step, &names);
    if (found.object != RS_NO_OBJECT) {
        r->object = found.object;
        return RS_OK;
    }
    return is_attribute ? no_attribute(r, step, &found, &names, err) : no_item(r, step, &found, &names, err);
}

/* The rest of the path. */
static rs_status take_steps(resolution *r, rs_error *err) {
    for (;;) {
        rs_path_step step;
        rs_status st = rs__path_next(&step, &r->reader, err);
        if (st != RS_OK || step.kind == RS__STEP_END) return st;
        if ((st = take_step(r, &step, err)) != RS_OK) return st;
    }
}

/* ---- Where a path begins -------------------------------------------------------------------------------------------- */

/* The mistakes of the whole path, before anything is looked up. */
static rs_status check_syntax(const resolution *r, rs_error *err) {
    rs_path_reader reader = r->reader;
    rs_path_step step;
    rs_status st;
    do st = rs__path_next(&step, &reader, err);
    while (st == RS_OK && step.kind != RS__STEP_END);
    return st;
}

/* The longest beginning of the path, up to a dot, that is a module's name. false: none is. */
static bool find_module(resolution *r) {
    const char *path = r->reader.path;
    size_t length = strcspn(path, "[");
    while (length > 0) {
        r->object = rs__lookup_module(r->snapshot, path, length, NULL);
        r->reader.at = length;
        if (r->object != RS_NO_OBJECT) return true;
        while (--length > 0 && path[length] != '.') continue;
    }
    return false;
}

static rs_object_id main_module(const resolution *r) {
    return rs__lookup_module(r->snapshot, "__main__", 8, NULL);
}

/* The program's file: what was photographed, as it was named, or what __main__ says. */
static size_t file_of_program(char *file, size_t room, const resolution *r) {
    rs_object_id main = main_module(r), path = RS_NO_OBJECT;
    rs_value value = {.kind = RS_VALUE_TEXT, .bytes = r->program};
    if (r->program) {
        value.length = (uint32_t)strlen(r->program);
    } else if (main != RS_NO_OBJECT) {
        path = rs__lookup_attribute(r->snapshot, main, "__file__", 8, NULL).object;
        value = path == RS_NO_OBJECT ? (rs_value){0} : rs_snapshot_value(r->snapshot, path);
    }
    if (!value.bytes || value.kind != RS_VALUE_TEXT || value.cut || value.length >= room ||
        value.bytes[0] == '-')
        return 0;
    memcpy(file, value.bytes, value.length);
    file[value.length] = '\0';
    return value.length;
}

/* "app" of ".../app.py"; NULL: not known. Lies in `file`. */
static const char *stem_of_program(size_t *length, char *file, size_t room, const resolution *r) {
    if (file_of_program(file, room, r) == 0) return NULL;
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    *length = strcspn(name, ".");
    return *length > 0 ? name : NULL;
}

/* "app.cache" of a program app.py is "__main__.cache": nobody thinks of a program's file by another name. */
static bool find_program(resolution *r) {
    char file[512];
    size_t length = 0, wanted = strcspn(r->reader.path, ".[");
    const char *name = stem_of_program(&length, file, sizeof file, r);
    if (!name || length != wanted || strncmp(name, r->reader.path, wanted) != 0) return false;
    r->object = main_module(r);
    r->reader.at = wanted;
    return r->object != RS_NO_OBJECT;
}

/* A path may begin with a variable of the program itself. */
static bool find_variable_of_main(resolution *r, rs_nearest_names *names) {
    rs_object_id main = main_module(r);
    r->reader.at = strcspn(r->reader.path, ".[");
    r->object = main == RS_NO_OBJECT
                    ? RS_NO_OBJECT
                    : rs__lookup_attribute(r->snapshot, main, r->reader.path, r->reader.at, names).object;
    return r->object != RS_NO_OBJECT;
}

static rs_status no_beginning(const resolution *r, rs_nearest_names *names, rs_error *err) {
    rs_text text = RS_TEXT_INIT;
    char file[512];
    size_t stem = 0;
    const char *name = stem_of_program(&stem, file, sizeof file, r);
    if (name) rs__nearest_offer(names, name, stem);
    rs__lookup_module(r->snapshot, r->reader.path, r->reader.at, names);
    add_so_far(&text, r);
    rs_text_add(&text, "neither a module nor a variable of __main__");
    rs__text_add_meant(&text, names);
    return rs__not_found(err, &text);
}

static rs_status resolve(resolution *r, rs_error *err) {
    rs_status st = check_syntax(r, err);
    if (st != RS_OK) return st;
    rs_nearest_names names = rs__nearest_to(r->reader.path, strcspn(r->reader.path, ".["));
    if (!find_module(r) && !find_variable_of_main(r, &names) && !find_program(r))
        return no_beginning(r, &names, err);
    return take_steps(r, err);
}

rs_status rs_select_path(rs_selection *selection, rs_graph *graph, const char *path, rs_error *err) {
    resolution r = {
        .snapshot = rs_graph_snapshot(graph), .program = rs_graph_program(graph), .object = RS_NO_OBJECT};
    r.reader = (rs_path_reader){.path = path, .room = rs_alloc_array(strlen(path) + 1, 1)};
    if (!r.reader.room) return rs_fail_memory(err, "a selection");
    rs_status st = resolve(&r, err);
    if (st == RS_OK) st = rs__select_one(selection, r.object, err);
    rs_release(r.reader.room);
    return st;
}
