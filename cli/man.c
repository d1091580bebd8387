/* The man page, made of the rows of commands and options.         The rows: command.h. --help: help.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "command.h"

/* Text for troff: backslashes and hyphens of options are escaped, no line begins with a control character. */
static void add_plain(rs_text *text, const char *words) {
    if (words[0] == '.' || words[0] == '\'') rs_text_add(text, "\\&");
    for (; *words != '\0'; words++) {
        if (*words == '\\')
            rs_text_add(text, "\\e");
        else if (*words == '-')
            rs_text_add(text, "\\-");
        else if (*words == '\'')
            rs_text_add(text, "\\(aq");
        else
            rs_text_add_char(text, *words);
    }
}

static void add_line(rs_text *text, const char *words) {
    add_plain(text, words);
    rs_text_add(text, "\n");
}

static bool add_option(const rs__option *option, void *context) {
    rs_text *text = context;
    rs_text_add(text, ".TP\n");
    if (option->letter != 0) rs_text_addf(text, "\\fB\\-%c\\fR, ", option->letter);
    rs_text_add(text, "\\fB");
    rs_text_addf(text, "\\-\\-%s\\fR", option->name);
    if (option->value != NULL) rs_text_addf(text, " \\fI%s\\fR", option->value);
    rs_text_add(text, "\n");
    add_line(text, option->text);
    return true;
}

static void add_command(rs_text *text, const rs__command *command) {
    rs_text_addf(text, ".SS %s\n", command->name);
    static const char *const targets[] = {
        [RS__TARGETS_ANY] = "\\fITARGET\\fR [\\fIarguments\\fR]",
        [RS__TARGETS_PROGRAM] = "\\fIPROGRAM\\fR [\\fIarguments\\fR]",
        [RS__TARGETS_FILE] = "\\fIFILE\\fR",
        [RS__TARGETS_FILES] = "\\fIFILE\\fR \\fIFILE\\fR ...",
    };
    rs_text_addf(text, "\\fBrefscope %s\\fR [\\fIoptions\\fR] %s\n.PP\n", command->name,
                 targets[command->targets]);
    add_line(text, command->text);
    rs_text_add(text, ".PP\nExample:\n.RS 4\n.nf\n");
    add_line(text, command->example);
    rs_text_add(text, ".fi\n.RE\n");
    /* What every command has stands once, below. */
    rs__command own = *command;
    own.groups &= ~(unsigned)(RS__GROUP_COMMON | RS__GROUP_SELECTION);
    rs__options_visit(&own, add_option, text);
}

static void add_shared(rs_text *text, const char *title, unsigned group) {
    rs__command shared = {.groups = group};
    rs_text_addf(text, ".SS %s\n", title);
    rs__options_visit(&shared, add_option, text);
}

static const char before[] =
    ".SH NAME\n"
    "refscope \\- show who keeps Python objects alive\n"
    ".SH SYNOPSIS\n"
    "\\fBrefscope\\fR \\fICOMMAND\\fR [\\fIoptions\\fR] \\fIapp.py\\fR [\\fIarguments\\fR]\n"
    ".br\n"
    "\\fBrefscope\\fR \\fICOMMAND\\fR [\\fIoptions\\fR] \\fB\\-m\\fR \\fImodule\\fR [\\fIarguments\\fR]\n"
    ".br\n"
    "\\fBrefscope\\fR \\fICOMMAND\\fR [\\fIoptions\\fR] \\fIheap.rsnap\\fR\n"
    ".br\n"
    "\\fBpython \\-m refscope\\fR \\fICOMMAND\\fR ...\n"
    ".SH DESCRIPTION\n"
    "Runs a Python program, photographs the references between all objects of its heap, and answers "
    "questions about the\n"
    "photograph. Taking it runs no code of the program and changes nothing in it.\n"
    ".PP\n"
    "The program runs as under \\fBpython\\fR(1): in the active virtual environment, with its own arguments, "
    "standard input\n"
    "and environment. It is photographed when it ends, also when it failed, or each time it calls\n"
    "\\fBrefscope.capture\\fR(). While it runs its standard output goes to standard error, unless "
    "\\fB\\-o\\fR sends the\n"
    "report to a file.\n"
    ".PP\n"
    "\\fBrefscope run \\-o\\fR \\fIheap.rsnap\\fR and the package's \\fBSnapshot.save\\fR() write a "
    "photograph to "
    "a file. Every\n"
    "command takes such a file in place of the program, wherever it was taken and whether or not there is a "
    "Python.\n"
    "A file is told by its first bytes; behind it options may go on.\n"
    ".PP\n"
    "The report is as wide as the terminal, or as \\fBCOLUMNS\\fR says; in a file or a pipe its lines are "
    "never cut.\n";

static const char after[] = ".SH EXIT STATUS\n"
                            ".TP\n0\nfine\n"
                            ".TP\n1\nthe check failed: \\fBcycles \\-\\-max\\fR or \\fB\\-\\-baseline\\fR\n"
                            ".TP\n2\nwrong usage, bad input, or an output that could not be written\n"
                            ".TP\n3\nthe program failed: it raised, exited with another status than 0, or "
                            "ended the process itself. Its own traceback\n"
                            "is shown and, where it could be taken, the photograph is still reported on.\n"
                            ".PP\n"
                            "When several apply, 2 comes before 3 and 3 before 1.\n"
                            ".SH ENVIRONMENT\n"
                            ".TP\n\\fBVIRTUAL_ENV\\fR\nthe active virtual environment, in which the program "
                            "runs. It must be of the version of Python\n"
                            "that refscope is built for; \\fBpython \\-m refscope\\fR is the same command "
                            "under any interpreter that has the package.\n"
                            ".TP\n\\fBNO_COLOR\\fR\nwhen not empty: no colours\n"
                            ".TP\n\\fBCOLUMNS\\fR\nthe width of the report\n"
                            ".TP\n\\fBPYTHONPATH\\fR, \\fBPYTHONHOME\\fR, ...\nas for \\fBpython\\fR(1)\n"
                            ".SH SEE ALSO\n"
                            "\\fBpython\\fR(1), \\fBdot\\fR(1)\n";

void rs__man_add(rs_text *text) {
    rs_text_addf(text,
                 ".\\\" Made by `refscope --man` of the rows that --help is made of.\n"
                 ".TH REFSCOPE 1 \"\" \"refscope %s\" \"User Commands\"\n",
                 REFSCOPE_VERSION);
    rs_text_add(text, before);
    rs_text_add(text, ".SH COMMANDS\n");
    for (size_t i = 0; rs__commands[i] != NULL; i++) add_command(text, rs__commands[i]);
    rs_text_add(text, ".SH OPTIONS OF SEVERAL COMMANDS\n");
    add_shared(text, "The selection", RS__GROUP_SELECTION);
    add_shared(text, "Every command", RS__GROUP_COMMON);
    rs_text_add(text, after);
}
