/* whole_file.c: a file that appears whole or not at all.                      Manual: whole_file.h. Map: referents/README.md
 *
 * Where the file system has files without a name (O_TMPFILE), a process that is killed leaves nothing behind; elsewhere a
 * file with a name of its own beside the target serves.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rs_memory.h"

#define TEMPORARY_NAME 48 /* bytes, the NUL included */
#define ATTEMPTS       1000

static rs_status fail_path(rs_error *err, const char *path, int reason) {
    if (reason == 0) return RS_OK;
    if (reason == ENOMEM) return rs_fail_memory(err, path);
    return rs_fail(err, RS_IO, "%s: %s", path, strerror(reason));
}

int rs__send_all(int descriptor, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        size_t part = count > (1u << 30) ? 1u << 30 : count;
        ssize_t written = write(descriptor, next, part);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

/* ---- What stands under the path ------------------------------------------------------------------------------------- */

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

static int look_at(rs__whole_file *file, const char *path) {
    if (path[0] == '\0') return ENOENT;
    if (strlen(path) >= PATH_MAX) return ENAMETOOLONG;
    file->exists = stat(path, &file->old) == 0;
    if (!file->exists && errno != ENOENT) return errno;
    if (file->exists && S_ISDIR(file->old.st_mode)) return EISDIR;
    if (!file->exists && path[strlen(path) - 1] == '/') return EISDIR;
    file->straight = file->exists && !S_ISREG(file->old.st_mode);
    return 0;
}

static int name_the_files(rs__whole_file *file, const char *path) {
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

static void release_names(rs__whole_file *file) {
    rs_release(file->target);
    rs_release(file->temporary);
    file->target = file->temporary = NULL;
}

rs_status rs__whole_file_check(const char *path, rs_error *err) {
    rs__whole_file file = {.descriptor = -1};
    int reason = look_at(&file, path);
    if (reason == 0 && file.exists && access(path, W_OK) != 0) reason = errno;
    if (reason == 0 && !file.straight) reason = name_the_files(&file, path);
    if (reason == 0 && !file.straight) {
        file.target[folder_length(file.target)] = '\0';
        const char *folder = file.target[0] ? file.target : ".";
        if (access(folder, W_OK | X_OK) != 0) reason = errno;
    }
    release_names(&file);
    return fail_path(err, path, reason);
}

/* ---- Beginning ------------------------------------------------------------------------------------------------------ */

/* A short name of its own, since the target's may be as long as a name can be. */
static const char *temporary_name(rs__whole_file *file, unsigned attempt) {
    snprintf(file->temporary + file->folder, TEMPORARY_NAME, ".refscope-%ld-%u", (long)getpid(), attempt);
    return file->temporary;
}

/* A file without a name; it gets one through /proc when it is whole. */
static int open_nameless(rs__whole_file *file, mode_t mode) {
    if (access("/proc/self/fd", X_OK) != 0) return -1;
    file->temporary[file->folder] = '\0';
    int descriptor = open(file->folder ? file->temporary : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    file->nameless = descriptor >= 0;
    return descriptor;
}

static int open_named(rs__whole_file *file, mode_t mode) {
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        int descriptor = open(temporary_name(file, attempt), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
    return -1;
}

static int open_new(rs__whole_file *file) {
    mode_t mode = file->secret ? 0600 : file->exists ? file->old.st_mode & 0777 : 0666;
    file->descriptor = open_nameless(file, mode);
    if (file->descriptor < 0) file->descriptor = open_named(file, mode);
    return file->descriptor < 0 ? errno : 0;
}

static int begin(rs__whole_file *file, const char *path) {
    int reason = look_at(file, path);
    if (reason != 0) return reason;
    if (file->straight) {
        file->descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        return file->descriptor < 0 ? errno : 0;
    }
    reason = name_the_files(file, path);
    if (reason == 0 && file->exists && access(path, W_OK) != 0) reason = errno;
    return reason == 0 ? open_new(file) : reason;
}

rs_status rs__whole_file_begin(rs__whole_file *file, const char *path, rs_error *err) {
    *file = (rs__whole_file){.path = path, .descriptor = -1};
    return fail_path(err, path, begin(file, path));
}

rs_status rs__whole_file_begin_secret(rs__whole_file *file, const char *path, rs_error *err) {
    *file = (rs__whole_file){.path = path, .descriptor = -1, .secret = true};
    return fail_path(err, path, begin(file, path));
}

rs_status rs__whole_file_write(rs__whole_file *file, const void *bytes, size_t count, rs_error *err) {
    return fail_path(err, file->path, rs__send_all(file->descriptor, bytes, count));
}

/* ---- Ending --------------------------------------------------------------------------------------------------------- */

/* A folder or file system that cannot sync is not an error. */
static int complete(const rs__whole_file *file) {
    int descriptor = file->descriptor;
    if (file->exists && fchown(descriptor, file->old.st_uid, file->old.st_gid) != 0) {
        /* Only root may give files away; the file is then the writer's own, as any new file is. */
    }
    if (file->exists && !file->secret && fchmod(descriptor, file->old.st_mode & 07777) != 0) return errno;
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) return errno;
    return 0;
}

static int link_to(const rs__whole_file *file, const char *name) {
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", file->descriptor);
    return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* A link cannot take the place of a file: then it gets a name beside it first. */
static int name_it(rs__whole_file *file) {
    int reason = file->exists ? EEXIST : link_to(file, file->target);
    if (reason != EEXIST) return reason;
    for (unsigned attempt = 0; attempt < ATTEMPTS && reason == EEXIST; attempt++)
        reason = link_to(file, temporary_name(file, attempt));
    if (reason == 0) file->nameless = false;
    return reason;
}

static int put_in_place(rs__whole_file *file) {
    int reason = complete(file);
    if (reason == 0 && file->nameless) {
        reason = name_it(file);
        if (file->nameless) return reason; /* linked under the target itself, or not at all */
    }
    if (reason == 0 && rename(file->temporary, file->target) != 0) reason = errno;
    return reason;
}

rs_status rs__whole_file_end(rs__whole_file *file, rs_status so_far, rs_error *err) {
    int reason = 0;
    if (file->descriptor >= 0) {
        bool made = !file->straight;
        if (so_far == RS_OK && made) reason = put_in_place(file);
        bool gone = so_far != RS_OK || reason != 0;
        if (made && gone && !file->nameless) unlink(file->temporary);
        if (close(file->descriptor) != 0 && !gone && file->straight) reason = errno;
        file->descriptor = -1;
    }
    release_names(file);
    return so_far != RS_OK ? so_far : fail_path(err, file->path, reason);
}
