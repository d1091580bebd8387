/* rs_program.h: run a Python program and photograph it.  Implementation: python/program.c, python/embed.c. Map: cli/README.md
 *
 * The command and `python -m refscope` are the same code behind two hosts: one starts an interpreter, the other is already
 * in one. What they share is this header: run a program as CPython itself would (sys.argv, sys.path[0], __main__), then
 * photograph the heap before anything is torn down.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_PROGRAM_H
#define RS_PROGRAM_H

#include <sys/types.h>

#include "rs_collected.h"

typedef enum rs_stage {
    RS_STAGE_TAKEN = 'T',    /* the program took a photograph itself */
    RS_STAGE_REPLACED = 'R', /* it is about to become another program */
    RS_STAGE_ENDED = 'E',    /* the program has ended; what runs from here on is refscope */
    RS_STAGE_DONE = 'D',     /* its photographs are there */
} rs_stage;

typedef struct rs_program_options {
    const char *
        script; /* path of a script, a directory or an archive with a __main__.py, or NULL; "-" is standard input */
    const char *module; /* name behind -m, or NULL */
    const char *code;   /* what stands behind -c, or NULL */
    char **arguments;   /* the program's own, NULL-terminated, without its name */
    rs_values values;
    bool collector;   /* false: the collector is switched off before the first line of the program */
    bool collections; /* look at what collections take, be they the program's own or automatic */
    void (*stage)(rs_stage stage); /* told how far it is, or NULL */
} rs_program_options;

typedef struct rs_photograph {
    rs_snapshot *snapshot;
    char *where;    /* "at the end", or "refscope.capture() at app.py:12" */
    void *owner;    /* whose snapshot it is (a Python object), or NULL: the photograph's own */
    double seconds; /* how long it took, or 0 when that is not known */
    size_t
        collections; /* before it, while the program ran, and the objects they took as the collector counts; of files */
    uint64_t collected; /*   0: rs_snapshot_origin has it */
} rs_photograph;

typedef struct rs_program_result {
    rs_photograph
        *photographs; /* in order: those the program took by refscope.capture(); when it took none, the one at
                                 * its end */
    size_t count;
    rs_collected *collected; /* what collections took while it ran; NULL: that was not asked for */
    unsigned children;       /* Python processes that the program made; they were not photographed */
    int exit_status;         /* the program's own; not 0: it failed, and its traceback was shown */
    char *failure;           /* then, what ended it: "ValueError", "sys.exit(3)" */
} rs_program_result;
#define RS_PROGRAM_RESULT_INIT                                                                               \
    { NULL, 0, NULL, 0, 0, NULL }

/* How a host runs programs. `fork` and `run` are called in that order, `run` and `finish` in the forked process. */
typedef struct rs_host {
    const char *name; /* how the user calls this host: "refscope" or "python -m refscope" */
    /* NULL, or: there is no Python here; give the whole command line to the executable that has one. Returns only when that
     * cannot be started. The other functions are then never called. */
    rs_status (*hand_over)(char **argv, rs_error *err);
    rs_status (*check)(
        rs_error
            *err); /* can programs run here? RS_UNSUPPORTED: the virtual environment is another Python's */
    pid_t (*fork)(void);
    /* RS_BAD_ARGUMENT: the program cannot be read or compiled. A program that raises is RS_OK with its exit status; one
     * that ends the process (os._exit, a signal) does not return. */
    rs_status (*run)(rs_program_result *result, const rs_program_options *options, rs_error *err);
    void (*release)(rs_program_result *result);
    void (*finish)(void); /* tear the interpreter down as at the end of python, when the host started it */
} rs_host;

const rs_host *rs_host_without_python(void); /* hands programs over; only in the executable `refscope` */
const rs_host *
rs_host_embedding(void); /* starts an interpreter of its own; only in the executable beside it */
const rs_host *
rs_host_interpreter(void); /* runs programs in the interpreter that is calling, which holds the GIL */

/* The whole command: parse, run, report. Returns the exit status of the process (design: 0, 1, 2, 3). The process has been
 * forked meanwhile: both halves return, and both must end with the status returned. */
int rs_cli_main(int argc, char **argv, const rs_host *host);

#endif
