/* class_facts.c: what a snapshot tells of classes that matters to advice.           Manual: class_facts.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "class_facts.h"

#include <stdlib.h>
#include <string.h>

#include "scenery.h"

/* ---- Attributes of a class ------------------------------------------------------------------------------------------ */

static bool is_key(const rs_snapshot *snapshot, rs_reference_id value, const char *name, size_t length) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t packed = c->name[value];
    if (RS_NAME_KIND(packed) == RS_NAME_KEY_TEXT) {
        const char *text = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(packed));
        return strlen(text) == length && memcmp(text, name, length) == 0;
    }
    if (RS_NAME_KIND(packed) != RS_NAME_KEY || value == 0) return false;
    rs_value key = rs_snapshot_value(snapshot, c->target[value - 1]);
    return key.kind == RS_VALUE_TEXT && key.length == length && memcmp(key.bytes, name, length) == 0;
}

rs_object_id rs__attribute_of_class(const rs_snapshot *snapshot, rs_object_id class, const char *name,
                                    size_t length) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    if (class == RS_NO_OBJECT) return RS_NO_OBJECT;
    for (rs_reference_id r = c->row[class]; r < c->row[class + 1]; r++) {
        if (!rs__is_attribute(snapshot, r, "__dict__")) continue;
        rs_object_id names = c->target[r];
        for (rs_reference_id value = c->row[names]; value < c->row[names + 1]; value++)
            if (is_key(snapshot, value, name, length)) return c->target[value];
    }
    return RS_NO_OBJECT;
}

/* ---- The standard library ------------------------------------------------------------------------------------------- */

/* Its modules whose objects are seen on cycles, without what is behind the first dot; sorted. */
static const char *const library[] = {"_asyncio",     "_contextvars", "_elementtree",
                                      "_io",          "_pydatetime",  "_pyio",
                                      "_ssl",         "_thread",      "abc",
                                      "argparse",     "ast",          "asyncio",
                                      "base64",       "bz2",          "calendar",
                                      "cmd",          "code",         "codecs",
                                      "concurrent",   "configparser", "contextlib",
                                      "contextvars",  "copy",         "csv",
                                      "ctypes",       "curses",       "dataclasses",
                                      "datetime",     "decimal",      "difflib",
                                      "dis",          "doctest",      "email",
                                      "encodings",    "enum",         "fileinput",
                                      "fractions",    "ftplib",       "functools",
                                      "gettext",      "gzip",         "html",
                                      "http",         "imaplib",      "importlib",
                                      "inspect",      "io",           "ipaddress",
                                      "json",         "lib2to3",      "linecache",
                                      "locale",       "logging",      "lzma",
                                      "mailbox",      "mimetypes",    "multiprocessing",
                                      "numbers",      "optparse",     "os",
                                      "pathlib",      "pdb",          "pickle",
                                      "pickletools",  "pkgutil",      "platform",
                                      "plistlib",     "poplib",       "posixpath",
                                      "pprint",       "profile",      "pydoc",
                                      "queue",        "random",       "re",
                                      "runpy",        "sched",        "selectors",
                                      "shelve",       "shlex",        "shutil",
                                      "signal",       "smtplib",      "socket",
                                      "socketserver", "sqlite3",      "ssl",
                                      "statistics",   "string",       "subprocess",
                                      "sysconfig",    "tarfile",      "tempfile",
                                      "textwrap",     "threading",    "timeit",
                                      "tkinter",      "tokenize",     "trace",
                                      "traceback",    "tracemalloc",  "types",
                                      "typing",       "unittest",     "urllib",
                                      "uuid",         "venv",         "warnings",
                                      "wave",         "weakref",      "wsgiref",
                                      "xml",          "xmlrpc",       "zipfile",
                                      "zipimport",    "zoneinfo"};

static int compare_module(const void *key, const void *module) {
    return strcmp(key, *(const char *const *)module);
}

bool rs__is_of_library(rs_vertex_name type) {
    char module[24];
    const char *name = strncmp(type.name, "class ", 6) == 0 ? type.name + 6 : type.name;
    size_t length = strcspn(name, ".");
    if (name[length] != '.' || length >= sizeof module) return false;
    memcpy(module, name, length);
    module[length] = '\0';
    return bsearch(module, library, sizeof library / sizeof *library, sizeof *library, compare_module) !=
           NULL;
}
