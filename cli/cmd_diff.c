/* refscope diff: what grew from one snapshot file to the next.            What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "rs_memory.h"

static const rs__option options[] = {
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most paths and most types shown (default: 10; 0: all)"},
    {"fail-on-growth", 0, RS__OPTION_TEXTS, offsetof(rs__settings, allowed_growth), "TYPE:N|BYTES", NULL,
     "status 1 when there are more than N more objects of the type, or more than so many more bytes of them: "
     "Session:100, dict:2MB; may be given several times"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

/* ---- What is allowed ------------------------------------------------------------------------------------------------ */

typedef struct allowance {
    char type[512];
    bool bytes; /* `most` counts bytes, not objects */
    uint64_t most;
} allowance;

static bool read_unit(const char *unit, allowance *allowed) {
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    if (*unit == '\0') return true;
    allowed->bytes = true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i]) != 0) continue;
        return !__builtin_mul_overflow(allowed->most, UINT64_C(1) << (10 * i), &allowed->most);
    }
    return false;
}

static rs_status read_allowance(allowance *allowed, const char *word, rs_error *err) {
    const char *colon = strrchr(word, ':');
    char *unit = NULL;
    size_t length = colon ? (size_t)(colon - word) : 0;
    *allowed = (allowance){.most = 0};
    errno = 0;
    if (colon && colon[1] >= '0' && colon[1] <= '9') allowed->most = strtoull(colon + 1, &unit, 10);
    if (unit == NULL || errno != 0 || !read_unit(unit, allowed) || length == 0 ||
        length >= sizeof allowed->type)
        return rs_fail(
            err, RS_BAD_ARGUMENT,
            "--fail-on-growth %s: that is no limit: say a type and a number, as Session:100 or dict:2MB",
            word);
    memcpy(allowed->type, word, length);
    allowed->type[length] = '\0';
    return RS_OK;
}

static rs_status check(rs__settings *settings, rs_error *err) {
    allowance allowed;
    rs_status st = RS_OK;
    for (size_t i = 0; i < settings->allowed_growth.count && st == RS_OK; i++)
        st = read_allowance(&allowed, settings->allowed_growth.at[i], err);
    return st;
}

static void add_amount(rs_text *note, uint64_t amount, bool bytes) {
    if (bytes)
        rs_text_add_size(note, amount);
    else
        rs_text_add_count(note, amount);
}

/* The first limit that is passed, in the words of the remark; a type that neither file has is said as well. */
static void hold_against(rs__report *report, const rs_comparison *comparison, const allowance *allowed) {
    int64_t objects, bytes;
    rs_text *note = report->note;
    bool known = rs_comparison_of_type(comparison, allowed->type, &objects, &bytes);
    int64_t more = allowed->bytes ? bytes : objects;
    if (report->failed || (known && (more <= 0 || (uint64_t)more <= allowed->most))) return;
    rs_text_clear(note);
    if (!known) {
        rs_text_addf(note, "--fail-on-growth: neither file has an object of type %s", allowed->type);
        return;
    }
    report->failed = true;
    rs_text_addf(note, "%s grew by ", allowed->type);
    add_amount(note, (uint64_t)more, allowed->bytes);
    rs_text_add(note, allowed->bytes ? ", and " : " objects, and ");
    add_amount(note, allowed->most, allowed->bytes);
    rs_text_add(note, allowed->most == 1 && !allowed->bytes ? " is allowed" : " are allowed");
}

/* ---- The report ----------------------------------------------------------------------------------------------------- */

static rs_status write_report(rs__report *report, const rs_comparison *comparison, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_report_options how = rs__report_options(report);
    allowance allowed;
    how.target = settings->files[settings->file_count - 1];
    rs_status st = rs_report_diff(report->text, comparison, settings->files, &how, err);
    for (size_t i = 0; i < settings->allowed_growth.count && st == RS_OK; i++) {
        st = read_allowance(&allowed, settings->allowed_growth.at[i], err);
        if (st == RS_OK) hold_against(report, comparison, &allowed);
    }
    return st;
}

static rs_status report(rs__report *report, rs_error *err) {
    rs_comparison comparison = RS_COMPARISON_INIT;
    const rs_snapshot **snapshots = rs_alloc_array(report->count, sizeof *snapshots);
    if (snapshots == NULL) return rs_fail_memory(err, "diff");
    for (size_t i = 0; i < report->count; i++) snapshots[i] = report->photographs[i].snapshot;
    rs_status st = rs_compare(&comparison, snapshots, report->count, err);
    if (st == RS_OK) st = write_report(report, &comparison, err);
    rs_comparison_release(&comparison);
    rs_release(snapshots);
    return st;
}

const rs__command rs__command_diff = {
    .name = "diff",
    .summary = "what grew from one snapshot file to the next, and what retains it",
    .text = "Compares snapshot files, the oldest first. A line tells of each retaining path whose objects "
            "became more: "
            "app.cache.sessions[] is every item of that dict, and its bytes are those of all that hangs on "
            "the new items. "
            "Then types are counted: how many objects there were and are, how many are new and how many "
            "gone. Of three "
            "files and more only what grew each time is told: the leaks.\n\n"
            "Objects are the same when they stand at the same address, are of the same type and something "
            "else agrees as "
            "well; the last line tells how many for certain. Files of two runs of a program are told from "
            "those of one: "
            "their objects are only counted.",
    .example = "refscope diff monday.rsnap tuesday.rsnap",
    .options = options,
    .groups = RS__GROUP_FORMAT | RS__GROUP_MANNER,
    .targets = RS__TARGETS_FILES,
    .defaults = {.limit = 10},
    .check = check,
    .report = report,
};
