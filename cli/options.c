/* The command line: options as rows of data, read with getopt_long.  What a row is: command.h. Shown by: help.c, man.c
 *
 * Options end at a program: what stands behind app.py, or behind the name of -m, belongs to it. Behind a snapshot file they
 * go on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "gate.h"
#include "nearest.h"
#include "rs_memory.h"

#define AT(field)    offsetof(rs__settings, field)
#define MOST_OPTIONS 40
#define LONG_BASE    256 /* what getopt_long returns for the first row: above every letter */

static const char *const formats[] = {[RS_FORMAT_TEXT] = "text", [RS_FORMAT_JSON] = "json", NULL};
static const char *const values[] = {
    [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none", NULL};
static const char *const colours[] = {
    [RS__COLOUR_AUTO] = "auto", [RS__COLOUR_ALWAYS] = "always", [RS__COLOUR_NEVER] = "never", NULL};

static const rs__option selection[] = {
    {"type", 0, RS__OPTION_TEXT, AT(type), "NAME", NULL,
     "every instance of this type: app.Node, or Node alone; 'app.*' by pattern; 'class Node': the class "
     "itself"},
    {"subclasses", 0, RS__OPTION_FLAG, AT(subclasses), NULL, NULL,
     "with --type: instances of classes derived from it, too"},
    {"name", 0, RS__OPTION_TEXT, AT(name), "PATH", NULL,
     "the object of this name: app.cache['a3'].request, found without running any code"},
    {"at", 0, RS__OPTION_TEXT, AT(address), "ADDRESS", NULL,
     "the object at this address: 0x7f..., as id() tells it"},
    RS__OPTION_END,
};

static const rs__option format[] = {
    {"format", 0, RS__OPTION_CHOICE, AT(format), "text|json", formats,
     "how the report is written (default: text)"},
    RS__OPTION_END,
};

static const rs__option policy[] = {
    {"values", 0, RS__OPTION_CHOICE, AT(values), "none|names|short", values,
     "what is kept of values: short previews (default); names, but no values; or none, which leaves out "
     "where code was written, too"},
    RS__OPTION_END,
};

static const rs__option manner[] = {
    {"color", 0, RS__OPTION_CHOICE, AT(colour), "auto|always|never", colours,
     "colours; auto (default) is on a terminal and unless NO_COLOR is set"},
    {"quiet", 'q', RS__OPTION_FLAG, AT(quiet), NULL, NULL,
     "no progress and no remarks, only the report and errors"},
    {"help", 'h', RS__OPTION_FLAG, AT(help), NULL, NULL, "show this text"},
    RS__OPTION_END,
};

static const rs__option general[] = {
    {"help", 'h', RS__OPTION_FLAG, AT(help), NULL, NULL, "show this text; behind a command: that command's"},
    {"version", 0, RS__OPTION_FLAG, AT(version), NULL, NULL,
     "show the version, and the Python it is built for"},
    RS__OPTION_END,
};

/* Not shown to people: the build makes the man page with it. */
static const rs__option man_page = {"man", 0, RS__OPTION_FLAG, AT(man), NULL, NULL, NULL};

static bool visit_rows(const rs__option *rows, rs__option_visit visit, void *context) {
    for (; rows != NULL && rows->name != NULL; rows++) {
        if (!visit(rows, context)) return false;
    }
    return true;
}

void rs__options_visit(const rs__command *command, rs__option_visit visit, void *context) {
    unsigned groups = command == NULL ? RS__GROUP_GENERAL : command->groups;
    if ((groups & RS__GROUP_SELECTION) && !visit_rows(selection, visit, context)) return;
    if (command != NULL && !visit_rows(command->options, visit, context)) return;
    if ((groups & RS__GROUP_FORMAT) && !visit_rows(format, visit, context)) return;
    if ((groups & RS__GROUP_VALUES) && !visit_rows(policy, visit, context)) return;
    if ((groups & RS__GROUP_MANNER) && !visit_rows(manner, visit, context)) return;
    if (groups & RS__GROUP_GENERAL) visit_rows(general, visit, context);
}

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

typedef struct table {
    const rs__option *rows[MOST_OPTIONS];
    struct option longs[MOST_OPTIONS + 1];
    const char *names[MOST_OPTIONS + 1];
    char letters[2 * MOST_OPTIONS + 8];
    size_t count;
} table;

static bool collect(const rs__option *option, void *context) {
    table *t = context;
    if (t->count == MOST_OPTIONS) return false;
    bool takes = option->kind != RS__OPTION_FLAG;
    t->rows[t->count] = option;
    t->names[t->count] = option->name;
    t->longs[t->count] = (struct option){option->name, takes ? required_argument : no_argument, NULL,
                                         LONG_BASE + (int)t->count};
    t->count++;
    if (option->letter != 0) {
        strncat(t->letters, &option->letter, 1);
        if (takes) strcat(t->letters, ":");
    }
    return true;
}

/* "+:": stop at the target, and tell a missing value from an unknown option. */
static void table_of(table *t, const rs__command *command) {
    memset(t, 0, sizeof *t);
    strcpy(t->letters, command == NULL ? "+:" : "+:m:c:");
    rs__options_visit(command, collect, t);
    if (command == NULL) collect(&man_page, t);
}

static const rs__option *row_of(const table *t, int got) {
    if (got >= LONG_BASE) return t->rows[got - LONG_BASE];
    for (size_t i = 0; i < t->count; i++) {
        if (t->rows[i]->letter == got) return t->rows[i];
    }
    return NULL;
}

static rs_status read_number(unsigned *number, const rs__option *option, const char *value, rs_error *err) {
    char *end = NULL;
    errno = 0;
    unsigned long long read = isdigit((unsigned char)value[0]) ? strtoull(value, &end, 10) : 0;
    if (end == NULL || *end != '\0') {
        return rs_fail(err, RS_BAD_ARGUMENT, "--%s %s: not a number", option->name, value);
    }
    if (errno != 0 || read >= UINT32_MAX) {
        return rs_fail(err, RS_BAD_ARGUMENT, "--%s %s: too large a number", option->name, value);
    }
    *number = (unsigned)read;
    return RS_OK;
}

static rs_status read_choice(int *choice, const rs__option *option, const char *value, rs_error *err) {
    for (int i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(option->choices[i], value) == 0) {
            *choice = i;
            return RS_OK;
        }
    }
    const char *near = rs__nearest(value, option->choices);
    return rs_fail(err, RS_BAD_ARGUMENT, "--%s %s: not one of %s%s%s%s", option->name, value, option->value,
                   near == NULL ? "" : ": did you mean ", near == NULL ? "" : near, near == NULL ? "" : "?");
}

static rs_status add_word(rs__words *words, const char *value, rs_error *err) {
    void *at = words->at;
    if (!rs_reserve(&at, &words->capacity, words->count + 1, sizeof *words->at))
        return rs_fail_memory(err, "the command line");
    words->at = at;
    words->at[words->count++] = value;
    return RS_OK;
}

static rs_status read_value(rs__settings *settings, const rs__option *option, const char *value,
                            rs_error *err) {
    void *field = (char *)settings + option->at;
    bool is_text = option->kind == RS__OPTION_TEXT || option->kind == RS__OPTION_TEXTS;
    if (is_text && value[0] == '\0')
        return rs_fail(err, RS_BAD_ARGUMENT, "--%s: its value is empty", option->name);
    switch (option->kind) {
    case RS__OPTION_FLAG: *(bool *)field = true; return RS_OK;
    case RS__OPTION_TEXT: *(const char **)field = value; return RS_OK;
    case RS__OPTION_TEXTS: return add_word(field, value, err);
    case RS__OPTION_NUMBER: return read_number(field, option, value, err);
    default: return read_choice(field, option, value, err);
    }
}

/* getopt_long refused argv[at]. `code` is what it left in optopt: 0 for an unknown long option or an ambiguous one. */
static rs_status refuse(const table *t, const rs__command *command, const char *word, int code,
                        rs_error *err) {
    const char *where = command == NULL ? "refscope" : command->name;
    char name[64] = "";
    if (code >= LONG_BASE) {
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: this option takes no value", word);
    }
    if (code != 0) {
        return rs_fail(err, RS_BAD_ARGUMENT, "-%c: `%s` has no such option: see --help", code, where);
    }
    size_t length = strcspn(word + 2, "=");
    if (length < sizeof name) memcpy(name, word + 2, length);
    for (size_t i = 0; i < t->count; i++) {
        if (name[0] != '\0' && strncmp(t->names[i], name, length) == 0) {
            return rs_fail(err, RS_BAD_ARGUMENT, "%s: several options of `%s` begin so: see --help", word,
                           where);
        }
    }
    const char *near = rs__nearest(name, t->names);
    if (near == NULL)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: `%s` has no such option: see --help", word, where);
    return rs_fail(err, RS_BAD_ARGUMENT, "%s: `%s` has no such option: did you mean --%s?", word, where,
                   near);
}

void rs__settings_release(rs__settings *settings) {
    rs_release(settings->ignore.at);
    rs_release(settings->allowed_growth.at);
    rs_release(settings->files);
    rs__gate_free(settings->gate);
    settings->ignore = (rs__words){NULL, 0, 0};
    settings->allowed_growth = (rs__words){NULL, 0, 0};
    settings->files = NULL;
    settings->gate = NULL;
}

/* Does the word belong to the files? All do that stand behind a first one. */
static bool is_file(const rs__settings *settings, const char *word) {
    if (settings->command == NULL) return false;
    rs__targets targets = settings->command->targets;
    return settings->file_count > 0 || targets == RS__TARGETS_FILE || targets == RS__TARGETS_FILES ||
           rs__target_is_file(word);
}

static rs_status take_file(rs__settings *settings, const char *word, size_t room, rs_error *err) {
    if (settings->files == NULL) settings->files = rs_alloc_array(room, sizeof *settings->files);
    if (settings->files == NULL) return rs_fail_memory(err, "the command line");
    settings->files[settings->file_count++] = word;
    settings->target = settings->files[0];
    return RS_OK;
}

static void take_program(rs__settings *settings, char **rest) {
    settings->target = rest[0];
    settings->program.script = rest[0];
    settings->program.arguments = rest + 1;
}

rs_status rs__options_read(rs__settings *settings, int argc, char **argv, int first, rs_error *err) {
    table t;
    table_of(&t, settings->command);
    int count = argc - first + 1;
    char **words = argv + first - 1; /* getopt_long passes over the first word, the program's name for it */
    optind = 0;                      /* begin anew, whoever used it before */
    opterr = 0;
    for (;;) {
        int before = optind == 0 ? 1 : optind;
        int got = getopt_long(count, words, t.letters, t.longs, NULL);
        if (got == -1) {
            if (words[optind] == NULL) return RS_OK;
            if (!is_file(settings, words[optind])) {
                take_program(settings, words + optind);
                return RS_OK;
            }
            rs_status st = take_file(settings, words[optind++], (size_t)count, err);
            if (st != RS_OK) return st;
            continue;
        }
        if (got == ':') return rs_fail(err, RS_BAD_ARGUMENT, "%s: its value is missing", words[optind - 1]);
        if (got == '?') return refuse(&t, settings->command, words[before], optopt, err);
        if (got == 'm' || got == 'c') {
            *(got == 'm' ? &settings->program.module : &settings->program.code) = optarg;
            settings->target = got == 'm' ? NULL : "-c";
            settings->program.arguments = words + optind;
            return RS_OK;
        }
        rs_status st = read_value(settings, row_of(&t, got), optarg, err);
        if (st != RS_OK) return st;
    }
}
