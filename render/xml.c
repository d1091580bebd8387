/* xml.c: XML through libxml2's writer.                                                    Manual: xml.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "xml.h"

#include <string.h>

#include <libxml/xmlwriter.h>

#include "machine_text.h"
#include "rs_memory.h"
#include "utf8.h"

struct rs__xml {
    xmlTextWriterPtr writer;
    rs_text *text;
    rs_text written; /* by libxml2, in pieces that may end within a character */
    rs_text clean;   /* the string at hand, as XML can hold it */
    bool failed;
};

/* Never refuses: libxml2 would say so on standard error. The text remembers that it failed. */
static int add_to_text(void *text, const char *bytes, int count) {
    rs_text_add_bytes(text, bytes, (size_t)count);
    return count;
}

rs_status rs__xml_begin(rs__xml **out, rs_text *text, rs_error *err) {
    rs__xml *xml = rs_alloc_cleared(1, sizeof *xml);
    xmlOutputBufferPtr output = xml ? xmlOutputBufferCreateIO(add_to_text, NULL, &xml->written, NULL) : NULL;
    if (output) xml->writer = xmlNewTextWriter(output);
    if (!xml || !xml->writer) {
        if (output) xmlOutputBufferClose(output);
        rs_release(xml);
        return rs_fail_memory(err, "the report");
    }
    xml->text = text;
    xmlTextWriterSetIndent(xml->writer, 1);
    xmlTextWriterSetIndentString(xml->writer, BAD_CAST "  ");
    xml->failed = xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", NULL) < 0;
    *out = xml;
    return RS_OK;
}

static bool is_character(uint32_t c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c != RS__NOT_UTF8 && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
}

static const xmlChar *clean(rs__xml *xml, const char *string) {
    size_t count = strlen(string), step;
    rs_text_clear(&xml->clean);
    for (size_t at = 0; at < count; at += step) {
        uint32_t c = rs__utf8(string + at, count - at, &step);
        if (is_character(c))
            rs_text_add_bytes(&xml->clean, string + at, step);
        else
            rs_text_add_escaped(&xml->clean, string + at, step, 0);
    }
    xml->failed |= xml->clean.failed;
    return BAD_CAST rs_text_string(&xml->clean);
}

void rs__xml_open(rs__xml *xml, const char *element) {
    if (!xml->failed) xml->failed = xmlTextWriterStartElement(xml->writer, BAD_CAST element) < 0;
}

void rs__xml_attribute(rs__xml *xml, const char *name, const char *value) {
    const xmlChar *string = clean(xml, value);
    if (!xml->failed) xml->failed = xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name, string) < 0;
}

void rs__xml_number(rs__xml *xml, const char *name, uint64_t value) {
    rs_text digits = RS_TEXT_INIT;
    rs_text_addf(&digits, "%llu", (unsigned long long)value);
    xml->failed |= digits.failed;
    rs__xml_attribute(xml, name, rs_text_string(&digits));
    rs_text_release(&digits);
}

void rs__xml_text(rs__xml *xml, const char *string) {
    const xmlChar *text = clean(xml, string);
    if (!xml->failed) xml->failed = xmlTextWriterWriteString(xml->writer, text) < 0;
}

void rs__xml_close(rs__xml *xml) {
    if (!xml->failed) xml->failed = xmlTextWriterEndElement(xml->writer) < 0;
}

rs_status rs__xml_end(rs__xml *xml, rs_error *err) {
    if (!xml->failed) xml->failed = xmlTextWriterEndDocument(xml->writer) < 0;
    xmlFreeTextWriter(xml->writer); /* flushes */
    rs__add_for_xml(xml->text, rs_text_string(&xml->written), xml->written.length);
    bool failed = xml->failed || xml->written.failed || xml->text->failed;
    rs_text_release(&xml->written);
    rs_text_release(&xml->clean);
    rs_release(xml);
    return failed ? rs_fail_memory(err, "the report") : RS_OK;
}
