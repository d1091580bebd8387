/* report_diff.c: what grew, by what retains it and by type.        Manual: rs_report.h. JSON: report_diff_json.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report_diff.h"

#include <string.h>

#include "style.h"

enum { COUNT_COLUMNS = 12, SIZE_COLUMNS = 11 };

typedef struct writer {
    rs_text *text;
    const rs__diff_report *report;
    bool matched;
    size_t type_columns; /* of the table's first column */
} writer;

static void release_into(rs_text *part, rs_text *text) {
    text->failed |= part->failed;
    rs_text_release(part);
}

static void add_line(const writer *w, rs_text *words) {
    const rs_report_options *options = w->report->options;
    rs__wrap how = {
        .columns = options->columns, .indent = 2, .style = RS__STYLE_DIM, .colour = options->colour};
    rs__add_wrapped(w->text, rs_text_string(words), &how);
    w->text->failed |= words->failed;
    rs_text_clear(words);
}

/* ---- By what retains it --------------------------------------------------------------------------------------------- */

static const char *bare_name(const char *type) {
    const char *dot = strrchr(type, '.');
    return dot ? dot + 1 : type;
}

static void add_series(rs_text *words, const rs_growth_row *row, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) rs_text_add(words, " \xE2\x86\x92 ");
        rs_text_add_count(words, row->objects[i]);
    }
}

/* " grew by 12,034 Session, 48.0 MB", or of several photographs " grew each time: 5 → 20 → 300 Session, 48.0 MB". */
static void add_growth_words(rs_text *words, const rs__diff_report *report, const rs_growth_row *row) {
    const char *type = bare_name(row->type);
    int64_t bytes = row->more_bytes;
    if (report->comparison->count > 2) {
        rs_text_add(words, " grew each time: ");
        add_series(words, row, report->comparison->count);
    } else {
        rs_text_add(words, " grew by ");
        rs_text_add_count(words, (unsigned long long)row->more_objects);
    }
    rs_text_add_char(words, ' ');
    rs_text_add_escaped(words, type, strlen(type), 0);
    rs_text_add(words, bytes < 0 ? ", -" : ", ");
    rs_text_add_size(words, (unsigned long long)(bytes < 0 ? -bytes : bytes));
}

static void add_growth_row(const writer *w, const rs_growth_row *row) {
    const rs_report_options *options = w->report->options;
    rs_text words = RS_TEXT_INIT;
    add_growth_words(&words, w->report, row);
    rs__wrap how = {.columns = options->columns,
                    .indent = 4,
                    .style = RS__STYLE_NAME,
                    .colour = options->colour,
                    .breaks = ".["};
    if (options->colour) { /* the path is what to look at; a line of two styles is not broken */
        rs__add_styled(w->text, row->path, RS__STYLE_NAME, true);
        rs_text_add(w->text, rs_text_string(&words));
        rs_text_add_char(w->text, '\n');
    } else {
        rs_text line = RS_TEXT_INIT;
        rs_text_addf(&line, "%s%s", row->path, rs_text_string(&words));
        how.style = RS__STYLE_PLAIN;
        rs__add_wrapped(w->text, rs_text_string(&line), &how);
        release_into(&line, w->text);
    }
    release_into(&words, w->text);
}

static void add_rest_of_growth(const writer *w, size_t from) {
    int64_t bytes = 0;
    for (size_t i = from; i < w->report->growth_count; i++) bytes += w->report->growth[i].more_bytes;
    if (from == w->report->growth_count) return;
    rs_text_add(w->text, "\xE2\x80\xA6 ");
    rs_text_add_count(w->text, w->report->growth_count - from);
    rs_text_add(w->text, w->report->growth_count - from == 1 ? " more path grew, " : " more paths grew, ");
    if (bytes < 0) rs_text_add_char(w->text, '-');
    rs_text_add_size(w->text, (unsigned long long)(bytes < 0 ? -bytes : bytes));
    rs_text_add_char(w->text, '\n');
}

static void add_growth(const writer *w) {
    size_t limit = w->report->options->limit, shown = w->report->growth_count;
    if (limit > 0 && limit < shown) shown = limit;
    for (size_t i = 0; i < shown; i++) add_growth_row(w, &w->report->growth[i]);
    add_rest_of_growth(w, shown);
    if (w->report->growth_count == 0)
        rs_text_add(w->text,
                    w->report->comparison->count > 2 ? "nothing grew each time\n" : "nothing grew\n");
}

/* Small change moves all the time: it is worth a line where more of it moved than anything grew. */
static bool is_worth_telling(const rs__diff_report *report) {
    return report->moved_count > 0 &&
           (report->growth_count == 0 || report->moved[0].more_bytes > report->growth[0].more_bytes);
}

/* "moved: 3,000 Order, 1.1 MB, to app.orders[]; and to 7 more paths": what was there before and hangs elsewhere now. */
static void add_moved(const writer *w) {
    const rs__diff_report *report = w->report;
    if (!is_worth_telling(report)) return;
    const rs_growth_row *row = &report->moved[0];
    const char *type = bare_name(row->type);
    rs_text words = RS_TEXT_INIT;
    rs_text_add(&words, "moved: ");
    rs_text_add_count(&words, (unsigned long long)row->more_objects);
    rs_text_add_char(&words, ' ');
    rs_text_add_escaped(&words, type, strlen(type), 0);
    if (row->more_bytes > 0) {
        rs_text_add(&words, ", ");
        rs_text_add_size(&words, (unsigned long long)row->more_bytes);
    }
    rs_text_addf(&words, ", to %s", row->path);
    if (report->moved_count > 1) {
        rs_text_add(&words, "; and to ");
        rs_text_add_count(&words, report->moved_count - 1);
        rs_text_add(&words, report->moved_count == 2 ? " more path" : " more paths");
    }
    add_line(w, &words);
    rs_text_release(&words);
}

/* ---- By type -------------------------------------------------------------------------------------------------------- */

static void add_cell(rs_text *text, rs_text *cell, int columns) {
    rs_text_addf(text, "%*s", columns, rs_text_string(cell));
    text->failed |= cell->failed;
    rs_text_clear(cell);
}

static void add_number(rs_text *text, rs_text *cell, uint64_t number) {
    rs_text_add_count(cell, number);
    add_cell(text, cell, COUNT_COLUMNS);
}

static void add_signed_size(rs_text *cell, int64_t bytes) {
    if (bytes != 0) rs_text_add_char(cell, bytes < 0 ? '-' : '+');
    rs_text_add_size(cell, (unsigned long long)(bytes < 0 ? -bytes : bytes));
}

static void add_name(const writer *w, const char *name) {
    rs_text safe = RS_TEXT_INIT;
    rs_text_add_escaped(&safe, name, strlen(name), 0);
    rs__line line = rs__line_start(w->text, 0, w->report->options->colour, false);
    rs__line_add_within(&line, rs_text_string(&safe), w->type_columns, RS__STYLE_PLAIN);
    size_t used = rs_text_columns(rs_text_string(&safe), safe.length);
    rs_text_add_repeated(w->text, " ", used < w->type_columns ? w->type_columns - used : 0);
    release_into(&safe, w->text);
}

static void add_type_row(const writer *w, const rs_diff_row *row) {
    rs_text cell = RS_TEXT_INIT;
    add_name(w, row->type);
    add_number(w->text, &cell, row->before.objects);
    add_number(w->text, &cell, row->after.objects);
    if (w->matched) {
        add_number(w->text, &cell, row->added.objects);
        add_number(w->text, &cell, row->gone.objects);
    }
    add_signed_size(&cell, (int64_t)(row->after.bytes - row->before.bytes));
    add_cell(w->text, &cell, SIZE_COLUMNS);
    rs_text_add_char(w->text, '\n');
    release_into(&cell, w->text);
}

static void add_heading(const writer *w) {
    rs_text line = RS_TEXT_INIT;
    rs_text_addf(&line, "%-*s%*s%*s", (int)w->type_columns, "type", COUNT_COLUMNS, "before", COUNT_COLUMNS,
                 "after");
    if (w->matched) rs_text_addf(&line, "%*s%*s", COUNT_COLUMNS, "new", COUNT_COLUMNS, "gone");
    rs_text_addf(&line, "%*s", SIZE_COLUMNS, "bytes");
    rs__add_styled(w->text, rs_text_string(&line), RS__STYLE_STRONG, w->report->options->colour);
    rs_text_add_char(w->text, '\n');
    release_into(&line, w->text);
}

/* Types of which neither the number nor an object changed are not worth a row. */
static bool changed(const rs_diff_row *row) {
    return row->before.objects != row->after.objects || row->before.bytes != row->after.bytes;
}

static void add_tally(rs_tally *to, const rs_tally *more) {
    to->objects += more->objects;
    to->bytes += more->bytes;
}

static void add_rest_of_types(const writer *w, const rs_diff_row *rest, size_t count) {
    rs_text name = RS_TEXT_INIT;
    rs_text_add(&name, "\xE2\x80\xA6 ");
    rs_text_add_count(&name, count);
    rs_text_add(&name, count == 1 ? " more type" : " more types");
    rs_diff_row row = *rest;
    row.type = rs_text_string(&name);
    if (count > 0) add_type_row(w, &row);
    release_into(&name, w->text);
}

static void add_row(rs_diff_row *to, const rs_diff_row *row) {
    add_tally(&to->before, &row->before);
    add_tally(&to->after, &row->after);
    add_tally(&to->added, &row->added);
    add_tally(&to->gone, &row->gone);
}

static void measure(writer *w) {
    size_t numbers = (w->matched ? 4 : 2) * COUNT_COLUMNS + SIZE_COLUMNS,
           widest = strlen("... 1,234 more types");
    size_t columns = w->report->options->columns, limit = w->report->options->limit;
    for (size_t i = 0, shown = 0; i < w->report->type_count && (limit == 0 || shown < limit); i++) {
        const char *type = w->report->types[i].type;
        size_t wide = rs_text_columns(type, strlen(type));
        if (!changed(&w->report->types[i])) continue;
        if (wide > widest) widest = wide;
        shown++;
    }
    size_t room = columns == 0 ? widest : columns > numbers + 20 ? columns - numbers : 20;
    w->type_columns = widest < room ? widest : room;
}

static void add_types(writer *w) {
    rs_diff_row rest = {0}, total = {.type = "total"};
    const rs_diff_about *about = rs_diff_about_it(w->report->comparison->diff);
    size_t shown = 0, left = 0, limit = w->report->options->limit;
    measure(w);
    add_heading(w);
    for (size_t i = 0; i < w->report->type_count; i++) {
        const rs_diff_row *row = &w->report->types[i];
        if (!changed(row)) continue;
        if (limit == 0 || shown < limit) {
            add_type_row(w, row);
            shown++;
        } else {
            add_row(&rest, row);
            left++;
        }
    }
    add_rest_of_types(w, &rest, left);
    total.before = about->before;
    total.after = about->after;
    total.added = about->added;
    total.gone = about->gone;
    add_type_row(w, &total);
}

/* ---- How sure it is ------------------------------------------------------------------------------------------------- */

static void add_duration(rs_text *words, int64_t seconds) {
    static const struct {
        int64_t seconds;
        const char *unit;
    } units[] = {{86400, "days"}, {3600, "hours"}, {60, "minutes"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (seconds < 2 * units[i].seconds) continue;
        rs_text_addf(words, "%lld %s", (long long)(seconds / units[i].seconds), units[i].unit);
        return;
    }
    rs_text_addf(words, "%lld second%s", (long long)seconds, seconds == 1 ? "" : "s");
}

static void add_times(const writer *w, rs_text *words) {
    const rs_comparison *comparison = w->report->comparison;
    int64_t first = rs_snapshot_origin(comparison->snapshots[0])->taken;
    int64_t last = rs_snapshot_origin(comparison->snapshots[comparison->count - 1])->taken;
    rs_text_add(words, "from ");
    rs_text_add_printable(words, w->report->names[0]);
    rs_text_add(words, " to ");
    rs_text_add_printable(words, w->report->names[comparison->count - 1]);
    if (first != 0 && last != 0) {
        rs_text_add(words, ", ");
        add_duration(words, (last < first ? first - last : last - first) / 1000000000);
        rs_text_add(words, last < first ? " earlier: the files are named from the oldest on" : " later");
    }
    add_line(w, words);
}

static void add_certainty(const writer *w) {
    const rs_diff_about *about = rs_diff_about_it(w->report->comparison->diff);
    rs_text words = RS_TEXT_INIT;
    add_times(w, &words);
    if (about->matched) {
        rs_text_add(&words, "the same objects: ");
        rs_text_add_count(&words, about->certain);
        rs_text_add(&words, " for certain, ");
        rs_text_add_count(&words, about->likely);
        rs_text_add(&words, " as far as can be seen");
        if (about->reused > 0) rs_text_add(&words, "; at ");
        if (about->reused > 0) rs_text_add_count(&words, about->reused);
        if (about->reused > 0)
            rs_text_add(&words,
                        about->reused == 1 ? " address stands another now" : " addresses stand others now");
    } else
        rs_text_add(&words,
                    "two runs of a program: their objects cannot be matched by address; they are counted "
                    "by type and by what retains them");
    add_line(w, &words);
    rs_text_release(&words);
}

/* ---- Both forms ----------------------------------------------------------------------------------------------------- */

rs_status rs_report_diff(rs_text *text, const rs_comparison *comparison, const char *const *names,
                         const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    rs__diff_report report = {
        .comparison = comparison, .names = names, .options = options ? options : &defaults};
    rs_status st = rs_growth_rows(&report.growth, &report.growth_count, comparison->growth, err);
    if (st == RS_OK) st = rs_growth_moved(&report.moved, &report.moved_count, comparison->growth, err);
    if (st != RS_OK) return st;
    report.type_count = rs_diff_rows(comparison->diff, &report.types);
    if (report.options->format == RS_FORMAT_JSON) return rs__diff_json(text, &report, err);
    writer w = {text, &report, rs_diff_about_it(comparison->diff)->matched, 0};
    add_growth(&w);
    add_moved(&w);
    rs_text_add_char(text, '\n');
    add_types(&w);
    rs_text_add_char(text, '\n');
    add_certainty(&w);
    return rs_text_status(text, err);
}
