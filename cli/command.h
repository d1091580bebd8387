/* command.h: a subcommand as data: what it is called, what it takes, what it does.  The table: commands.c. Map: cli/README.md
 *
 * --help, the man page and the reading of a command line all come from these rows, so that they cannot disagree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_COMMAND_H
#define REFSCOPE_COMMAND_H

#include "rs_cycles.h"
#include "rs_graph.h"
#include "rs_program.h"
#include "rs_refgraph.h"
#include "rs_report.h"
#include "rs_selection.h"
#include "rs_tree.h"

enum rs__colour { RS__COLOUR_AUTO, RS__COLOUR_ALWAYS, RS__COLOUR_NEVER };

/* The values of an option that may be given several times, in their order; borrowed from the command line. */
typedef struct rs__words {
    const char **at;
    size_t count, capacity;
} rs__words;

/* What a command line says. Choices are ints here: an option's row tells where its value goes and which it may be. */
typedef struct rs__settings {
    const struct rs__command *command;
    const rs_host *host;
    rs_program_options program;
    const char *target; /* as the user named it: "app.py", "-m pip", "heap.rsnap" */
    const char **files; /* the snapshot files that are named, in their order; then no program runs */
    size_t file_count;
    const char *type, *name, *address; /* --type, --name, --at: at most one */
    bool subclasses;                   /* --subclasses */
    const char *output;                /* -o, or NULL: standard output */
    int values, format, colour, style, scope, sort, by, heat;
    const char *under;        /* --under */
    const char *baseline;     /* --baseline, or NULL */
    rs__words ignore;         /* --ignore */
    rs__words allowed_growth; /* --fail-on-growth */
    bool quiet, gc, no_gc, referents, both, all, types, update_baseline;
    int file_format;     /* of export: an rs_export_format */
    bool output_checked; /* by the command itself: `output` is no file's name as it stands */
    bool alone;          /* the report is a file in itself: one for each photograph */
    bool help, version, man;
    unsigned limit, depth, width, paths, max, port;
    struct rs__gate *gate; /* what `cycles` checks by: gate.h */
} rs__settings;
#define RS__UNLIMITED 0u
/* Give back what reading and checking the settings allocated. */
void rs__settings_release(rs__settings *settings);

/* What a command can be asked about. */
typedef enum rs__targets {
    RS__TARGETS_ANY,     /* a program, or one snapshot file */
    RS__TARGETS_PROGRAM, /* a program only */
    RS__TARGETS_FILE,    /* one snapshot file */
    RS__TARGETS_FILES,   /* two or more snapshot files, which it gets all at once */
} rs__targets;

/* What a command is given to report on: one photograph, or under RS__TARGETS_FILES all of them. */
typedef struct rs__report {
    const rs__settings *settings;
    const rs_photograph
        *photograph; /* the one at hand; of several files the first; NULL under `headers_only` */
    rs_graph *graph; /* of that one */
    const rs_photograph *photographs; /* all there are, in their order */
    const rs_collected *collected;    /* what collections took before it, or NULL */
    size_t index, count;              /* which photograph of how many */
    const char *output;               /* the file that this report goes to, or NULL */
    rs_text *text;                    /* receives the report */
    rs_text *note;      /* receives what is told on standard error: one line, without "refscope: " */
    const char *folder; /* where the command was started; "" when that is not known */
    unsigned columns;   /* of a line; 0: never cut */
    bool colour;
    bool failed; /* the command sets it when its check failed: exit status 1 */
} rs__report;

/* How a report is written: as the settings and what it goes to say. */
rs_report_options rs__report_options(const rs__report *report);

typedef enum rs__option_kind {
    RS__OPTION_FLAG,   /* bool */
    RS__OPTION_NUMBER, /* unsigned */
    RS__OPTION_TEXT,   /* const char * */
    RS__OPTION_TEXTS,  /* rs__words: may be given several times */
    RS__OPTION_CHOICE, /* int: the place of the value in `choices` */
} rs__option_kind;

typedef struct rs__option {
    const char *name; /* "limit", for --limit */
    char letter;      /* 'o', for -o, or 0 */
    rs__option_kind kind;
    size_t at;                  /* offset in rs__settings */
    const char *value;          /* "N", "FILE", "size|count|name"; NULL for flags */
    const char *const *choices; /* NULL-terminated */
    const char *text;           /* what it does, for people */
} rs__option;
#define RS__OPTION_END                                                                                       \
    { NULL, 0, RS__OPTION_FLAG, 0, NULL, NULL, NULL }

enum rs__groups {                          /* options that several commands share: options.c */
                  RS__GROUP_SELECTION = 1, /* --type --name --at */
                  RS__GROUP_FORMAT = 2,    /* --format text|json */
                  RS__GROUP_MANNER = 4,    /* --color --quiet --help */
                  RS__GROUP_GENERAL = 8,   /* --version --help, those of refscope itself */
                  RS__GROUP_VALUES = 16,   /* --values */
                  RS__GROUP_COMMON = RS__GROUP_VALUES | RS__GROUP_MANNER,
};

typedef struct rs__command {
    const char *name;
    const char *summary;       /* one line, for the list of commands */
    const char *text;          /* paragraphs, parted by empty lines */
    const char *example;       /* one command line */
    const rs__option *options; /* its own */
    unsigned groups;
    rs__targets targets;
    bool
        objects_only; /* it asks for types and sizes, nothing of references or values: a file is opened without
                              them */
    bool headers_only;     /* its files are not opened for it: it reads what they say of themselves */
    rs__settings defaults; /* only what differs from zero */
    /* What can be said against the settings before anything runs. NULL: nothing. May fill in what follows from them. */
    rs_status (*check)(rs__settings *settings, rs_error *err);
    rs_status (*report)(rs__report *report, rs_error *err);
    /* A file that is written besides, when the reports on all photographs went out and the program did not fail: *path and
     * its text, and what is told of it. NULL, or *path left NULL: none. */
    rs_status (*file)(const char **path, rs_text *text, rs_text *note, const rs__settings *settings,
                      rs_error *err);
    /* Makes the file of -o, instead of what `report` wrote going there: one for each photograph. NULL: it does not. */
    rs_status (*save)(rs__report *report, const char *path, rs_error *err);
} rs__command;

extern const rs__command rs__command_run, rs__command_summary, rs__command_tree, rs__command_graph,
    rs__command_cycles, rs__command_why, rs__command_top, rs__command_size, rs__command_diff,
    rs__command_export, rs__command_web, rs__command_info;

extern const rs__command *const rs__commands[]; /* in the order of the design, NULL-terminated */
const rs__command *rs__command_find(const char *name);
/* One sentence for a first word that is no command: a near miss, or a program without its command. */
rs_status rs__command_unknown(const char *word, rs_error *err);

/* The options of a command: its own, then those of its groups. Visits until `visit` returns false. */
typedef bool (*rs__option_visit)(const rs__option *option, void *context);
void rs__options_visit(const rs__command *command, rs__option_visit visit, void *context);

/* Reads argv[first..] into *settings (whose command is set): options up to the program, then it and its own arguments; or
 * options and snapshot files in any order. RS_BAD_ARGUMENT, RS_NO_MEMORY. settings->files is yours to release. */
rs_status rs__options_read(rs__settings *settings, int argc, char **argv, int first, rs_error *err);

/* Is the word a snapshot file, by its first bytes or by its name? */
bool rs__target_is_file(const char *word);
/* Is the target one that the command takes: a program that can be run, or files? Before anything is started. */
rs_status rs__target_check(const rs__settings *settings, rs_error *err);

/* The objects that --type, --name or --at select; RS_NOT_FOUND says what is nearest. */
bool rs__is_selection(const rs__settings *settings);
rs_status rs__selection_check(const rs__settings *settings,
                              rs_error *err); /* exactly one of the three is given */
rs_status rs__select(rs_selection *selection, const rs__report *report, rs_error *err);

/* --help of a command (NULL: of refscope itself), and the man page of all. */
void rs__help_add(rs_text *text, const rs__command *command, const char *program);
void rs__man_add(rs_text *text);

#endif
