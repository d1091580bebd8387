/* drawing.c: the front door of pictures.                                Manual: ../rs_drawing.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include <strings.h>

#include "drawer.h"
#include "room.h"

rs_image rs_drawing_image(const char *path) {
    static const struct {
        const char *ending;
        rs_image image;
    } endings[] = {
        {".dot", RS_IMAGE_DOT}, {".gv", RS_IMAGE_DOT},  {".png", RS_IMAGE_PNG},
        {".svg", RS_IMAGE_SVG}, {".pdf", RS_IMAGE_PDF}, {".ps", RS_IMAGE_PS},
    };
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    const char *dot = strrchr(file, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i].ending) == 0) return endings[i].image;
    return RS_IMAGE_UNKNOWN;
}

/* Graphviz's word for it; its PostScript comes from the renderer that embeds fonts. */
static const char *format_of(rs_image image) {
    static const char *const formats[] = {
        [RS_IMAGE_PNG] = "png", [RS_IMAGE_SVG] = "svg", [RS_IMAGE_PDF] = "pdf", [RS_IMAGE_PS] = "ps:cairo"};
    return formats[image];
}

rs_status rs_drawing_render(rs_text *bytes, const rs_refgraph *part, rs_image image,
                            const rs_drawing_options *options, rs_error *err) {
    static const rs_drawing_options defaults = RS_DRAWING_OPTIONS_INIT;
    if (image <= RS_IMAGE_UNKNOWN || image > RS_IMAGE_PS)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "the picture: unknown kind of image: .dot, .png, .svg, .pdf and .ps are known");
    rs__picture picture = {.part = part, .image = image, .options = options ? options : &defaults};
    rs_text dot = RS_TEXT_INIT;
    rs_status status = rs__picture_write(image == RS_IMAGE_DOT ? bytes : &dot, &picture, err);
    if (status == RS_OK && image != RS_IMAGE_DOT)
        status = rs__draw_elsewhere(bytes, rs_text_string(&dot), rs__picture_engine(&picture),
                                    format_of(image), err);
    rs_text_release(&dot);
    rs__picture_release(&picture);
    return status;
}

rs_status rs_drawing_of_dot(rs_text *bytes, const char *dot, const char *engine, const char *format,
                            rs_error *err) {
    return rs__draw_elsewhere(bytes, dot, engine, format, err);
}
