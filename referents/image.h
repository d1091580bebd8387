/* image.h: where a decoder reads an object's bytes from.                                     Map: referents/README.md
 *
 * A decoder never follows a pointer itself: it asks the image. In this process the image is the identity, a test that
 * always predicts; a stopped process or a core file will map addresses to copies, and may say that one is not there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <string.h>

typedef struct rs_image rs_image;
struct rs_image {
    /* `size` readable bytes of `address`, or NULL. NULL in place of the function: the identity. */
    const void *(*map)(const rs_image *image, uint64_t address, size_t size);
    void *context;
};

static inline const void *rs__at(const rs_image *image, uint64_t address, size_t size) {
    if (__builtin_expect(image->map == NULL, 1)) return (const void *)(uintptr_t)address;
    return image->map(image, address, size);
}

/* Single values; 0 when the address is not there. CPython aligns them; where a table is wrong or an image damaged, they are
 * anywhere. */
static inline uint64_t rs__word(const rs_image *image, uint64_t address) {
    uint64_t value = 0;
    const void *p = rs__at(image, address, 8);
    if (p) memcpy(&value, p, sizeof value);
    return value;
}
static inline uint32_t rs__half(const rs_image *image, uint64_t address) {
    uint32_t value = 0;
    const void *p = rs__at(image, address, 4);
    if (p) memcpy(&value, p, sizeof value);
    return value;
}
static inline uint16_t rs__short(const rs_image *image, uint64_t address) {
    uint16_t value = 0;
    const void *p = rs__at(image, address, 2);
    if (p) memcpy(&value, p, sizeof value);
    return value;
}
static inline uint8_t rs__byte(const rs_image *image, uint64_t address) {
    const uint8_t *p = rs__at(image, address, 1);
    return p ? *p : 0;
}

#endif
