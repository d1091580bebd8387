/* baseline_text.c: a baseline as text, written and read.        Manual: rs_baseline.h. The format: docs/baseline.md
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "baseline.h"

static const char first_line[] = "refscope baseline ";

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

static const char heading[] =
    "# Patterns of reference cycles that `refscope cycles --baseline` lets pass: a fingerprint and its "
    "pattern a line.\n"
    "# --update-baseline writes this file; a comment directly above a pattern stays as it is.\n";

void rs_text_add_baseline(rs_text *text, const rs_baseline *baseline) {
    rs_text_addf(text, "%s%d\n%s", first_line, RS_BASELINE_VERSION, heading);
    for (size_t i = 0; i < rs_baseline_count(baseline); i++) {
        const rs_baseline_entry *entry = rs_baseline_at(baseline, i);
        rs_text_addf(text, "\n%s%s%s%s\n", entry->comment, entry->fingerprint, entry->text[0] ? " " : "",
                     entry->text);
    }
}

static bool is_told_before(const rs_pattern *pattern, size_t step) {
    for (size_t i = 0; i < step; i++)
        if (strcmp(pattern->types[i], pattern->types[step]) == 0) return true;
    return false;
}

/* "# of app.Node, app.Leaf: garbage, seen 20 times; cut app.Node.parent" */
static void add_comment(rs_text *text, const rs_pattern *pattern) {
    rs_text_add(text, "# of ");
    for (size_t i = 0; i < pattern->steps; i++) {
        if (is_told_before(pattern, i)) continue;
        if (i > 0) rs_text_add(text, ", ");
        rs_text_add_printable(text, pattern->types[i]);
    }
    rs_text_add(text, pattern->scope == RS_SCOPE_LIVE ? ": alive, seen " : ": garbage, seen ");
    if (pattern->count == 1) {
        rs_text_add(text, "once");
    } else {
        rs_text_add_count(text, pattern->count);
        rs_text_add(text, " times");
    }
    for (size_t i = 0; i < pattern->cut_count; i++) {
        rs_text_add(text, i == 0 ? "; cut " : ", ");
        rs_text_add_printable(text, pattern->cuts[i].edge);
    }
    rs_text_add(text, "\n");
}

static rs__piece piece_of(const char *string) {
    return (rs__piece){string, strlen(string)};
}

rs_status rs_baseline_add(rs_baseline *baseline, const rs_pattern *pattern, const rs_baseline *older,
                          rs_error *err) {
    if (rs_baseline_find(baseline, pattern->fingerprint)) return RS_OK;
    const rs_baseline_entry *old = older ? rs_baseline_find(older, pattern->fingerprint) : NULL;
    rs_text line = RS_TEXT_INIT, comment = RS_TEXT_INIT;
    rs_text_add_printable(&line, pattern->text);
    if (old)
        rs_text_add(&comment, old->comment);
    else
        add_comment(&comment, pattern);
    bool added = !line.failed && !comment.failed &&
                 rs__baseline_insert(baseline, piece_of(pattern->fingerprint),
                                     (rs__piece){rs_text_string(&line), line.length},
                                     (rs__piece){rs_text_string(&comment), comment.length});
    rs_text_release(&line);
    rs_text_release(&comment);
    return added ? RS_OK : rs_fail_memory(err, "baseline");
}

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

typedef struct reader {
    rs_baseline *into;
    const char *name; /* of the file, in messages */
    const char *at, *end;
    size_t number;     /* of the line at hand, from 1 */
    rs__piece line;    /* without its end */
    rs__piece comment; /* the lines of comment directly above it */
} reader;

/* The next line becomes the one at hand; false: there is none. Carriage returns at its end are not of it. */
static bool next_line(reader *r) {
    if (r->at == r->end) return false;
    const char *feed = memchr(r->at, '\n', (size_t)(r->end - r->at));
    const char *stop = feed ? feed : r->end;
    r->line = (rs__piece){r->at, (size_t)(stop - r->at)};
    while (r->line.length > 0 && r->line.bytes[r->line.length - 1] == '\r') r->line.length--;
    r->at = feed ? feed + 1 : r->end;
    r->number++;
    return true;
}

/* "cycles.txt:3: what: 'the line'"; of a long line the beginning. */
static rs_status refuse(const reader *r, const char *what, rs_error *err) {
    enum { TOLD = 40 };
    rs_text line = RS_TEXT_INIT;
    size_t told = rs_text_fit(r->line.bytes, r->line.length, TOLD);
    rs_text_add_escaped(&line, r->line.bytes, told, '\'');
    rs_status status = rs_fail(err, RS_BAD_ARGUMENT, "%s:%zu: %s: '%s%s'", r->name, r->number, what,
                               rs_text_string(&line), told < r->line.length ? "…" : "");
    rs_text_release(&line);
    return status;
}

/* The number behind "refscope baseline ", or 0. */
static unsigned version_of(rs__piece line) {
    size_t words = sizeof first_line - 1;
    unsigned version = 0;
    if (line.length <= words || line.length > words + 6 || memcmp(line.bytes, first_line, words) != 0)
        return 0;
    for (size_t i = words; i < line.length; i++) {
        if (line.bytes[i] < '0' || line.bytes[i] > '9') return 0;
        version = version * 10 + (unsigned)(line.bytes[i] - '0');
    }
    return version;
}

static rs_status read_first_line(reader *r, rs_error *err) {
    if (!next_line(r)) return RS_OK;
    unsigned version = version_of(r->line);
    if (version == RS_BASELINE_VERSION) return RS_OK;
    if (version == 0)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: not a baseline of refscope: its first line is not `%s%d`",
                       r->name, first_line, RS_BASELINE_VERSION);
    return rs_fail(
        err, RS_UNSUPPORTED,
        "%s: a baseline of version %u, and this refscope reads version %d: a newer refscope wrote it",
        r->name, version, RS_BASELINE_VERSION);
}

static bool is_blank(rs__piece line) {
    for (size_t i = 0; i < line.length; i++)
        if (line.bytes[i] != ' ' && line.bytes[i] != '\t') return false;
    return true;
}

static bool has_fingerprint(rs__piece line) {
    if (line.length < RS__FINGERPRINT_DIGITS) return false;
    for (size_t i = 0; i < RS__FINGERPRINT_DIGITS; i++) {
        char c = line.bytes[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
    }
    return line.length == RS__FINGERPRINT_DIGITS || line.bytes[RS__FINGERPRINT_DIGITS] == ' ';
}

static bool is_text(rs__piece line) {
    return memchr(line.bytes, '\0', line.length) == NULL;
}

static rs_status read_entry(reader *r, rs_error *err) {
    rs__piece fingerprint = {r->line.bytes, RS__FINGERPRINT_DIGITS}, text = r->line;
    if (!has_fingerprint(r->line))
        return refuse(r, "neither a comment nor a fingerprint and its pattern", err);
    text.bytes += RS__FINGERPRINT_DIGITS;
    text.length -= RS__FINGERPRINT_DIGITS;
    while (text.length > 0 && text.bytes[0] == ' ') text.bytes++, text.length--;
    if (!rs__baseline_append(r->into, fingerprint, text, r->comment)) return rs_fail_memory(err, r->name);
    return RS_OK;
}

static rs_status read_line(reader *r, rs_error *err) {
    if (!is_text(r->line)) return refuse(r, "not text", err);
    if (r->line.length > 0 && r->line.bytes[0] == '#') {
        if (r->comment.length == 0) r->comment.bytes = r->line.bytes;
        r->comment.length = (size_t)(r->at - r->comment.bytes);
        return RS_OK;
    }
    rs_status status = is_blank(r->line) ? RS_OK : read_entry(r, err);
    r->comment.length = 0;
    return status;
}

rs_status rs_baseline_parse(rs_baseline **out, const char *bytes, size_t size, const char *name,
                            rs_error *err) {
    reader r = {.name = name, .at = bytes, .end = bytes + size};
    rs_status status = rs_baseline_new(&r.into, err);
    if (status == RS_OK) status = read_first_line(&r, err);
    while (status == RS_OK && next_line(&r)) status = read_line(&r, err);
    if (status != RS_OK) {
        rs_baseline_free(r.into);
        return status;
    }
    rs__baseline_sort(r.into);
    *out = r.into;
    return RS_OK;
}
