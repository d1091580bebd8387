/* What a program does besides running: it is asked to end, it makes processes, it becomes another one.
 * Contract: program_parts.h. Map: cli/README.md
 *
 * Nothing of Python's is changed for it: the signal is taken where the C library has it, and CPython tells an audit hook
 * written in C of the calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "program_parts.h"

static struct {
    pid_t process; /* of the program itself; its children are none of ours */
    void (*stage)(rs_stage stage);
    unsigned children;
    bool hooked;
} program;
static volatile sig_atomic_t terminated;

/* ---- Asked to end --------------------------------------------------------------------------------------------------- */

/* As Ctrl-C would: the program ends in its own way and is photographed. The second time it dies. A child dies at once. */
static void end_program(int number) {
    signal(number, SIG_DFL);
    if (getpid() != program.process) {
        raise(number);
        return;
    }
    terminated = 1;
    PyErr_SetInterrupt();
}

/* Where nobody answers Ctrl-C, as under nohup, being terminated stays what it is. */
static void take_termination(void) {
    struct sigaction interruption, termination;
    sigaction(SIGINT, NULL, &interruption);
    sigaction(SIGTERM, NULL, &termination);
    bool answered = interruption.sa_handler != SIG_DFL && interruption.sa_handler != SIG_IGN;
    if (answered && termination.sa_handler == SIG_DFL) signal(SIGTERM, end_program);
}

bool rs__program_was_terminated(void) {
    return terminated != 0;
}

/* ---- Processes ------------------------------------------------------------------------------------------------------ */

static bool is_this_python(PyObject *executable) {
    PyObject *own = PySys_GetObject("executable");
    return own != NULL && PyUnicode_CheckExact(own) && PyUnicode_CheckExact(executable) &&
           PyUnicode_Compare(own, executable) == 0;
}

static int hear(const char *event, PyObject *arguments, void *context) {
    (void)context;
    bool forks = strcmp(event, "os.fork") == 0 || strcmp(event, "os.forkpty") == 0;
    bool starts = !forks && strcmp(event, "subprocess.Popen") == 0;
    bool becomes = !forks && !starts && strcmp(event, "os.exec") == 0;
    if (!(forks || starts || becomes) || getpid() != program.process) return 0;
    if (starts) starts = PyTuple_GET_SIZE(arguments) > 0 && is_this_python(PyTuple_GET_ITEM(arguments, 0));
    program.children += forks || starts;
    if (becomes && program.stage != NULL) program.stage(RS_STAGE_REPLACED);
    return 0;
}

unsigned rs__program_children(void) {
    return program.children;
}

/* ---- Both ----------------------------------------------------------------------------------------------------------- */

void rs__program_watch(void (*stage)(rs_stage stage)) {
    program.process = getpid();
    program.stage = stage;
    program.children = 0;
    if (!program.hooked) program.hooked = PySys_AddAuditHook(hear, NULL) == 0;
    if (!program.hooked) PyErr_Clear(); /* another hook does not want it: then less is told */
    take_termination();
}
