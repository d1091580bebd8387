/* The reports on what was photographed, and their delivery.                       Header: report.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report.h"

#include <unistd.h>

#include "progress.h"
#include "rs_output.h"

/* "refscope: …" and a line end. Some of the words are anybody's. */
static void add_line(rs_text *text, const char *sentence) {
    rs_text_add(text, "refscope: ");
    rs_text_add_printable(text, sentence);
    rs_text_add(text, "\n");
}

void rs__complain(const char *sentence) {
    rs_text line = RS_TEXT_INIT;
    add_line(&line, sentence);
    if (line.failed) rs_text_clear(&line);
    rs_output_send(STDERR_FILENO, &line, NULL);
    rs_text_release(&line);
}

rs_report_options rs__report_options(const rs__report *report) {
    const rs__settings *settings = report->settings;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = (rs_format)settings->format;
    options.target = settings->target;
    options.columns = report->columns;
    options.colour = report->colour;
    options.limit = settings->limit;
    return options;
}

static void add_heading(rs_text *text, const rs_program_result *result, size_t index) {
    if (index > 0) rs_text_add(text, "\n");
    rs_text_addf(text, "== photograph %zu of %zu: ", index + 1, result->count);
    rs_text_add_printable(text, result->photographs[index].where);
    rs_text_add(text, " ==\n");
}

/* A remark, when there is one; of a check that failed also to those who want it quiet. */
static void collect_remark(rs_text *remarks, rs__report *report) {
    if (report->note->length > 0 && (report->failed || !report->settings->quiet)) {
        add_line(remarks, rs_text_string(report->note));
    }
    rs_text_clear(report->note);
}

static void prepare(rs__report *report, const rs__settings *settings, const rs__delivery *delivery) {
    report->settings = settings;
    report->columns = rs__delivery_columns(delivery);
    report->folder = delivery->folder;
    report->colour = settings->colour == RS__COLOUR_ALWAYS ||
                     (settings->colour == RS__COLOUR_AUTO && rs__delivery_colour(delivery));
}

static rs_status report_one(rs__report *report, rs_error *err) {
    rs_status st = RS_OK;
    if (report->photograph != NULL) st = rs_graph_new(&report->graph, report->photograph->snapshot, err);
    if (st == RS_OK && report->graph != NULL && report->settings->file_count == 0)
        rs_graph_set_program(report->graph, report->settings->target);
    if (st == RS_OK && !report->settings->quiet) rs__progress_begin("working out the answer");
    if (st == RS_OK) st = report->settings->command->report(report, err);
    if (st == RS_NO_INSTANCES && !report->settings->alone) { /* an answer, and no mistake */
        rs_text_add(report->note, err->message);
        st = rs_text_status(report->note, err);
    }
    rs__progress_end();
    rs_graph_free(report->graph);
    report->graph = NULL;
    return st;
}

/* ---- Files in themselves: one a photograph ---------------------------------------------------------------------------- */

static rs_status save(const char *path, void *context, rs_error *err) {
    rs__report *report = context;
    return report->settings->command->save(report, path, err);
}

/* Goes out at once; its name is numbered when there are several. */
static rs_status report_file(rs__report *report, const rs__delivery *delivery, size_t number, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_text path = RS_TEXT_INIT;
    if (number > 0 && settings->output == NULL)
        return rs_fail(
            err, RS_BAD_ARGUMENT,
            "%s: it took %zu photographs, and a report of this format is of one: say -o FILE, and each "
            "gets a file",
            settings->target, report->count);
    if (number > 0)
        rs__add_numbered_path(&path, settings->output, number);
    else if (settings->output != NULL)
        rs_text_add(&path, settings->output);
    rs_text_clear(report->text);
    report->output = settings->output == NULL ? NULL : rs_text_string(&path);
    rs_status st = rs_text_status(&path, err);
    if (st == RS_OK && settings->command->save != NULL) {
        if (!settings->quiet) rs__progress_begin("writing the file");
        st = rs__delivery_make(delivery, report->output, save, report, err);
        rs__progress_end();
    } else if (st == RS_OK) {
        st = report_one(report, err);
        if (st == RS_OK) st = rs__delivery_send(delivery, report->output, report->text, err);
    }
    rs_text_release(&path);
    return st;
}

/* ---- A file besides --------------------------------------------------------------------------------------------------- */

/* The file that a command writes besides, when all is told. */
static rs_status write_file(const rs__settings *settings, const rs__delivery *delivery, bool well,
                            rs_text *remarks, rs_error *err) {
    rs_text text = RS_TEXT_INIT, note = RS_TEXT_INIT;
    const char *path = NULL;
    rs_status st = settings->command->file(&path, &text, &note, settings, err);
    if (st == RS_OK && path != NULL && !well) {
        rs_text_clear(&note);
        rs_text_addf(&note, "%s: not written, since the program failed", path);
    } else if (st == RS_OK && path != NULL) {
        st = rs__delivery_send(delivery, path, &text, err);
    }
    if (st == RS_OK && note.length > 0 && !settings->quiet) add_line(remarks, rs_text_string(&note));
    rs_text_release(&text);
    rs_text_release(&note);
    return st;
}

/* ---- All of them ------------------------------------------------------------------------------------------------------ */

static rs_status report_each(rs__report *report, const rs_program_result *result,
                             const rs__delivery *delivery, rs_text *remarks, rs_error *err) {
    const rs__settings *settings = report->settings;
    bool together = settings->command->targets == RS__TARGETS_FILES || settings->command->headers_only;
    bool file = settings->alone || (settings->command->save != NULL && settings->output != NULL);
    size_t reports = together ? 1 : result->count;
    rs_status st = RS_OK;
    for (size_t i = 0; i < reports && st == RS_OK; i++) {
        report->index = i;
        report->photograph = result->count > 0 ? &result->photographs[i] : NULL;
        report->collected = i + 1 == reports ? result->collected : NULL;
        if (reports > 1 && !file && settings->format == RS_FORMAT_TEXT) add_heading(report->text, result, i);
        st = file ? report_file(report, delivery, reports > 1 ? i + 1 : 0, err) : report_one(report, err);
        if (st == RS_OK) collect_remark(remarks, report);
    }
    if (st == RS_OK && !file) st = rs__delivery_send(delivery, settings->output, report->text, err);
    return st;
}

rs_status rs__report_all(bool *check_failed, const rs__settings *settings, const rs_program_result *result,
                         const rs__delivery *delivery, rs_error *err) {
    rs_text text = RS_TEXT_INIT, note = RS_TEXT_INIT, remarks = RS_TEXT_INIT;
    rs__report report = {.output = settings->output,
                         .text = &text,
                         .note = &note,
                         .photographs = result->photographs,
                         .count = result->count};
    prepare(&report, settings, delivery);
    rs_status st = report_each(&report, result, delivery, &remarks, err);
    if (st == RS_OK && settings->command->file != NULL)
        st = write_file(settings, delivery, result->exit_status == 0, &remarks, err);
    if (st == RS_OK) rs_output_send(STDERR_FILENO, &remarks, NULL);
    rs_text_release(&text);
    rs_text_release(&note);
    rs_text_release(&remarks);
    *check_failed = report.failed;
    return st;
}
