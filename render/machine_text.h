/* machine_text.h: what is not shown, spelled as JSON and XML spell it.      Implementation: machine_text.c. Map: README.md
 *
 * A program that reads a report gets the very character; a terminal that shows the file does not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MACHINE_TEXT_H
#define MACHINE_TEXT_H

#include "rs_text.h"

/* Text of JSON or XML, valid and whole characters, in which rs_text_is_shown is false of no character any more but of line
 * ends and tabs. Such characters stand only within its strings, where a reference means the same. */
void rs__add_for_json(rs_text *text, const char *bytes, size_t count);
void rs__add_for_xml(rs_text *text, const char *bytes, size_t count);
/* One character as JSON has it within a string: \uNNNN, or two of them. */
void rs__add_json_escape(rs_text *text, uint32_t character);

#endif
