/* The whole command: read the command line, check it, run the program, report.  Contract: rs_program.h. Map: README.md
 *
 * What can be found wrong is found before the program runs. The program and the report on it then run in a process of
 * their own (supervisor.h); each error is one line on standard error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "delivery.h"
#include "progress.h"
#include "rs_output.h"
#include "supervisor.h"

enum { FINE = 0, CHECK_FAILED = 1, WRONG = 2, PROGRAM_FAILED = 3 };

static void complain(const char *sentence) {
    rs_text line = RS_TEXT_INIT;
    rs_text_addf(&line, "refscope: %s\n", sentence);
    if (line.failed) rs_text_clear(&line);
    rs_output_send(STDERR_FILENO, &line, NULL);
    rs_text_release(&line);
}

static int complain_of(const rs_error *err) {
    complain(err->message);
    return WRONG;
}

/* ---- What the command line says -------------------------------------------------------------------------------------- */

static rs_status read_command(rs__settings *settings, int argc, char **argv, const rs_host *host,
                              rs_error *err) {
    memset(settings, 0, sizeof *settings);
    int first = 1;
    if (argc > 1 && argv[1][0] != '-') {
        settings->command = rs__command_find(argv[1]);
        if (settings->command == NULL && strcmp(argv[1], "help") != 0)
            return rs__command_unknown(argv[1], err);
        first = 2;
    } else if (argc > 1 && strncmp(argv[1], "-m", 2) == 0) {
        return rs__command_unknown("-m", err);
    }
    const rs__command *command = settings->command;
    if (command != NULL) *settings = command->defaults;
    settings->command = command;
    settings->host = host;
    rs_status st = rs__options_read(settings, argc, argv, first, err);
    if (st != RS_OK || command != NULL) return st;
    if (first == 2) settings->help = true;
    if (settings->help && settings->target != NULL) {
        settings->command = rs__command_find(settings->target);
        return settings->command == NULL ? rs__command_unknown(settings->target, err) : RS_OK;
    }
    if (settings->help || settings->version || settings->man) return RS_OK;
    return rs_fail(err, RS_BAD_ARGUMENT, "no command is named: `refscope --help` lists them");
}

static rs_status name_target(rs__settings *settings, rs_text *name, rs_error *err) {
    settings->program.values = (rs_values)settings->values;
    if (settings->program.module == NULL) return RS_OK;
    rs_text_addf(name, "-m %s", settings->program.module);
    settings->target = rs_text_string(name);
    return rs_text_status(name, err);
}

static rs_status check(rs__settings *settings, rs_error *err) {
    settings->program.collector = true;
    rs_status st = settings->command->check == NULL ? RS_OK : settings->command->check(settings, err);
    if (st == RS_OK) st = rs__target_check(settings, err);
    if (st == RS_OK) st = settings->host->check(err);
    if (st == RS_OK && settings->output != NULL) st = rs_output_check(settings->output, err);
    return st;
}

/* ---- What needs no program ------------------------------------------------------------------------------------------- */

static void add_version(rs_text *text) {
    rs_text_addf(text, "refscope %s, built for Python %s\n", REFSCOPE_VERSION, REFSCOPE_PYTHON_VERSION);
}

static int show_text(const rs__settings *settings) {
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    if (settings->help)
        rs__help_add(&text, settings->command, settings->host->name);
    else if (settings->version)
        add_version(&text);
    else
        rs__man_add(&text);
    rs_status st = rs_text_status(&text, &err);
    if (st == RS_OK) st = rs_output_send(STDOUT_FILENO, &text, &err);
    rs_text_release(&text);
    return st == RS_OK ? FINE : complain_of(&err);
}

/* ---- Inside: the program, then the report ---------------------------------------------------------------------------- */

/* While refscope is at work after the program, Ctrl-C and a closed pipe end it at once; then the program's own handlers
 * are back for its teardown. */
static const int own[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
#define OWN (sizeof own / sizeof own[0])
static struct sigaction programs[OWN];

static void take_signals(void) {
    for (size_t i = 0; i < OWN; i++) {
        sigaction(own[i], NULL, &programs[i]);
        if (programs[i].sa_handler != SIG_IGN || own[i] == SIGPIPE) signal(own[i], SIG_DFL);
    }
}

static void give_signals_back(void) {
    for (size_t i = 0; i < OWN; i++) sigaction(own[i], &programs[i], NULL);
}

static void silent_stage(rs_stage stage) {
    rs__tell(stage);
    if (stage == RS_STAGE_ENDED) take_signals();
}

static void stage_with_progress(rs_stage stage) {
    silent_stage(stage);
    if (stage == RS_STAGE_ENDED) rs__progress_begin("photographing the heap");
    if (stage == RS_STAGE_DONE) rs__progress_end();
}

static void add_heading(rs_text *text, const rs_program_result *result, size_t index) {
    if (index > 0) rs_text_add(text, "\n");
    rs_text_addf(text, "== photograph %zu of %zu: %s ==\n", index + 1, result->count,
                 result->photographs[index].where);
}

/* A remark, when there is one; of a check that failed also to those who want it quiet. */
static void collect_remark(rs_text *remarks, rs__report *report) {
    if (report->note->length > 0 && (report->failed || !report->settings->quiet)) {
        rs_text_addf(remarks, "refscope: %s\n", rs_text_string(report->note));
    }
    rs_text_clear(report->note);
}

static rs_status report_one(rs__report *report, const rs__settings *settings, const rs__delivery *delivery,
                            rs_error *err) {
    report->settings = settings;
    report->columns = rs__delivery_columns(delivery);
    report->folder = delivery->folder;
    report->colour = settings->colour == RS__COLOUR_ALWAYS ||
                     (settings->colour == RS__COLOUR_AUTO && rs__delivery_colour(delivery));
    rs_status st = rs_graph_new(&report->graph, report->photograph->snapshot, err);
    if (st == RS_OK && !settings->quiet) rs__progress_begin("working out the answer");
    if (st == RS_OK) st = settings->command->report(report, err);
    rs__progress_end();
    rs_graph_free(report->graph);
    report->graph = NULL;
    return st;
}

/* A report that is a file in itself goes out at once; its name is numbered when there are several. */
static rs_status report_picture(rs__report *report, const rs__settings *settings,
                                const rs__delivery *delivery, size_t number, rs_error *err) {
    rs_text path = RS_TEXT_INIT;
    if (number == 0)
        rs_text_add(&path, settings->output);
    else
        rs__add_numbered_path(&path, settings->output, number);
    rs_text_clear(report->text);
    report->output = rs_text_string(&path);
    rs_status st = rs_text_status(&path, err);
    if (st == RS_OK) st = report_one(report, settings, delivery, err);
    if (st == RS_OK) st = rs__delivery_send(delivery, report->output, report->text, err);
    rs_text_release(&path);
    return st;
}

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
    if (st == RS_OK && note.length > 0 && !settings->quiet)
        rs_text_addf(remarks, "refscope: %s\n", rs_text_string(&note));
    rs_text_release(&text);
    rs_text_release(&note);
    return st;
}

/* Reports on each photograph. Texts go out together, so that a failure leaves nothing half told; remarks follow. */
static int report_all(const rs__settings *settings, const rs_program_result *result,
                      const rs__delivery *delivery, rs_error *err) {
    rs_text text = RS_TEXT_INIT, note = RS_TEXT_INIT, remarks = RS_TEXT_INIT;
    rs__report report = {.output = settings->output, .text = &text, .note = &note, .count = result->count};
    bool many = result->count > 1, picture = settings->command->picture;
    rs_status st = RS_OK;
    for (size_t i = 0; i < result->count && st == RS_OK; i++) {
        report.photograph = &result->photographs[i];
        report.index = i;
        if (many && !picture && settings->format == RS_FORMAT_TEXT) add_heading(&text, result, i);
        st = picture ? report_picture(&report, settings, delivery, many ? i + 1 : 0, err)
                     : report_one(&report, settings, delivery, err);
        if (st == RS_OK) collect_remark(&remarks, &report);
    }
    if (st == RS_OK && !picture) st = rs__delivery_send(delivery, settings->output, &text, err);
    if (st == RS_OK && settings->command->file != NULL)
        st = write_file(settings, delivery, result->exit_status == 0, &remarks, err);
    if (st == RS_OK) rs_output_send(STDERR_FILENO, &remarks, NULL);
    rs_text_release(&text);
    rs_text_release(&note);
    rs_text_release(&remarks);
    if (st != RS_OK) return complain_of(err);
    return report.failed ? CHECK_FAILED : FINE;
}

static int report_result(const rs__settings *settings, const rs_program_result *result,
                         const rs__delivery *delivery) {
    rs_error err = RS_ERROR_INIT;
    if (result->exit_status != 0) {
        rs_text line = RS_TEXT_INIT;
        rs_text_addf(&line, "%s: the program failed with %s; it was photographed all the same",
                     settings->target, result->failure);
        complain(rs_text_string(&line));
        rs_text_release(&line);
    }
    int status = report_all(settings, result, delivery, &err);
    return status == WRONG || result->exit_status == 0 ? status : PROGRAM_FAILED;
}

static int run_inside(rs__settings *settings, pid_t outer) {
    rs_error err = RS_ERROR_INIT;
    rs__delivery delivery;
    rs_program_result result = RS_PROGRAM_RESULT_INIT;
    int status = WRONG;
    settings->program.stage = settings->quiet ? silent_stage : stage_with_progress;
    rs_status st = rs__delivery_open(&delivery, settings->output, outer, &err);
    if (st == RS_OK) st = settings->host->run(&result, &settings->program, &err);
    status = st == RS_OK ? report_result(settings, &result, &delivery) : complain_of(&err);
    rs_program_result_release(&result);
    if (st == RS_OK) give_signals_back();
    rs__tell_status(status);
    settings->host->finish();
    return status;
}

static int run(rs__settings *settings) {
    rs_error err = RS_ERROR_INIT;
    rs__side side;
    pid_t outer = getpid();
    rs_status st = rs__supervise(&side, settings->host, settings->target, &err);
    if (side.inside) return run_inside(settings, outer);
    if (st != RS_OK) complain(err.message);
    return side.status;
}

int rs_cli_main(int argc, char **argv, const rs_host *host) {
    rs__settings settings;
    rs_error err = RS_ERROR_INIT;
    rs_text name = RS_TEXT_INIT;
    int status = WRONG;
    rs_status st = read_command(&settings, argc, argv, host, &err);
    if (st == RS_OK && (settings.help || settings.version || settings.man)) {
        status = show_text(&settings);
    } else {
        if (st == RS_OK) st = name_target(&settings, &name, &err);
        if (st == RS_OK) st = check(&settings, &err);
        status = st == RS_OK ? run(&settings) : complain_of(&err);
    }
    rs__settings_release(&settings);
    rs_text_release(&name);
    return status;
}
