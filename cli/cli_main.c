/* The whole command: read the command line, check it, run the program, report.  Contract: rs_program.h. Map: README.md
 *
 * What can be found wrong is found before the program runs. The program and the report on it then run in a process of
 * their own (supervisor.h); each error is one line on standard error. Snapshot files are read and reported on right here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "delivery.h"
#include "files.h"
#include "progress.h"
#include "report.h"
#include "rs_output.h"
#include "supervisor.h"

enum { FINE = 0, CHECK_FAILED = 1, WRONG = 2, PROGRAM_FAILED = 3 };

static int complain_of(const rs_error *err) {
    rs__complain(err->message);
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
    if (st == RS_OK && settings->file_count == 0) st = settings->host->check(err);
    if (st == RS_OK && settings->output != NULL && !settings->output_checked)
        st = rs_output_check(settings->output, err);
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

static int status_of_report(const rs__settings *settings, const rs_program_result *result,
                            const rs__delivery *delivery) {
    rs_error err = RS_ERROR_INIT;
    bool check_failed = false;
    if (rs__report_all(&check_failed, settings, result, delivery, &err) != RS_OK) return complain_of(&err);
    return check_failed ? CHECK_FAILED : FINE;
}

static void tell_children(const rs__settings *settings, unsigned children) {
    rs_text line = RS_TEXT_INIT;
    if (children == 0 || settings->quiet) return;
    rs_text_addf(&line, "%s: %u child process%s not photographed", settings->target, children,
                 children == 1 ? " was" : "es were");
    rs__complain(rs_text_string(&line));
    rs_text_release(&line);
}

static int report_result(const rs__settings *settings, const rs_program_result *result,
                         const rs__delivery *delivery) {
    tell_children(settings, result->children);
    if (result->exit_status != 0) {
        rs_text line = RS_TEXT_INIT;
        rs_text_addf(&line, "%s: the program failed with %s; it was photographed all the same",
                     settings->target, result->failure);
        rs__complain(rs_text_string(&line));
        rs_text_release(&line);
    }
    int status = status_of_report(settings, result, delivery);
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
    settings->host->release(&result);
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
    if (st != RS_OK) rs__complain(err.message);
    return side.status;
}

/* ---- Snapshot files --------------------------------------------------------------------------------------------------- */

static int report_files(const rs__settings *settings) {
    rs_error err = RS_ERROR_INIT;
    rs__delivery delivery;
    rs_program_result result = RS_PROGRAM_RESULT_INIT;
    rs__delivery_open_alone(&delivery, settings->output);
    if (!settings->quiet) rs__progress_begin("opening the snapshot");
    rs_status st = rs__files_open(&result, settings, &err);
    rs__progress_end();
    int status = st == RS_OK ? status_of_report(settings, &result, &delivery) : complain_of(&err);
    rs__files_close(&result);
    return status;
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
        if (st == RS_OK && settings.file_count == 0 && host->hand_over != NULL)
            st = host->hand_over(argv, &err);
        if (st == RS_OK) st = name_target(&settings, &name, &err);
        if (st == RS_OK) st = check(&settings, &err);
        status = st != RS_OK               ? complain_of(&err)
                 : settings.file_count > 0 ? report_files(&settings)
                                           : run(&settings);
    }
    rs__settings_release(&settings);
    rs_text_release(&name);
    return status;
}
