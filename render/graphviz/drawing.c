/* drawing.c: the front door of pictures.                                Manual: ../rs_drawing.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include <strings.h>

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

rs_status rs_drawing_render(rs_text *bytes, const rs_refgraph *part, rs_image image,
                            const rs_drawing_options *options, rs_error *err) {
    static const rs_drawing_options defaults = RS_DRAWING_OPTIONS_INIT;
    if (image <= RS_IMAGE_UNKNOWN || image > RS_IMAGE_PS)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "the picture: unknown kind of image: .dot, .png, .svg, .pdf and .ps are known");
    rs__picture picture = {.part = part, .image = image, .options = options ? options : &defaults};
    picture.graph = rs__library_open();
    if (picture.graph == NULL) return rs_fail_memory(err, "the picture");
    rs_status status = rs__picture_fill(&picture, err);
    if (status == RS_OK && image == RS_IMAGE_DOT)
        status = rs__library_write(bytes, picture.graph, err);
    else if (status == RS_OK)
        status = rs__library_render(bytes, picture.graph, rs__picture_engine(&picture), image, err);
    agclose(picture.graph);
    rs_text_release(&picture.scratch);
    return status;
}

rs_status rs_drawing_of_dot(rs_text *bytes, const char *dot, const char *engine, const char *format,
                            rs_error *err) {
    Agraph_t *graph = rs__library_read(dot, err);
    if (graph == NULL) return RS_BAD_ARGUMENT;
    rs_status status = rs__library_render_as(bytes, graph, engine, format, err);
    agclose(graph);
    return status;
}
