/* style.h: how the pages look. The one style sheet, sent with each page.                                Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_STYLE_H
#define REFSCOPE_WEB_STYLE_H

extern const char rs__style_text[];
#define RS__CHART_COLOURS 8 /* classes c0 .. c7 */

#endif
