/* drawer.h: the process in which Graphviz draws, and what goes between it and its host.  Implementation: drawer.c (the host's
 * half), drawer_path.c (where it is found), draw/ (the executable). Map: render/graphviz/README.md
 *
 * Graphviz, cairo, GLib and fontconfig end the process when memory is short, keep what failed once in global variables and
 * draw without text from then on, and have locks of their own. None of that may happen to the program that is looked at. So
 * they are in an executable of their own, refscope-draw, that is started for each picture:
 *
 *     refscope-draw ENGINE FORMAT PARENT          DOT text on descriptor 0, the answer on 1, complaints on 2
 *
 * An executable, and no fork of the host without exec: in such a fork the locks that other threads held stay held, what
 * others registered with pthread_atfork runs, and a host of many gigabytes may not be allowed to fork at all. posix_spawn
 * copies nothing, and what is started has fresh state each time, so that a later picture knows nothing of a failure before.
 *
 * The host's half:
 *  - never writes to a pipe, which could raise SIGPIPE in the host: 0 and 1 are one socket, 2 is a pipe that is read;
 *  - knows the answer's end by its length, not by the end of the stream: a fork of the host at the wrong moment has a copy of
 *    the other end. For the same reason the text's end is told by shutdown;
 *  - does not depend on the child's status: a handler of SIGCHLD in the host may have taken it. A pidfd, where the system has
 *    them, makes sure that no other process is killed or waited for in its place;
 *  - reads what Pango complains of: it goes on without a font that does not load, and that is no picture;
 *  - ends the child when it is not ready in time, and in any case before it returns: nothing is left behind.
 * The child's half:
 *  - has bounds of its own on memory, no core file, and is what the system ends first when memory runs out;
 *  - ends when the thread that waits for it does; a Ctrl-C of the terminal reaches it as it reaches the host;
 *  - is ended by the first allocation that fails (draw/memory.c): there is no picture by code that went on without memory;
 *  - tells when the fonts of a picture that needs some are not there (draw/fonts.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GRAPHVIZ_DRAWER_H
#define GRAPHVIZ_DRAWER_H

#include <stdbool.h>
#include <stdint.h>

#include "rs_text.h"

/* ---- What goes between them: this, then so many bytes ------------------------------------------------------------------- */

#define RS__ANSWER_MAGIC "refsdraw"

typedef enum rs__outcome {
    RS__DRAWN,       /* the bytes are the picture; otherwise they are words, or none */
    RS__NO_MEMORY,   /* an allocation failed */
    RS__NO_DOT,      /* the text is no graph */
    RS__NO_LAYOUT,   /* there is no such engine, or it cannot */
    RS__NO_RENDERER, /* there is no such format, or it cannot */
    RS__NO_PLUGIN,   /* one that is there could not be loaded */
    RS__NO_FONTS,    /* the format needs fonts, and there are none */
    RS__OUTCOMES
} rs__outcome;

typedef struct rs__answer {
    char magic[8];
    uint32_t outcome;
    uint32_t letters; /* 1: text is drawn with fonts, and not left to whoever looks at it */
    uint64_t length;
} rs__answer;

/* ---- The host's half ------------------------------------------------------------------------------------------------- */

/* Add the picture, as bytes, to *bytes. RS_NO_MEMORY: here or there; RS_BAD_ARGUMENT: the text is no graph; RS_UNSUPPORTED:
 * Graphviz cannot, in its own words, or the executable is not there. On failure *bytes is as before. */
rs_status rs__draw_elsewhere(rs_text *bytes, const char *dot, const char *engine, const char *format,
                             rs_error *err);

/* Where the executable is: what REFSCOPE_DRAW says, else where it stands beside what this code is in. RS_UNSUPPORTED. */
rs_status rs__drawer_path(char *path, size_t size, rs_error *err);

#endif
