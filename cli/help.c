/* --help, made of the rows of commands and options.          The rows: command.h. The man page: man.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "command.h"

#define LINE    80
#define TEXT_AT 26 /* where the explanations of options begin */

/* Adds `words` broken into lines; the first begins at column `at`, the others are indented by `indent`. An empty line parts
 * paragraphs. */
static void add_wrapped(rs_text *text, const char *words, size_t at, size_t indent) {
    while (*words != '\0') {
        size_t length = strcspn(words, " \n");
        if (at > indent && at + 1 + length > LINE) {
            rs_text_add(text, "\n");
            rs_text_add_repeated(text, " ", indent);
            at = indent;
        } else if (at > indent) {
            rs_text_add(text, " ");
            at++;
        }
        rs_text_add_bytes(text, words, length);
        at += length;
        words += length;
        words += strspn(words, " ");
        for (; *words == '\n'; words++, at = indent) rs_text_add_char(text, '\n');
    }
    rs_text_add(text, "\n");
}

static void add_row(rs_text *text, const rs_text *left, const char *right) {
    rs_text_add(text, "  ");
    rs_text_add(text, rs_text_string(left));
    if (left->length + 4 > TEXT_AT) {
        rs_text_add(text, "\n");
        rs_text_add_repeated(text, " ", TEXT_AT);
    } else {
        rs_text_add_repeated(text, " ", TEXT_AT - 2 - left->length);
    }
    add_wrapped(text, right, TEXT_AT, TEXT_AT);
}

static bool add_option(const rs__option *option, void *context) {
    rs_text left = RS_TEXT_INIT;
    if (option->letter != 0) rs_text_addf(&left, "-%c, ", option->letter);
    rs_text_addf(&left, "--%s", option->name);
    if (option->value != NULL) rs_text_addf(&left, " %s", option->value);
    add_row(context, &left, option->text);
    rs_text_release(&left);
    return true;
}

/* One line for each form of command line; `name` is of the command, or "COMMAND". */
static void add_usage(rs_text *text, const char *program, const char *name, rs__targets targets) {
    static const char *const programs[] = {"app.py [arguments of the program]",
                                           "-m module [arguments of the program]",
                                           "-c code, or - for standard input"};
    const char *before = "usage: ";
    bool runs = targets == RS__TARGETS_ANY || targets == RS__TARGETS_PROGRAM;
    for (size_t i = 0; runs && i < sizeof programs / sizeof *programs; i++) {
        rs_text_addf(text, "%s%s %s [options] %s\n", before, program, name, programs[i]);
        before = "       ";
    }
    if (targets != RS__TARGETS_PROGRAM)
        rs_text_addf(text, "%s%s %s [options] heap.rsnap%s\n", before, program, name,
                     targets == RS__TARGETS_FILES ? " later.rsnap ..." : "");
    rs_text_add(text, "\n");
}

static void add_command_help(rs_text *text, const rs__command *command, const char *program) {
    add_usage(text, program, command->name, command->targets);
    add_wrapped(text, command->text, 0, 0);
    rs_text_add(text, "\noptions:\n");
    rs__options_visit(command, add_option, text);
    rs_text_addf(text, "\nexample:\n  %s\n", command->example);
}

static void add_general_help(rs_text *text, const char *program) {
    add_usage(text, program, "COMMAND", RS__TARGETS_ANY);
    add_wrapped(
        text,
        "refscope shows who keeps your Python objects alive: it runs a program, photographs the references "
        "between all its objects, and answers questions about the photograph. `run -o` saves the photograph "
        "as a "
        "file, which every other command takes in place of the program.",
        0, 0);
    rs_text_add(text, "\ncommands:\n");
    for (size_t i = 0; rs__commands[i] != NULL; i++) {
        rs_text_addf(text, "  %-10s%s\n", rs__commands[i]->name, rs__commands[i]->summary);
    }
    rs_text_add(text, "\noptions:\n");
    rs__options_visit(NULL, add_option, text);
    rs_text_addf(text,
                 "\n`%s COMMAND --help` tells more. Exit status: 0 fine; 1 the check of\n"
                 "`cycles --max` or `--baseline` failed; 2 wrong usage, bad input, or an output\n"
                 "that could not be written; 3 the program failed. The first of 2, 3, 1 that\n"
                 "applies.\n",
                 program);
}

void rs__help_add(rs_text *text, const rs__command *command, const char *program) {
    if (command != NULL)
        add_command_help(text, command, program);
    else
        add_general_help(text, program);
}
