/* xml.h: XML, written. The other half, and the only file that knows libxml2: xml.c. Map: render/README.md
 *
 *     rs__xml *xml = NULL;
 *     st = rs__xml_begin(&xml, text, err);
 *     rs__xml_open(xml, "testsuite");
 *     rs__xml_attribute(xml, "name", "app.py");
 *     rs__xml_close(xml);
 *     st = rs__xml_end(xml, err);
 *
 * What goes wrong is remembered and told at the end; nothing is checked call by call. Strings may be any bytes: what XML
 * cannot hold, controls and what is no UTF-8, is escaped as in a text, "\x1b"; what it can and nobody sees is a reference.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef XML_H
#define XML_H

#include <stdint.h>

#include "rs_text.h"

typedef struct rs__xml rs__xml;

/* Begin a document that is added to the text. RS_NO_MEMORY, and then nothing is to be ended. */
rs_status rs__xml_begin(rs__xml **out, rs_text *text, rs_error *err);
void rs__xml_open(rs__xml *xml, const char *element);
void rs__xml_attribute(rs__xml *xml, const char *name, const char *value);
void rs__xml_number(rs__xml *xml, const char *name, uint64_t value);
void rs__xml_text(rs__xml *xml, const char *string);
void rs__xml_close(rs__xml *xml); /* the element opened last that is not closed */
/* Close what is open, and free. RS_NO_MEMORY when anything failed on the way. */
rs_status rs__xml_end(rs__xml *xml, rs_error *err);

#endif
