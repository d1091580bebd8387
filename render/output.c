/* output.c: where a report goes.                                                  Manual: rs_output.h. Map: render/README.md
 *
 * A regular file is replaced in one step, so that whoever reads it sees the old one or the new one, whole. What is no
 * regular file (a terminal, a pipe, /dev/null) cannot be replaced and is written straight.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rs_memory.h"

static rs_status fail_path(rs_error *err, const char *path, int reason) {
    if (reason == ENOMEM) return rs_fail_memory(err, path);
    return rs_fail(err, RS_IO, "%s: %s", path, strerror(reason));
}

/* ---- Descriptors ---------------------------------------------------------------------------------------------------- */

/* Every byte, or the errno. A report to a pipe that nobody reads any more must not kill the process that is looked at,
 * which the caller sees to (SIGPIPE is its to ignore); here it is an error like any other. */
static int send_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        size_t part = count > (1u << 30) ? 1u << 30 : count;
        ssize_t written = write(descriptor, bytes, part);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

rs_status rs_output_send(int descriptor, const rs_text *text, rs_error *err) {
    rs_status status = rs_text_status(text, err);
    if (status != RS_OK) return status;
    int reason = send_all(descriptor, rs_text_string(text), text->length);
    if (reason == 0) return RS_OK;
    if (descriptor == STDOUT_FILENO) return rs_fail(err, RS_IO, "standard output: %s", strerror(reason));
    return rs_fail(err, RS_IO, "descriptor %d: %s", descriptor, strerror(reason));
}

/* ---- Files ---------------------------------------------------------------------------------------------------------- */

#define TEMPORARY_NAME 48 /* bytes, the NUL included */

/* What stands under a path now, and what a new file there would be. */
typedef struct place {
    char *target;    /* the path with symbolic links followed: the file that is replaced */
    char *temporary; /* the new file until it is whole, in the same folder */
    size_t folder;   /* bytes of `temporary` that are the folder */
    bool exists, straight;
    struct stat old;
} place;

static void place_release(place *file) {
    rs_release(file->target);
    rs_release(file->temporary);
}

/* The folder of `path` with its slash, as a length. */
static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* What a symbolic link without a file at its end points to, up to a few links in a row; ELOOP beyond. */
static int follow_dangling(char *target) {
    char link[PATH_MAX];
    for (int turn = 0; turn < 40; turn++) {
        ssize_t length = readlink(target, link, sizeof link - 1);
        if (length < 0) return errno == EINVAL || errno == ENOENT ? 0 : errno;
        link[length] = '\0';
        size_t folder = link[0] == '/' ? 0 : folder_length(target);
        if (folder + (size_t)length >= PATH_MAX) return ENAMETOOLONG;
        memcpy(target + folder, link, (size_t)length + 1);
    }
    return ELOOP;
}

static int look_at(place *file, const char *path) {
    if (path[0] == '\0') return ENOENT;
    if (strlen(path) >= PATH_MAX) return ENAMETOOLONG;
    file->exists = stat(path, &file->old) == 0;
    if (!file->exists && errno != ENOENT) return errno;
    if (file->exists && S_ISDIR(file->old.st_mode)) return EISDIR;
    if (!file->exists && path[strlen(path) - 1] == '/') return EISDIR;
    file->straight = file->exists && !S_ISREG(file->old.st_mode);
    return 0;
}

static int name_the_files(place *file, const char *path) {
    file->target = rs_alloc(PATH_MAX);
    file->temporary = rs_alloc(PATH_MAX + TEMPORARY_NAME);
    if (file->target == NULL || file->temporary == NULL) return ENOMEM;
    if (file->exists) {
        if (realpath(path, file->target) == NULL) return errno;
    } else {
        strcpy(file->target, path);
        int reason = follow_dangling(file->target);
        if (reason != 0) return reason;
    }
    file->folder = folder_length(file->target);
    memcpy(file->temporary, file->target, file->folder);
    return 0;
}

static int write_straight(const char *path, const rs_text *text) {
    int descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    int reason = send_all(descriptor, rs_text_string(text), text->length);
    return close(descriptor) != 0 && reason == 0 ? errno : reason;
}

/* The descriptor is closed in any case. A folder or file system that cannot sync is not an error. */
static int fill(int descriptor, const place *file, const rs_text *text) {
    int reason = send_all(descriptor, rs_text_string(text), text->length);
    if (reason == 0 && file->exists && fchown(descriptor, file->old.st_uid, file->old.st_gid) != 0) {
        /* Only root may give files away; the file is then the writer's own, as any new file is. */
    }
    if (reason == 0 && file->exists && fchmod(descriptor, file->old.st_mode & 07777) != 0) reason = errno;
    if (reason == 0 && fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) reason = errno;
    if (close(descriptor) != 0 && reason == 0) reason = errno;
    return reason;
}

/* A new file that nobody else has: a short name of its own, since the target's may be as long as a name can be. */
static int open_temporary(place *file) {
    mode_t mode = file->exists ? file->old.st_mode & 0777 : 0666;
    for (unsigned attempt = 0; attempt < 1000; attempt++) {
        snprintf(file->temporary + file->folder, TEMPORARY_NAME, ".refscope-%ld-%u", (long)getpid(), attempt);
        int descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
    return -1;
}

static int replace(place *file, const rs_text *text) {
    int descriptor = open_temporary(file);
    if (descriptor < 0) return errno;
    int reason = fill(descriptor, file, text);
    if (reason == 0 && rename(file->temporary, file->target) != 0) reason = errno;
    if (reason != 0) unlink(file->temporary);
    return reason;
}

rs_status rs_output_write(const char *path, const rs_text *text, rs_error *err) {
    place file = {0};
    rs_status status = rs_text_status(text, err);
    if (status != RS_OK) return status;
    int reason = look_at(&file, path);
    if (reason == 0 && file.straight)
        reason = write_straight(path, text);
    else if (reason == 0) {
        reason = name_the_files(&file, path);
        if (reason == 0 && file.exists && access(path, W_OK) != 0) reason = errno;
        if (reason == 0) reason = replace(&file, text);
    }
    place_release(&file);
    return reason == 0 ? RS_OK : fail_path(err, path, reason);
}

rs_status rs_output_check(const char *path, rs_error *err) {
    place file = {0};
    int reason = look_at(&file, path);
    if (reason == 0 && file.exists && access(path, W_OK) != 0) reason = errno;
    if (reason == 0 && !file.straight) reason = name_the_files(&file, path);
    if (reason == 0 && !file.straight) {
        file.target[folder_length(file.target)] = '\0';
        const char *folder = file.target[0] ? file.target : ".";
        if (access(folder, W_OK | X_OK) != 0) reason = errno;
    }
    place_release(&file);
    return reason == 0 ? RS_OK : fail_path(err, path, reason);
}
