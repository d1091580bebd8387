/* rs_program.h: run a Python program and photograph it.    Implementation: python/program.c, python/embed.c. Map: cli/README.md
 *
 * The command and `python -m refscope` are the same code behind two hosts: one starts an interpreter, the other is already
 * in one. What they share is this header: run a program as CPython itself would (sys.argv, sys.path[0], __main__), then
 * photograph the heap before anything is torn down.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_PROGRAM_H
#define RS_PROGRAM_H

#include "rs_snapshot.h"

typedef struct rs_program_options {
    const char *script;        /* path of a script, or NULL */
    const char *module;        /* name behind -m, or NULL */
    char **arguments;          /* the program's own, NULL-terminated, without its name */
    rs_values values;
    bool collector;            /* false: the collector is switched off before the first line of the program */
    bool own_output;           /* false: the program's standard output goes to standard error */
} rs_program_options;

typedef struct rs_photograph {
    rs_snapshot *snapshot;
    char *where;               /* "at the end", or "refscope.capture() at app.py:12" */
} rs_photograph;

typedef struct rs_program_result {
    rs_photograph *photographs; /* in order: those the program took by refscope.capture(); when it took none, the one at
                                 * its end */
    size_t count;
    int exit_status;            /* the program's own; not 0: it failed, and its traceback was shown */
} rs_program_result;

/* How a host runs programs. */
typedef struct rs_host {
    /* RS_BAD_ARGUMENT: the program cannot be read or compiled. A program that raises is RS_OK with its exit status; one
     * that ends the process (os._exit, a signal) is not survived: see run_guarded in program.c. */
    rs_status (*run)(rs_program_result *result, const rs_program_options *options, rs_error *err);
    const char *name; /* how the user calls this host: "refscope" or "python -m refscope" */
} rs_host;

void rs_program_result_release(rs_program_result *result);

/* The whole command: parse, run, report. Returns the exit status of the process (design: 0, 1, 2, 3). */
int rs_cli_main(int argc, char **argv, const rs_host *host);

#endif
