/* The host of the executable `refscope`, in which there is no Python: programs are handed over, with the whole command
 * line, to the executable beside it that has one.        Contract: rs_program.h. That one's main: python/main_python.c
 *                                                                                                  Map: README.md
 * Snapshot files, help and the man page need none, so they work where no Python is installed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rs_program.h"

/* In the build tree beside this executable, else where it is installed, which is told from this one's folder. */
static bool companion_path(char *path, size_t size) {
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) return false;
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL) return false;
    *slash = '\0';
    snprintf(path, size, "%s/refscope-python", self);
    if (access(path, X_OK) == 0) return true;
    snprintf(path, size, "%s/" REFSCOPE_COMPANION, self);
    return true;
}

static rs_status hand_over(char **argv, rs_error *err) {
    char path[2 * PATH_MAX];
    if (!companion_path(path, sizeof path))
        return rs_fail(err, RS_IO, "/proc/self/exe: %s: it is needed to find Python", strerror(errno));
    execv(path, argv);
    if (errno == E2BIG) return rs_fail(err, RS_BAD_ARGUMENT, "the command line: %s", strerror(errno));
    return rs_fail(
        err, RS_UNSUPPORTED,
        "%s: %s: without it only snapshot files can be looked at: reinstall refscope, or run `python -m "
        "refscope`",
        path, strerror(errno));
}

const rs_host *rs_host_without_python(void) {
    static const rs_host host = {.name = "refscope", .hand_over = hand_over};
    return &host;
}
