/* drawer_path.c: where refscope-draw is.                                Header: drawer.h. Map: render/graphviz/README.md
 *
 * This code is in an executable, in librefscope.so or in Python's extension, in a build folder, an installed tree that may
 * have been moved, or a wheel. Where it lies itself is asked when it is loaded: a loader's name of it may be relative to the
 * working directory of that moment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drawer.h"

#define NAME "refscope-draw"

static char folder[PATH_MAX]; /* of the file that this code is in; empty: not known */

/* ---- Where this code is --------------------------------------------------------------------------------------------- */

static bool is_in(const struct dl_phdr_info *object, uintptr_t address) {
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t begin = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && address >= begin && address - begin < segment->p_memsz) return true;
    }
    return false;
}

/* The program itself has an empty name. */
static int take_folder(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size;
    (void)unused;
    if (!is_in(object, (uintptr_t)folder)) return 0;
    const char *name = object->dlpi_name && object->dlpi_name[0] ? object->dlpi_name : "/proc/self/exe";
    if (realpath(name, folder) == NULL) folder[0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash) *slash = '\0';
    return 1;
}

__attribute__((constructor)) static void find_folder(void) {
    int saved = errno;
    dl_iterate_phdr(take_folder, NULL);
    errno = saved;
}

/* ---- Where the executable is ---------------------------------------------------------------------------------------- */

/* From the folder of each that may ask: the build folder and libexec itself; Python's extension, whose package it is in; the
 * command; the library. Last where this was built to be installed. */
static const char *const places[] = {
    NAME,
    "refscope/" NAME,
    REFSCOPE_LIBEXEC_FROM_BIN "/refscope/" NAME,
    REFSCOPE_LIBEXEC_FROM_LIB "/refscope/" NAME,
#ifdef REFSCOPE_LIBEXEC
    REFSCOPE_LIBEXEC "/refscope/" NAME,
#endif
};

static bool is_there(char *path, size_t size, const char *place) {
    int length = place[0] == '/' ? snprintf(path, size, "%s", place)
                                 : snprintf(path, size, "%s/%s", folder, place);
    return length > 0 && (size_t)length < size && access(path, X_OK) == 0;
}

rs_status rs__drawer_path(char *path, size_t size, rs_error *err) {
    const char *told = secure_getenv("REFSCOPE_DRAW");
    if (told != NULL && told[0] != '\0') {
        snprintf(path, size, "%s", told);
        return RS_OK;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if ((folder[0] || places[i][0] == '/') && is_there(path, size, places[i])) return RS_OK;
    return rs_fail(err, RS_UNSUPPORTED,
                   "the picture: the executable " NAME " is not there, neither beside %s nor where it is "
                   "installed: reinstall refscope, or name it in REFSCOPE_DRAW; .dot files need none",
                   folder[0] ? folder : "refscope");
}
