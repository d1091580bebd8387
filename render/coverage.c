/* coverage.c: what a photograph did not see.                                    Header: coverage.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "coverage.h"

#include <string.h>

#include "rs_memory.h"
#include "style.h"

enum { NAMES_TOLD = 5 };

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

typedef struct note_writer {
    rs_text *text;
    const rs_report_options *options;
} note_writer;

static void add_note(const note_writer *notes, const char *words) {
    rs__wrap how = {.columns = notes->options->columns,
                    .indent = 2,
                    .style = RS__STYLE_DIM,
                    .colour = notes->options->colour};
    rs__add_wrapped(notes->text, words, &how);
}

static void add_counted(const note_writer *notes, uint64_t count, const char *before, const char *one,
                        const char *many) {
    if (count == 0) return;
    rs_text words = RS_TEXT_INIT;
    rs_text_add(&words, before);
    rs_text_add_count(&words, count);
    rs_text_add(&words, count == 1 ? one : many);
    add_note(notes, rs_text_string(&words));
    notes->text->failed |= words.failed;
    rs_text_release(&words);
}

/* ": 510 hiredis.Reader, 2 app.Node and 4 more types", the types with the most objects first. */
static void add_opaque_names(rs_text *words, const rs_snapshot *snapshot) {
    rs_opaque_type *types = NULL;
    size_t count = 0;
    if (snapshot == NULL) return;
    if (rs_snapshot_opaque_types(&types, &count, snapshot, NULL) != RS_OK) {
        words->failed = true;
        return;
    }
    for (size_t i = 0; i < count && i < NAMES_TOLD; i++) {
        rs_text_add(words, i == 0 ? ": " : ", ");
        rs_text_add_count(words, types[i].objects);
        rs_text_add_char(words, ' ');
        rs_text_add_escaped(words, types[i].name, strlen(types[i].name), 0);
    }
    if (count > NAMES_TOLD) rs_text_addf(words, " and of %zu more types", count - NAMES_TOLD);
    rs_release(types);
}

static void add_opaque(const note_writer *notes, const rs_coverage *seen, const rs_snapshot *snapshot) {
    if (seen->opaque_objects == 0) return;
    rs_text words = RS_TEXT_INIT;
    rs_text_add(&words, "not seen: what ");
    rs_text_add_count(&words, seen->opaque_objects);
    rs_text_add(&words, seen->opaque_objects == 1
                            ? " object refers to; its type may hold references and does not tell which"
                            : " objects refer to; their types may hold references and do not tell which");
    add_opaque_names(&words, snapshot);
    add_note(notes, rs_text_string(&words));
    notes->text->failed |= words.failed;
    rs_text_release(&words);
}

/* The types that are told so, by name. */
static void add_told(const note_writer *notes, const rs_snapshot *snapshot, rs_told told,
                     const char *before) {
    size_t found = 0, count = snapshot ? rs_snapshot_type_count(snapshot) : 0;
    rs_text words = RS_TEXT_INIT;
    rs_text_add(&words, before);
    for (uint32_t t = 0; t < count; t++) {
        const rs_type *type = rs_snapshot_type(snapshot, t);
        if (type->told != told) continue;
        if (found++ >= NAMES_TOLD) continue;
        rs_text_add(&words, found == 1 ? "" : ", ");
        rs_text_add_escaped(&words, type->name, strlen(type->name), 0);
    }
    if (found > NAMES_TOLD) rs_text_addf(&words, " and %zu more types", found - NAMES_TOLD);
    if (found > 0) add_note(notes, rs_text_string(&words));
    notes->text->failed |= words.failed;
    rs_text_release(&words);
}

void rs__add_coverage(rs_text *text, const rs_coverage *seen, const rs_snapshot *snapshot,
                      const rs_report_options *options) {
    note_writer notes = {text, options};
    if (!seen->whole_heap) add_note(&notes, "not seen: what the given objects do not reach");
    if (seen->during_collection)
        add_note(&notes, "not seen: objects that the collector, which was running, had in hand");
    add_counted(&notes, seen->other_interpreters, "not seen: ", " other interpreter of this process",
                " other interpreters of this process");
    add_opaque(&notes, seen, snapshot);
    add_told(&notes, snapshot, RS_TOLD_LAYOUT_UNKNOWN,
             "layout not known in this Python, so that fewer references have names: ");
    add_told(&notes, snapshot, RS_TOLD_WRONGLY,
             "does not tell rightly what it refers to; what is no object was left out: ");
    add_counted(&notes, seen->values_withheld, "not kept: ", " value, by the policy on values",
                " values, by the policy on values");
    add_counted(&notes, seen->unnamed_references, "not named: ", " reference", " references");
    add_counted(&notes, seen->hidden_objects, "left out: ", " object of refscope itself",
                " objects of refscope itself");
    add_counted(&notes, seen->immortal_objects, "immortal: ", " object, whose reference count means nothing",
                " objects, whose reference counts mean nothing");
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static json_t *opaque_names(rs__json *json, const rs_snapshot *snapshot) {
    json_t *named = rs__json_array(json);
    rs_opaque_type *types = NULL;
    size_t count = 0;
    if (rs_snapshot_opaque_types(&types, &count, snapshot, NULL) != RS_OK) json->failed = true;
    for (size_t i = 0; i < count && !json->failed; i++) {
        json_t *one = rs__json_object(json);
        rs__json_put(json, one, "type", rs__json_string(json, types[i].name));
        rs__json_put(json, one, "objects", rs__json_number(json, types[i].objects));
        rs__json_append(json, named, one);
    }
    rs_release(types);
    return named;
}

static json_t *told_names(rs__json *json, const rs_snapshot *snapshot, rs_told told) {
    json_t *named = rs__json_array(json);
    for (uint32_t t = 0; t < rs_snapshot_type_count(snapshot) && !json->failed; t++) {
        const rs_type *type = rs_snapshot_type(snapshot, t);
        if (type->told == told) rs__json_append(json, named, rs__json_string(json, type->name));
    }
    return named;
}

json_t *rs__json_coverage(rs__json *json, const rs_coverage *seen, const rs_snapshot *snapshot) {
    json_t *coverage = rs__json_object(json);
    static const char *const policies[] = {"short", "names", "none"};
    rs__json_put(json, coverage, "values", rs__json_string(json, policies[seen->values]));
    rs__json_put(json, coverage, "whole_heap", json_boolean(seen->whole_heap));
    rs__json_put(json, coverage, "during_collection", json_boolean(seen->during_collection));
    rs__json_put(json, coverage, "opaque_objects", rs__json_number(json, seen->opaque_objects));
    rs__json_put(json, coverage, "opaque_types", rs__json_number(json, seen->opaque_types));
    rs__json_put(json, coverage, "immortal_objects", rs__json_number(json, seen->immortal_objects));
    rs__json_put(json, coverage, "hidden_objects", rs__json_number(json, seen->hidden_objects));
    rs__json_put(json, coverage, "unnamed_references", rs__json_number(json, seen->unnamed_references));
    rs__json_put(json, coverage, "other_interpreters", rs__json_number(json, seen->other_interpreters));
    rs__json_put(json, coverage, "values_withheld", rs__json_number(json, seen->values_withheld));
    if (snapshot != NULL) {
        rs__json_put(json, coverage, "opaque_type_names", opaque_names(json, snapshot));
        rs__json_put(json, coverage, "unknown_layouts", told_names(json, snapshot, RS_TOLD_LAYOUT_UNKNOWN));
        rs__json_put(json, coverage, "misreporting_types", told_names(json, snapshot, RS_TOLD_WRONGLY));
    }
    return coverage;
}
