/* decode_xml.c: elements of xml.etree and the handlers of expat.                          Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

/* Attributes and children are in a side block that an element without either does not have. */
void rs__decode_element(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t extra = rs__word(decoding->image, object + layout->element_extra);
    if (extra == 0) return;
    rs__emit(&decoding->out, rs__word(decoding->image, extra + layout->extra_attrib),
             rs__attribute_name(decoding, "attrib"));
    uint64_t count = rs__word(decoding->image, extra + layout->extra_length);
    rs__emit_indexed(decoding, rs__word(decoding->image, extra + layout->extra_children), count, 0);
}

/* In the order of pyexpat's table of handlers, which has been the same in all these versions. */
static const char *const handlers[] = {
    "StartElementHandler",
    "EndElementHandler",
    "ProcessingInstructionHandler",
    "CharacterDataHandler",
    "UnparsedEntityDeclHandler",
    "NotationDeclHandler",
    "StartNamespaceDeclHandler",
    "EndNamespaceDeclHandler",
    "CommentHandler",
    "StartCdataSectionHandler",
    "EndCdataSectionHandler",
    "DefaultHandler",
    "DefaultHandlerExpand",
    "NotStandaloneHandler",
    "ExternalEntityRefHandler",
    "StartDoctypeDeclHandler",
    "EndDoctypeDeclHandler",
    "EntityDeclHandler",
    "XmlDeclHandler",
    "ElementDeclHandler",
    "AttlistDeclHandler",
    "SkippedEntityHandler",
};

void rs__decode_expat_parser(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    uint64_t table = rs__word(decoding->image, object + decoding->layout->expat_handlers);
    for (size_t i = 0; table != 0 && i < sizeof handlers / sizeof *handlers; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, table + 8 * i),
                 rs__attribute_name(decoding, handlers[i]));
}
