/* Where the report goes, and the program's own output meanwhile.             Contract: delivery.h. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rs_output.h"

#define PUT_BY_FROM 200 /* out of the way of the small numbers that programs hand on and close */

static int put_by(int descriptor) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, PUT_BY_FROM);
    return copy >= 0 || errno == EBADF ? copy : fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

static bool send_program_to_stderr(void) {
    if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0) return true;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool sent = nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0;
    if (nowhere > STDERR_FILENO) close(nowhere);
    return sent;
}

rs_status rs__delivery_open(rs__delivery *delivery, const char *path, pid_t outer, rs_error *err) {
    struct stat about;
    *delivery = (rs__delivery){.path = path, .output = -1, .outer = outer};
    if (getcwd(delivery->folder, sizeof delivery->folder) == NULL) delivery->folder[0] = '\0';
    if (path != NULL) return RS_OK;
    delivery->output = put_by(STDOUT_FILENO);
    if (delivery->output < 0 || fstat(delivery->output, &about) != 0 || !send_program_to_stderr()) {
        return rs_fail(err, RS_IO, "standard output: %s", strerror(errno));
    }
    delivery->device = about.st_dev;
    delivery->inode = about.st_ino;
    return RS_OK;
}

void rs__delivery_open_alone(rs__delivery *delivery, const char *path) {
    *delivery = (rs__delivery){.path = path, .output = STDOUT_FILENO, .alone = true};
    if (getcwd(delivery->folder, sizeof delivery->folder) == NULL) delivery->folder[0] = '\0';
}

/* The descriptor put by, unless the program closed it, as daemons close all they find; then the outer process's own. */
static int reopened_output(const rs__delivery *delivery) {
    struct stat about;
    char path[64];
    if (fstat(delivery->output, &about) == 0 && about.st_dev == delivery->device &&
        about.st_ino == delivery->inode) {
        return delivery->output;
    }
    snprintf(path, sizeof path, "/proc/%d/fd/1", (int)delivery->outer);
    return open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
}

void rs__add_numbered_path(rs_text *text, const char *path, size_t number) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    size_t stem = dot == NULL || (slash != NULL && dot < slash) ? strlen(path) : (size_t)(dot - path);
    rs_text_add_bytes(text, path, stem);
    rs_text_addf(text, "-%zu%s", number, path + stem);
}

/* No Python runs meanwhile, so that nobody sees the folder change. */
rs_status rs__delivery_make(const rs__delivery *delivery, const char *path, rs__maker make, void *context,
                            rs_error *err) {
    char now[sizeof delivery->folder];
    bool left = path[0] != '/' && getcwd(now, sizeof now) != NULL && strcmp(now, delivery->folder) != 0;
    if (left && chdir(delivery->folder) != 0)
        return rs_fail(err, RS_IO, "%s: %s", delivery->folder, strerror(errno));
    rs_status st = make(path, context, err);
    if (left && chdir(now) != 0 && st == RS_OK) return rs_fail(err, RS_IO, "%s: %s", now, strerror(errno));
    return st;
}

static rs_status write_report(const char *path, void *report, rs_error *err) {
    return rs_output_write(path, report, err);
}

rs_status rs__delivery_send(const rs__delivery *delivery, const char *path, const rs_text *report,
                            rs_error *err) {
    rs_status st = rs_text_status(report, err);
    if (st != RS_OK) return st;
    if (path != NULL) return rs__delivery_make(delivery, path, write_report, (void *)report, err);
    if (delivery->alone) return rs_output_send(STDOUT_FILENO, report, err);
    int output = reopened_output(delivery);
    if (output < 0 || dup2(output, STDOUT_FILENO) < 0)
        return rs_fail(err, RS_IO, "standard output: %s", strerror(errno));
    st = rs_output_send(STDOUT_FILENO, report, err);
    if (output != delivery->output) close(output);
    send_program_to_stderr(); /* what it says in its teardown */
    return st;
}

/* ---- Who reads it --------------------------------------------------------------------------------------------------- */

static bool is_terminal(const rs__delivery *delivery) {
    return delivery->path == NULL && isatty(delivery->output);
}

unsigned rs__delivery_columns(const rs__delivery *delivery) {
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (delivery->path != NULL) return 0;
    if (columns != NULL && atoi(columns) > 0) return (unsigned)atoi(columns);
    if (!is_terminal(delivery)) return 0;
    if (ioctl(delivery->output, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

bool rs__delivery_colour(const rs__delivery *delivery) {
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (no != NULL && no[0] != '\0') return false;
    if (terminal != NULL && strcmp(terminal, "dumb") == 0) return false;
    return is_terminal(delivery);
}
