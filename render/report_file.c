/* report_file.c: what a snapshot file says of itself.                            Manual: rs_report.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include <time.h>

#include "coverage.h"
#include "style.h"

/* "2026-03-01 12:00:00 UTC": the same wherever it is read. */
static void add_time(rs_text *text, int64_t nanoseconds, const char *format) {
    char buffer[64];
    time_t seconds = (time_t)(nanoseconds / 1000000000);
    struct tm parts;
    if (gmtime_r(&seconds, &parts) && strftime(buffer, sizeof buffer, format, &parts) > 0)
        rs_text_add(text, buffer);
    else
        rs_text_add(text, "at no time that can be written");
}

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

#define LABEL_COLUMNS 14

static void add_label(rs_text *text, const char *label, const rs_report_options *options) {
    rs_text cell = RS_TEXT_INIT;
    rs_text_addf(&cell, "%-*s", LABEL_COLUMNS, label);
    rs__add_styled(text, rs_text_string(&cell), RS__STYLE_STRONG, options->colour);
    text->failed |= cell.failed;
    rs_text_release(&cell);
}

/* Texts of a file are anybody's. */
static void add_foreign(rs_text *text, const char *words) {
    rs_text_add_escaped(text, words, strlen(words), 0);
}

static void add_collections(rs_text *text, const rs_origin *origin) {
    if (origin->collections == 0) return;
    rs_text_add(text, ", behind ");
    rs_text_add_count(text, origin->collections);
    rs_text_add(text, origin->collections == 1 ? " collection that took " : " collections that took ");
    rs_text_add_count(text, origin->collected);
    rs_text_add(text, origin->collected == 1 ? " object" : " objects");
}

static void add_what(rs_text *text, const rs_file_about *about, const rs_report_options *options) {
    const rs_origin *origin = &about->origin;
    add_label(text, "photograph", options);
    if (origin->target[0])
        add_foreign(text, origin->target);
    else
        rs_text_add(text, "of a program that is not named");
    if (origin->where[0]) {
        rs_text_add(text, ", ");
        add_foreign(text, origin->where);
    }
    add_collections(text, origin);
    rs_text_add_char(text, '\n');
    add_label(text, "taken", options);
    if (origin->taken)
        add_time(text, origin->taken, "%Y-%m-%d %H:%M:%S UTC");
    else
        rs_text_add(text, "it is not known when");
    if (origin->nanoseconds) rs_text_addf(text, ", in %.2f s", (double)origin->nanoseconds / 1e9);
    rs_text_add_char(text, '\n');
    add_label(text, "Python", options);
    add_foreign(text, about->coverage.python[0] ? about->coverage.python : "not known");
    if (origin->platform[0]) {
        rs_text_add(text, ", ");
        add_foreign(text, origin->platform);
    }
    rs_text_add_char(text, '\n');
}

static void add_heap(rs_text *text, const rs_file_about *about, const rs_report_options *options) {
    static const char *const kept[] = {"short: previews of scalars, keys of dicts included",
                                       "names: names of attributes, functions and types, no values",
                                       "none: shapes only, names of attributes, functions and types"};
    add_label(text, "heap", options);
    rs_text_add_count(text, about->objects);
    rs_text_add(text, " objects, ");
    rs_text_add_size(text, about->total_size);
    rs_text_add(text, "; ");
    rs_text_add_count(text, about->references);
    rs_text_add(text, " references, ");
    rs_text_add_count(text, about->types);
    rs_text_add(text, " types\n");
    add_label(text, "values", options);
    rs_text_add(text, kept[about->coverage.values]);
    rs_text_add_char(text, '\n');
    add_label(text, "file", options);
    rs_text_add_size(text, about->bytes);
    if (about->objects)
        rs_text_addf(text, ", %.1f bytes an object", (double)about->bytes / (double)about->objects);
    rs_text_addf(text, "; format %u.%u, written by refscope ", about->major, about->minor);
    add_foreign(text, about->writer[0] ? about->writer : "of some version");
    rs_text_add_char(text, '\n');
}

/* A size at the right of ten columns. */
static void add_size(rs_text *text, uint64_t bytes) {
    rs_text size = RS_TEXT_INIT;
    rs_text_add_size(&size, bytes);
    rs_text_addf(text, " %10s", rs_text_string(&size));
    text->failed |= size.failed;
    rs_text_release(&size);
}

static void add_sections(rs_text *text, const rs_file_about *about, const rs_report_options *options) {
    rs_text heading = RS_TEXT_INIT;
    rs_text_addf(&heading, "\n%-8s %5s %10s %10s  %s", "section", "times", "stored", "holds", "what");
    rs__add_styled(text, rs_text_string(&heading), RS__STYLE_STRONG, options->colour);
    rs_text_add_char(text, '\n');
    text->failed |= heading.failed;
    rs_text_release(&heading);
    for (uint32_t i = 0; i < about->section_count; i++) {
        const rs_file_section *section = &about->sections[i];
        rs_text_addf(text, "%-8s %5u", section->tag, section->count);
        add_size(text, section->stored);
        add_size(text, section->content);
        rs_text_addf(text, "  %s\n", section->text);
    }
}

static void write_text(rs_text *text, const rs_file_about *about, const rs_report_options *options) {
    add_what(text, about, options);
    add_heap(text, about, options);
    rs__add_coverage(text, &about->coverage, NULL, options);
    add_sections(text, about, options);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

/* What is not known is left out. */
static void put_known(rs__json *json, json_t *object, const char *key, const char *string) {
    if (string[0]) rs__json_put(json, object, key, rs__json_string(json, string));
}

static json_t *time_of(rs__json *json, int64_t taken) {
    rs_text text = RS_TEXT_INIT;
    add_time(&text, taken, "%Y-%m-%dT%H:%M:%SZ");
    json_t *value = rs__json_string(json, rs_text_string(&text));
    json->failed |= text.failed;
    rs_text_release(&text);
    return value;
}

static json_t *heap_of(rs__json *json, const rs_file_about *about) {
    json_t *heap = rs__json_object(json);
    rs__json_put(json, heap, "objects", rs__json_number(json, about->objects));
    rs__json_put(json, heap, "references", rs__json_number(json, about->references));
    rs__json_put(json, heap, "bytes", rs__json_number(json, about->total_size));
    return heap;
}

static json_t *origin_of(rs__json *json, const rs_origin *from) {
    json_t *origin = rs__json_object(json);
    put_known(json, origin, "target", from->target);
    put_known(json, origin, "where", from->where);
    if (from->taken) rs__json_put(json, origin, "taken", time_of(json, from->taken));
    if (from->nanoseconds)
        rs__json_put(json, origin, "nanoseconds", rs__json_number(json, from->nanoseconds));
    if (from->collections > 0) {
        rs__json_put(json, origin, "collections", rs__json_number(json, from->collections));
        rs__json_put(json, origin, "collected", rs__json_number(json, from->collected));
    }
    put_known(json, origin, "platform", from->platform);
    if (from->pointer_size)
        rs__json_put(json, origin, "pointer_size", rs__json_number(json, from->pointer_size));
    return origin;
}

static json_t *sections_of(rs__json *json, const rs_file_about *about) {
    json_t *sections = rs__json_array(json);
    for (uint32_t i = 0; i < about->section_count; i++) {
        json_t *row = rs__json_object(json);
        rs__json_put(json, row, "tag", rs__json_string(json, about->sections[i].tag));
        rs__json_put(json, row, "what", rs__json_string(json, about->sections[i].text));
        rs__json_put(json, row, "times", rs__json_number(json, about->sections[i].count));
        rs__json_put(json, row, "stored_bytes", rs__json_number(json, about->sections[i].stored));
        rs__json_put(json, row, "content_bytes", rs__json_number(json, about->sections[i].content));
        rs__json_append(json, sections, row);
    }
    return sections;
}

static json_t *file_of(rs__json *json, const rs_file_about *about) {
    json_t *file = rs__json_object(json);
    rs__json_put(json, file, "bytes", rs__json_number(json, about->bytes));
    rs__json_put(json, file, "major", rs__json_number(json, about->major));
    rs__json_put(json, file, "minor", rs__json_number(json, about->minor));
    put_known(json, file, "writer", about->writer);
    rs__json_put(json, file, "sections", sections_of(json, about));
    return file;
}

static rs_status write_json(rs_text *text, const rs_file_about *about, const rs_report_options *options,
                            rs_error *err) {
    rs__json json = {.snapshot = NULL};
    json_t *report = rs__json_opening(&json, about->coverage.python, options);
    rs__json_put(&json, report, "heap", heap_of(&json, about));
    rs__json_put(&json, report, "type_count", rs__json_number(&json, about->types));
    rs__json_put(&json, report, "origin", origin_of(&json, &about->origin));
    rs__json_put(&json, report, "coverage", rs__json_coverage(&json, &about->coverage, NULL));
    rs__json_put(&json, report, "file", file_of(&json, about));
    return rs__json_write(&json, text, report, err);
}

rs_status rs_report_file(rs_text *text, const rs_file_about *about, const rs_report_options *options,
                         rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    if (!options) options = &defaults;
    if (options->format == RS_FORMAT_JSON) return write_json(text, about, options, err);
    write_text(text, about, options);
    return rs_text_status(text, err);
}
