/* The table of subcommands: a row each, a file each.       What a row is: command.h. How to add one: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "nearest.h"

const rs__command *const rs__commands[] = {
    &rs__command_run,
    &rs__command_summary,
    &rs__command_tree,
    &rs__command_graph,
    &rs__command_cycles,
    &rs__command_why,
    &rs__command_top,
    &rs__command_size,
    &rs__command_diff,
    &rs__command_export,
    &rs__command_web,
    &rs__command_info,
    NULL,
};

const rs__command *rs__command_find(const char *name) {
    for (size_t i = 0; rs__commands[i] != NULL; i++) {
        if (strcmp(rs__commands[i]->name, name) == 0) return rs__commands[i];
    }
    return NULL;
}

static const char *nearest_command(const char *word) {
    const char *names[sizeof rs__commands / sizeof rs__commands[0]];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        names[i] = rs__commands[i] == NULL ? NULL : rs__commands[i]->name;
    }
    return rs__nearest(word, names);
}

rs_status rs__command_unknown(const char *word, rs_error *err) {
    const char *near = nearest_command(word);
    if (near != NULL) {
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: no such command: did you mean `refscope %s`?", word, near);
    }
    if (strcmp(word, "-m") == 0 || access(word, F_OK) == 0) {
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: a command comes before the program: `refscope cycles %s%s`",
                       word, word, word[0] == '-' ? " MODULE" : "");
    }
    return rs_fail(err, RS_BAD_ARGUMENT, "%s: no such command: `refscope --help` lists them", word);
}
