/* library.c: the calls that lay out, render and write.                  Manual: room.h. Map: render/graphviz/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <pthread.h>
#include <string.h>

#include "room.h"

/* ---- Graphviz's own words ------------------------------------------------------------------------------------------- */

/* Graphviz keeps one context, one error function and more in global variables: one drawing at a time. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char words[400]; /* what it said last, piece by piece */

static void take_turn(void) {
    pthread_mutex_lock(&turn);
}

static void end_turn(void) {
    pthread_mutex_unlock(&turn);
}

/* A fork waits for the drawing that is being made: the child has no thread that would finish it. */
__attribute__((constructor)) static void fork_in_turn(void) {
    pthread_atfork(take_turn, end_turn, end_turn);
}

static int hear(char *piece) {
    size_t said = strlen(words), room = sizeof words - 1 - said;
    size_t length = strlen(piece) < room ? strlen(piece) : room;
    memcpy(words + said, piece, length);
    words[said + length] = '\0';
    return 0;
}

static agusererrf listen_to_it(void) {
    words[0] = '\0';
    return agseterrf(hear);
}

/* In one line, without what it puts in front of it. */
static const char *what_it_said(void) {
    static const char prefix[] = "Error: ";
    size_t length = strlen(words);
    while (length > 0 && (words[length - 1] == '\n' || words[length - 1] == ' ')) words[--length] = '\0';
    const char *text = strncmp(words, prefix, strlen(prefix)) == 0 ? words + strlen(prefix) : words;
    return text[0] ? text : "it does not say why";
}

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

static int put_string(void *channel, const char *string) {
    rs_text_add(channel, string);
    return 0;
}

static int flush(void *channel) {
    return 0;
}

/* The discipline has one member more in older versions, which stays NULL: the default. */
static Agiodisc_t to_text;
static Agdisc_t discipline;

Agraph_t *rs__library_open(void) {
    char name[] = "refscope";
    pthread_mutex_lock(&turn);
    to_text = (Agiodisc_t){.afread = AgIoDisc.afread, .putstr = put_string, .flush = flush};
    discipline = (Agdisc_t){.id = &AgIdDisc, .io = &to_text};
    Agraph_t *graph = agopen(name, Agdirected, &discipline);
    pthread_mutex_unlock(&turn);
    return graph;
}

rs_status rs__library_write(rs_text *bytes, Agraph_t *graph, rs_error *err) {
    char attribute[] = "linelength", none[] = "0"; /* no line is broken inside a string */
    pthread_mutex_lock(&turn);
    agusererrf before = listen_to_it();
    agsafeset(graph, attribute, none, none);
    bool written = agwrite(graph, bytes) == 0;
    agseterrf(before);
    rs_status status = written ? RS_OK
                               : rs_fail(err, RS_INTERNAL, "the picture: Graphviz: %s", what_it_said());
    pthread_mutex_unlock(&turn);
    return status == RS_OK ? rs_text_status(bytes, err) : status;
}

/* ---- Rendering ------------------------------------------------------------------------------------------------------ */

static const char *format_of(rs_image image) {
    switch (image) {
    case RS_IMAGE_PNG: return "png";
    case RS_IMAGE_SVG: return "svg";
    case RS_IMAGE_PDF: return "pdf";
    case RS_IMAGE_PS: return "ps:cairo";
    default: return "dot";
    }
}

static const char *name_of(rs_image image) {
    switch (image) {
    case RS_IMAGE_PNG: return "PNG";
    case RS_IMAGE_SVG: return "SVG";
    case RS_IMAGE_PDF: return "PDF";
    case RS_IMAGE_PS: return "PostScript";
    default: return "DOT";
    }
}

/* Lengths are unsigned in Graphviz 2 and size_t from 13 on. */
typedef __typeof__(_Generic(&gvRenderData, int (*)(GVC_t *, graph_t *, const char *, char **, unsigned *)
                            : (unsigned)0, default
                            : (size_t)0)) length_type;

static rs_status render(rs_text *bytes, GVC_t *context, Agraph_t *graph, const char *format, const char *name,
                        rs_error *err) {
    char *data = NULL;
    length_type length = 0;
    if (gvRenderData(context, graph, format, &data, &length) != 0 || data == NULL)
        return rs_fail(err, RS_UNSUPPORTED,
                       "%s: this Graphviz cannot write it (%s); .dot and .svg need no plugin of "
                       "its own (Debian's package with the others: libgvc6)",
                       name, what_it_said());
    rs_text_add_bytes(bytes, data, length);
    gvFreeRenderData(data);
    return rs_text_status(bytes, err);
}

/* The context reads the list of plugins once; it is kept for as long as the process lives. */
static GVC_t *context_of_process(void) {
    static GVC_t *context;
    if (context == NULL) context = gvContext();
    return context;
}

static rs_status lay_out(rs_text *bytes, Agraph_t *graph, const char *engine, const char *format,
                         const char *name, rs_error *err) {
    pthread_mutex_lock(&turn);
    agusererrf before = listen_to_it();
    GVC_t *context = context_of_process();
    rs_status status;
    if (context == NULL)
        status = rs_fail_memory(err, "the picture");
    else if (gvLayout(context, graph, engine) != 0)
        status = rs_fail(err, RS_UNSUPPORTED, "the picture: Graphviz cannot lay it out: %s", what_it_said());
    else {
        status = render(bytes, context, graph, format, name, err);
        gvFreeLayout(context, graph);
    }
    agseterrf(before);
    pthread_mutex_unlock(&turn);
    return status;
}

rs_status rs__library_render(rs_text *bytes, Agraph_t *graph, const char *engine, rs_image image,
                             rs_error *err) {
    return lay_out(bytes, graph, engine, format_of(image), name_of(image), err);
}

rs_status rs__library_render_as(rs_text *bytes, Agraph_t *graph, const char *engine, const char *format,
                                rs_error *err) {
    return lay_out(bytes, graph, engine, format, format, err);
}

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

Agraph_t *rs__library_read(const char *dot, rs_error *err) {
    pthread_mutex_lock(&turn);
    agusererrf before = listen_to_it();
    Agraph_t *graph = agmemread(dot);
    if (graph == NULL) rs_fail(err, RS_BAD_ARGUMENT, "the picture: this is no DOT text: %s", what_it_said());
    agseterrf(before);
    pthread_mutex_unlock(&turn);
    return graph;
}
