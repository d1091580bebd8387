/* What the target is, and whether it can be run, before anything is started.     Map: cli/README.md, design section 4
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "rs_snapshot_file.h"

static bool ends_in(const char *text, const char *ending) {
    size_t length = strlen(text), end = strlen(ending);
    return length > end && strcmp(text + length - end, ending) == 0;
}

static bool has_main(const char *directory) {
    static const char *const names[] = {"__main__.py", "__main__.pyc"};
    char path[4096];
    for (size_t i = 0; i < 2; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        if (length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0) return true;
    }
    return false;
}

/* Files that are no programs, told by how they start. */
static rs_status check_start(const char *path, int file, rs_error *err) {
    char start[4] = "";
    if (pread(file, start, sizeof start, 0) != (ssize_t)sizeof start) return RS_OK;
    if (memcmp(start, "\177ELF", 4) == 0) {
        return rs_fail(err, RS_UNSUPPORTED, "%s: not a Python program: core files come in a later version",
                       path);
    }
    return RS_OK;
}

static rs_status check_file(const char *path, rs_error *err) {
    struct stat about;
    int file = -1;
    rs_status st = RS_OK;
    if (stat(path, &about) != 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s", path, strerror(errno));
    if (S_ISDIR(about.st_mode)) {
        if (has_main(path)) return RS_OK;
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "%s: a directory without a __main__.py: name a script, or -m MODULE", path);
    }
    if (!S_ISREG(about.st_mode)) return RS_OK; /* opening a pipe twice would lose what is in it */
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s", path, strerror(errno));
    st = check_start(path, file, err);
    close(file);
    return st;
}

bool rs__target_is_file(const char *word) {
    return ends_in(word, ".rsnap") || rs_snapshot_is_file(word);
}

/* Files are opened when the report begins; here it is told whether there are as many as the command takes. */
static rs_status check_files(const rs__settings *settings, rs_error *err) {
    const char *command = settings->command->name;
    rs__targets targets = settings->command->targets;
    if (targets == RS__TARGETS_PROGRAM)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: a snapshot file cannot be run: name a program",
                       settings->files[0]);
    if (targets == RS__TARGETS_FILES && settings->file_count < 2)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: one snapshot file is named, and it takes two or more",
                       command);
    if (targets != RS__TARGETS_FILES && settings->file_count > 1)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: it takes one snapshot file: `%s` is one too many", command,
                       settings->files[1]);
    if (settings->values != settings->command->defaults.values)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "%s: --values is for programs: a snapshot file has what was kept when it was written",
                       settings->files[0]);
    return RS_OK;
}

static rs_status check_is_named(const rs__settings *settings, rs_error *err) {
    const char *command = settings->command->name;
    rs__targets targets = settings->command->targets;
    bool program = settings->program.script != NULL || settings->program.module != NULL ||
                   settings->program.code != NULL;
    if (targets == RS__TARGETS_FILE || targets == RS__TARGETS_FILES)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s: `refscope %s heap.rsnap%s`", command,
                       program ? "it takes snapshot files, no program" : "no snapshot file is named", command,
                       targets == RS__TARGETS_FILES ? " later.rsnap" : "");
    if (program) return RS_OK;
    return rs_fail(err, RS_BAD_ARGUMENT,
                   "%s: no program is named: `refscope %s app.py`, -m MODULE or -c CODE", command, command);
}

rs_status rs__target_check(const rs__settings *settings, rs_error *err) {
    const char *script = settings->program.script;
    if (settings->file_count > 0) return check_files(settings, err);
    rs_status st = check_is_named(settings, err);
    if (st != RS_OK) return st;
    if (settings->program.module != NULL) {
        if (settings->program.module[0] != '\0') return RS_OK;
        return rs_fail(err, RS_BAD_ARGUMENT, "-m: the module's name is empty");
    }
    if (settings->program.code != NULL || strcmp(script, "-") == 0) return RS_OK;
    if (script[0] == '\0')
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: the program's name is empty", settings->command->name);
    if (strncmp(script, "pid:", 4) == 0 && access(script, F_OK) != 0) {
        return rs_fail(err, RS_UNSUPPORTED, "%s: running processes come in a later version: name a program",
                       script);
    }
    return check_file(script, err);
}
