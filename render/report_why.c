/* report_why.c: why objects are alive, or which cycle keeps them as garbage.
 *                                          JSON: report_why_json.c. Manual: rs_report.h. Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report_why.h"

#include <string.h>

#include "dominator_chain.h"
#include "place_name.h"
#include "repeats.h"
#include "style.h"

typedef struct report {
    rs_text *text;
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_report_options *options;
    const rs_dominators *dominators;
    rs_text words;
} report;

enum { INDENT = 5 }; /* below "  1. " */

static const char *arrow = " → ";

/* ---- Lines ---------------------------------------------------------------------------------------------------------- */

static void take_words(report *r) {
    r->text->failed |= r->words.failed;
    rs_text_clear(&r->words);
}

static void write_wrapped(report *r, size_t used, rs__style style, const char *breaks) {
    rs__wrap how = {.columns = r->options->columns,
                    .used = used,
                    .indent = INDENT,
                    .style = style,
                    .colour = r->options->colour,
                    .breaks = breaks};
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    take_words(r);
}

static void write_heading(report *r, rs_object_id object) {
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs_text_add_preview(&r->words, r->snapshot, object, 60);
    rs__line_add(&line, rs_text_string(&r->words), RS__STYLE_STRONG);
    take_words(r);
    if (object >= r->columns->records) {
        rs_text_add(&r->words, "  ");
        rs_text_add_size(&r->words, rs_snapshot_size(r->snapshot, object));
        rs_text_add(&r->words, ", retains ");
        rs_text_add_size(&r->words, rs_dominators_retained(r->dominators, object));
        if (!(r->columns->flags[object] & RS_OBJECT_IMMORTAL))
            rs_text_addf(&r->words, ", reference count %u", r->columns->refcount[object]);
        rs__line_add(&line, rs_text_string(&r->words), RS__STYLE_DIM);
    }
    rs__line_end(&line);
    take_words(r);
}

/* ---- Paths ---------------------------------------------------------------------------------------------------------- */

/* A coroutine, a generator or a frame with what it runs: "coroutine handle". */
static void add_type(rs_text *words, const report *r, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(r->snapshot, object);
    bool runs = type->kind == RS_KIND_GENERATOR || type->kind == RS_KIND_FRAME;
    const char *name = runs ? rs_snapshot_object_name(r->snapshot, object) : NULL;
    rs_text_add_escaped(words, type->bare, strlen(type->bare), 0);
    if (!name) return;
    rs_text_add_char(words, ' ');
    rs_text_add_escaped(words, name, strlen(name), 0);
}

/* The types on the way, those that hold first: what is folded away in the expression is left out here as well. */
static void add_types(report *r, const rs_path *path, size_t skipped) {
    rs__pieces types = RS__PIECES_INIT;
    add_type(&types.text, r,
             skipped < path->length ? rs_snapshot_source(r->snapshot, path->references[skipped])
                                    : path->root);
    rs__piece_end(&types);
    for (size_t i = skipped; i < path->length && !types.text.failed; i++) {
        if (i + 1 < path->length && rs__is_fold(r->snapshot, path->references[i])) continue;
        add_type(&types.text, r, r->columns->target[path->references[i]]);
        rs__piece_end(&types);
    }
    for (size_t at = 0; at < types.count && !types.text.failed;) {
        rs__run run = rs__run_at(&types, at);
        if (at > 0) rs_text_add(&r->words, arrow);
        if (run.period > 1) rs_text_add_char(&r->words, '(');
        for (size_t i = 0; i < run.period; i++) {
            if (i > 0) rs_text_add(&r->words, arrow);
            rs__add_pieces(&r->words, &types, at + i, 1);
        }
        if (run.period > 1) rs_text_add_char(&r->words, ')');
        if (run.times > 1) rs_text_add(&r->words, " \xC3\x97");
        if (run.times > 1) rs_text_add_count(&r->words, run.times);
        at += run.period * run.times;
    }
    r->words.failed |= types.text.failed;
    rs__pieces_release(&types);
}

/* Start and expression on one line where they fit, else the expression below; then the types. */
static void write_path(report *r, const rs_path *path, size_t number) {
    size_t skipped = 0, used = 0;
    rs_text_addf(&r->words, "%3zu. ", number);
    rs_text_add_path_start(&r->words, r->graph, path, &skipped);
    used = rs_text_columns(rs_text_string(&r->words), r->words.length);
    rs__add_styled(r->text, rs_text_string(&r->words), RS__STYLE_ROOT, r->options->colour);
    take_words(r);
    if (skipped >= path->length) {
        rs_text_add_char(r->text, '\n');
        return;
    }
    rs_text_add_path(&r->words, r->snapshot, path->references + skipped, path->length - skipped);
    size_t wanted = rs_text_columns(rs_text_string(&r->words), r->words.length);
    bool fits = r->options->columns == 0 || used + 1 + wanted <= r->options->columns;
    rs_text_add(r->text, fits ? " " : "\n     ");
    write_wrapped(r, fits ? used + 1 : INDENT, RS__STYLE_NAME, ".[");
    if (path->length - skipped < 2) return;
    add_types(r, path, skipped);
    rs_text_add_repeated(r->text, " ", INDENT);
    write_wrapped(r, INDENT, RS__STYLE_DIM, NULL);
}

static void write_paths(report *r, const rs_paths *paths) {
    for (size_t i = 0; i < rs_paths_count(paths) && !r->text->failed; i++) {
        rs_path path = rs_paths_at(paths, i);
        write_path(r, &path, i + 1);
    }
}

static rs_status write_more(report *r, const rs_paths *paths, rs_error *err) {
    size_t more = 0;
    rs_status status = r->options->limit > 0 ? rs_paths_more(&more, paths, r->graph, err) : RS_OK;
    if (status != RS_OK || more == 0) return status;
    rs_text_add(&r->words, "and by ");
    rs_text_add_count(&r->words, more);
    rs_text_add(&r->words,
                more == 1 ? " more holder: --paths 0 tells it" : " more holders: --paths 0 tells all");
    rs_text_add_repeated(r->text, " ", INDENT);
    write_wrapped(r, INDENT, RS__STYLE_DIM, NULL);
    return RS_OK;
}

/* ---- Dominators ----------------------------------------------------------------------------------------------------- */

/* "module app 48.1 MB", or behind what is told before it: ".cache.sessions 48.0 MB". */
static rs_status add_dominator(report *r, rs_object_id object, rs_object_id within, rs_error *err) {
    rs_object_id shown = object;
    rs_status status = rs__add_place_name(&r->words, r->graph, object, within, &shown, err);
    rs_text_add_char(&r->words, ' ');
    rs_text_add_size(&r->words, rs_dominators_retained(r->dominators, object));
    return status;
}

/* Of a long chain the outermost, which retain most, and the nearest. */
static rs_status write_chain(report *r, const rs__dominator_chain *chain, rs_error *err) {
    const size_t most = 8, nearest = 2;
    rs_status status = RS_OK;
    rs_text_add(&r->words, "hangs on ");
    for (size_t i = 0; i < chain->count && status == RS_OK; i++) {
        rs_object_id within = i > 0 ? chain->objects[i - 1] : RS_NO_OBJECT;
        if (i > 0) rs_text_add(&r->words, arrow);
        if (chain->count > most && i == most - nearest) {
            i = chain->count - nearest;
            within = chain->objects[i - 1];
            rs_text_add(&r->words, "… ");
            rs_text_add_count(&r->words, chain->count - most);
            rs_text_addf(&r->words, " more%s", arrow);
        }
        status = add_dominator(r, chain->objects[i], within, err);
    }
    rs_text_add_repeated(r->text, " ", INDENT);
    write_wrapped(r, INDENT, RS__STYLE_PLAIN, NULL);
    return status;
}

/* Whoever cuts one of several paths that share nothing frees nothing. */
static rs_status write_dominators(report *r, rs_object_id object, size_t paths, rs_error *err) {
    rs__dominator_chain chain = {NULL, 0};
    rs_status status = rs__dominator_chain_find(&chain, r->graph, object, err);
    if (status != RS_OK) return status;
    if (chain.count > 0) {
        status = write_chain(r, &chain, err);
    } else if (paths > 1) {
        rs_text_add(&r->words, "hangs on no single object: each of several paths would have to be cut");
        rs_text_add_repeated(r->text, " ", INDENT);
        write_wrapped(r, INDENT, RS__STYLE_PLAIN, NULL);
    }
    rs__dominator_chain_release(&chain);
    return status;
}

/* ---- Garbage -------------------------------------------------------------------------------------------------------- */

static void add_preview(report *r, rs_object_id object) {
    rs_text_add_preview(&r->words, r->snapshot, object, 48);
}

static void add_chain(report *r, const rs_reference_id *references, size_t count) {
    for (size_t i = 0; i < count; i++) {
        rs_text_add_char(&r->words, ' ');
        rs_text_add_path(&r->words, r->snapshot, references + i, 1);
        rs_text_add(&r->words, arrow);
        if (i + 1 < count) add_preview(r, r->columns->target[references[i]]);
    }
}

static void write_indented(report *r, rs__style style) {
    rs_text_add_repeated(r->text, " ", INDENT);
    write_wrapped(r, INDENT, style, NULL);
}

static rs_status write_garbage(report *r, rs_object_id object, const rs_liveness *liveness, rs_error *err) {
    rs__garbage_cycle found = {NULL, 0, NULL, 0};
    rs_status status = rs__garbage_cycle_find(&found, r->graph, object, err);
    if (status != RS_OK) return status;
    rs_text_add(&r->words, "garbage: no root reaches it; ");
    rs_text_add(&r->words, found.cycle_count == 0     ? "nothing that was seen holds it"
                           : found.holding_count == 0 ? "it lives on because it is on the cycle"
                                                      : "it lives on because of the cycle");
    write_indented(r, RS__STYLE_GARBAGE);
    if (rs_liveness_is_uncollectable(liveness, object)) {
        rs_text_add(&r->words, "the collector cannot free it: ");
        rs_liveness_add_unseen(&r->words, liveness, object);
        write_indented(r, RS__STYLE_GARBAGE);
    }
    if (found.cycle_count > 0) {
        add_preview(r, rs_snapshot_source(r->snapshot, found.cycle[0]));
        add_chain(r, found.cycle, found.cycle_count);
        rs_text_add(&r->words, "itself");
        write_indented(r, RS__STYLE_PLAIN);
    }
    if (found.holding_count > 0) {
        rs_text_add(&r->words, "which holds it by ");
        rs_text_add_path(&r->words, r->snapshot, found.holding, found.holding_count);
        write_indented(r, RS__STYLE_PLAIN);
    }
    rs__garbage_cycle_release(&found);
    return RS_OK;
}

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

static rs_status write_object(report *r, rs_object_id object, const rs_liveness *liveness, rs_error *err) {
    rs_paths *paths = NULL;
    write_heading(r, object);
    if (rs_liveness_is_garbage(liveness, object)) return write_garbage(r, object, liveness, err);
    rs_status status = rs_paths_find(&paths, r->graph, object, r->options->limit, err);
    if (status != RS_OK) return status;
    if (rs_paths_count(paths) == 0) rs_text_add(r->text, "     no path from a root was found\n");
    write_paths(r, paths);
    status = write_more(r, paths, err);
    if (status == RS_OK) status = write_dominators(r, object, rs_paths_count(paths), err);
    rs_paths_free(paths);
    return status;
}

static rs_status write_text(report *r, const rs_object_id *objects, size_t count, rs_error *err) {
    const rs_liveness *liveness = NULL;
    rs_status status = rs_graph_liveness(&liveness, r->graph, err);
    if (status == RS_OK && count > 0) status = rs_graph_dominators(&r->dominators, r->graph, err);
    for (size_t i = 0; i < count && status == RS_OK && !r->text->failed; i++) {
        if (i > 0) rs_text_add_char(r->text, '\n');
        status = write_object(r, objects[i], liveness, err);
    }
    return status;
}

bool rs__is_fold(const rs_snapshot *snapshot, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    if (RS_NAME_KIND(name) != RS_NAME_ATTRIBUTE) return false;
    const char *attribute = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name));
    return strcmp(attribute, "__dict__") == 0 || strcmp(attribute, "__closure__") == 0;
}

rs_status rs_report_why(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                        const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    report r = {.text = text,
                .graph = graph,
                .snapshot = rs_graph_snapshot(graph),
                .options = options ? options : &defaults};
    r.columns = rs_snapshot_columns(r.snapshot);
    rs_status status;
    if (r.options->format == RS_FORMAT_JSON)
        status = rs__why_write_json(text, graph, objects, count, r.options, err);
    else
        status = write_text(&r, objects, count, err);
    rs_text_release(&r.words);
    return status == RS_OK ? rs_text_status(text, err) : status;
}
