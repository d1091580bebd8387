/* baseline_file.c: a baseline from a file.                                       Manual: rs_baseline.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "baseline.h"
#include "rs_memory.h"

typedef struct bytes {
    char *data;
    size_t count, capacity;
} bytes;

/* All that is in the file, or the errno; EFBIG when that is too much to be a baseline. */
static int read_all(int file, bytes *read_so_far) {
    enum { PART = 1 << 16 };
    for (;;) {
        void *data = read_so_far->data;
        if (read_so_far->count > RS_BASELINE_LARGEST) return EFBIG;
        if (!rs_reserve(&data, &read_so_far->capacity, read_so_far->count + PART, 1)) return ENOMEM;
        read_so_far->data = data;
        ssize_t got = read(file, read_so_far->data + read_so_far->count, PART);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) return 0;
        read_so_far->count += (size_t)got;
    }
}

static int open_and_read(const char *path, bytes *contents) {
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno;
    int reason = fstat(file, &about) != 0 ? errno
                 : S_ISDIR(about.st_mode) ? EISDIR
                                          : read_all(file, contents);
    close(file);
    return reason;
}

static rs_status fail_path(rs_error *err, const char *path, int reason) {
    switch (reason) {
    case ENOMEM: return rs_fail_memory(err, path);
    case ENOENT: return rs_fail(err, RS_NOT_FOUND, "%s: %s", path, strerror(reason));
    case EFBIG:
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: not a baseline of refscope: it is larger than %u MB", path,
                       RS_BASELINE_LARGEST >> 20);
    default: return rs_fail(err, RS_IO, "%s: %s", path, strerror(reason));
    }
}

rs_status rs_baseline_read(rs_baseline **out, const char *path, rs_error *err) {
    bytes contents = {NULL, 0, 0};
    int reason = open_and_read(path, &contents);
    rs_status status = reason == 0 ? rs_baseline_parse(out, contents.data, contents.count, path, err)
                                   : fail_path(err, path, reason);
    rs_release(contents.data);
    return status;
}
