/* refscope web: the photograph in a browser.             The server: web/. What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "command.h"
#include "progress.h"
#include "rs_output.h"
#include "web/rs_web.h"

static const rs__option options[] = {
    {"port", 0, RS__OPTION_NUMBER, offsetof(rs__settings, port), "N", NULL,
     "listen on this port (default: 8090; 0: a free one)"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    if (settings->port > 65535)
        return rs_fail(err, RS_BAD_ARGUMENT, "--port %u: no port has that number", settings->port);
    return RS_OK;
}

static rs_status announce(const rs__web *web, const rs__report *report, rs_error *err) {
    rs_text line = RS_TEXT_INIT;
    rs_text_add(&line, "refscope: ");
    rs_text_add_printable(&line, report->settings->target);
    rs_text_add(&line, ", photographed ");
    rs_text_add_printable(&line, report->photograph->where);
    rs_text_addf(&line, ", until Ctrl-C: %s\n", rs__web_address(web));
    rs_status st = rs_text_status(&line, err);
    if (st == RS_OK) st = rs_output_send(STDERR_FILENO, &line, err);
    rs_text_release(&line);
    return st;
}

/* Who is asked to end does not heed being asked again: what sends a signal to all processes of a command also sends it to
 * the one that passes it on. */
static void wait_for_end(const sigset_t *ends) {
    int number = 0;
    while (sigwait(ends, &number) != 0) {
    }
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
}

/* The signals that end it are blocked all the while, so that whoever reads the address can send one at once. */
static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs__web_source source = {.title = settings->target,
                             .where = report->photograph->where,
                             .snapshot = report->photograph->snapshot};
    rs__web *web = NULL;
    sigset_t ends, before;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    rs__progress_end();
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    rs_status st = rs__web_start(&web, &source, "localhost", settings->port, err);
    if (st == RS_OK) st = announce(web, report, err);
    if (st == RS_OK) wait_for_end(&ends);
    rs__web_stop(web);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return st;
}

const rs__command rs__command_web = {
    .name = "web",
    .summary = "show the photograph in a browser",
    .text = "Runs the program and serves the photograph as pages on this machine, until Ctrl-C: types, "
            "objects and the "
            "references between them, why each is alive, garbage and cycles with their pictures. The address "
            "that is "
            "printed holds a random token: who knows it can read what is in the heap. When the program takes "
            "several "
            "photographs by refscope.capture(), they are served one after the other.",
    .example = "refscope web --port 0 app.py",
    .options = options,
    .groups = RS__GROUP_COMMON,
    .check = check,
    .defaults = {.port = 8090},
    .report = report,
};
