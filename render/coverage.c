/* coverage.c: what a photograph did not see.                                    Header: coverage.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "coverage.h"

#include "style.h"

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

void rs__add_coverage(rs_text *text, const rs_coverage *seen, const rs_report_options *options) {
    note_writer notes = {text, options};
    if (!seen->whole_heap) add_note(&notes, "not seen: what the given objects do not reach");
    if (seen->during_collection)
        add_note(&notes, "not seen: objects that the collector, which was running, had in hand");
    add_counted(&notes, seen->other_interpreters, "not seen: ", " other interpreter of this process",
                " other interpreters of this process");
    add_counted(&notes, seen->opaque_objects, "not seen: what ",
                " object refers to; its type may hold references and does not tell which",
                " objects refer to; their types may hold references and do not tell which");
    add_counted(&notes, seen->values_withheld, "not kept: ", " value, by the policy on values",
                " values, by the policy on values");
    add_counted(&notes, seen->unnamed_references, "not named: ", " reference", " references");
    add_counted(&notes, seen->hidden_objects, "left out: ", " object of refscope itself",
                " objects of refscope itself");
    add_counted(&notes, seen->immortal_objects, "immortal: ", " object, whose reference count means nothing",
                " objects, whose reference counts mean nothing");
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

json_t *rs__json_coverage(rs__json *json, const rs_coverage *seen) {
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
    return coverage;
}
