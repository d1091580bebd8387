/* asizeof_flat.h: bytes of single objects, as sys.getsizeof would say and more exactly.
 * Implementation: asizeof_flat.c, asizeof_mapped.c, asizeof_text_buffer.c.                             Map: README.md
 *
 * A size comes from the photograph, which knows the layout. Only a type with a __sizeof__ of its own is asked: a C function
 * at once, a Python function with every object of the photograph held, and when it fails the layout's size stands. So it does
 * where the answer would say of an object what counts where it is met: in C, of types that are known to; in Python, of each
 * object that holds more than numbers. Memory that no __sizeof__ tells of is added: a ctypes object's buffer, a StringIO's
 * text, the record of a numpy.void, and what amapped() says of an mmap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_FLAT_H
#define REFSCOPE_ASIZEOF_FLAT_H

#include <Python.h>

#include "rs_snapshot.h"

typedef struct rs__flat_sizes {
    const rs_snapshot *snapshot;
    unsigned char *way;  /* [types] how an object of the type is sized */
    rs_object_id *first; /* [types] its first object in the photograph, or RS_NO_OBJECT */
    rs_object_id *asked; /* [asked_count] ascending: objects that were asked */
    uint64_t *answer;    /* [asked_count] */
    size_t asked_count, asked_room, answer_room;
    bool held; /* every object of the photograph is held until release */
} rs__flat_sizes;

/* Ask whom it takes. The GIL has been held since the photograph was taken, and nothing of Python has run. `hold`: keep every
 * object of the photograph alive until release. `mapped` is the share of an mmap that counts. false: MemoryError is set. */
bool rs__flat_sizes_init(rs__flat_sizes *sizes, const rs_snapshot *snapshot, bool hold, double mapped);
void rs__flat_sizes_release(rs__flat_sizes *sizes); /* of *sizes = {0}, too */

/* Bytes of one object. Reads the photograph only. */
uint64_t rs__flat_size(const rs__flat_sizes *sizes, rs_object_id object);

/* The first object of the photograph with that type, alive when nothing has run or all are held. */
PyTypeObject *rs__flat_type(const rs__flat_sizes *sizes, uint32_t type);

/* How an object of a type is sized: by the layout, by asking C, or by asking Python. */
typedef enum rs__flat_way { RS__FLAT_LAYOUT, RS__FLAT_C, RS__FLAT_PYTHON } rs__flat_way;
rs__flat_way rs__flat_way_of(PyTypeObject *type);
/* Ask an object of a type that is not sized by the layout. */
uint64_t rs__flat_ask(PyObject *object, uint64_t layout_size, double mapped);

/* What no __sizeof__ tells of, or none rightly (asizeof_mapped.c). */
bool rs__has_hidden_memory(PyTypeObject *type);
uint64_t rs__hidden_memory(PyObject *object, double mapped);

/* What an io.StringIO keeps its text in (asizeof_text_buffer.c). Nothing is known of it, and 0 is said, before the structure
 * was proven with objects made for it, which is done once, when the module is made. */
void rs__text_buffer_prove(void);
uint64_t rs__text_buffer_bytes(PyObject *object);

#endif
