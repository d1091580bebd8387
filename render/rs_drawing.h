/* rs_drawing.h: a reference graph as DOT text or as an image.        Implementation: graphviz/. Map: render/README.md
 *
 * Boxes are objects: type, preview, size. Edges bear the names of references. Roots, garbage, what was asked about and
 * the cut are marked by colour and by shape or line, so that the picture reads without colour too; a legend names the
 * marks that occur, and the title says what was left out. Every label is escaped here; any bytes may stand in it.
 *
 * Images are laid out and rendered by Graphviz in a process of its own, the executable refscope-draw, which is looked for
 * beside this library, in libexec and where REFSCOPE_DRAW says. Whatever becomes of it is an error and nothing else; after 600
 * seconds (REFSCOPE_DRAW_SECONDS) it is ended. It is a child of this process meanwhile, and has ended when a call returns: a
 * handler of SIGCHLD may see it. DOT text needs no process. Calls of several threads do not wait for each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_DRAWING_H
#define RS_DRAWING_H

#include "rs_refgraph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_image {
    RS_IMAGE_UNKNOWN,
    RS_IMAGE_DOT,
    RS_IMAGE_PNG,
    RS_IMAGE_SVG,
    RS_IMAGE_PDF,
    RS_IMAGE_PS,
} rs_image;

typedef struct rs_drawing_options {
    const char *title; /* NULL: none. What was left out is added to it */
    bool legend;
    bool left_to_right; /* default: referrers above what they hold */
    bool
        heat; /* boxes tell what they retain (rs_dominators.h): by a number and by how warm their ground is */
} rs_drawing_options;
#define RS_DRAWING_OPTIONS_INIT                                                                              \
    { NULL, true, false, false }

/* The image that a path's ending asks for: .dot .gv .png .svg .pdf .ps, in any case; RS_IMAGE_UNKNOWN otherwise. */
RS_API rs_image rs_drawing_image(const char *path);

/* Add the picture, as bytes, to *bytes. NULL options: the initialiser's. RS_NO_MEMORY; RS_BAD_ARGUMENT for
 * RS_IMAGE_UNKNOWN; RS_UNSUPPORTED when Graphviz cannot, in its own words, when it was ended by whatever it was, or when the
 * text of a PNG, PDF or PostScript picture could not be drawn; RS_LIMIT when it took too long. */
RS_API rs_status rs_drawing_render(rs_text *bytes, const rs_refgraph *part, rs_image image,
                                   const rs_drawing_options *options, rs_error *err);

/* Lay out DOT text from elsewhere and add the picture, as bytes, to *bytes. `engine` ("dot", "neato", …) and `format` ("png",
 * "svg", "ps", …) are Graphviz's own words. RS_NO_MEMORY; RS_BAD_ARGUMENT when the text is no graph; RS_UNSUPPORTED, with
 * Graphviz's own words, when there is no such engine or format. */
RS_API rs_status rs_drawing_of_dot(rs_text *bytes, const char *dot, const char *engine, const char *format,
                                   rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
