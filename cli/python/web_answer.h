/* web_answer.h: what refscope.web answers, as part of a page.                  The other half: web_answer.c. Map: README.md
 *
 * An answer is a list of tuples, each a piece of the page:
 *
 *     ("title", str)  ("heading", str)  ("text", str)
 *     ("thread", str)                            the name of the thread's record in photographs
 *     ("table", [str], [[cell]])                 a heading that begins with '#' stands above numbers
 *     ("chart", str, [(str, [float])])           title, and lines over the snapshots 0, 1, 2 …
 *
 * and a cell is a str, an int (a count), ("size", int), ("code", str) or ("link", path, piece, text).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_ANSWER_H
#define REFSCOPE_WEB_ANSWER_H

#include <Python.h>
#include <stdbool.h>

#include "web/page.h"

/* Only exact lists, tuples, str, int and float are taken, so nothing of the program runs. false: an exception is set. */
bool rs__web_answer_write(rs__page *page, PyObject *pieces);

#endif
