"""What two pictures must have in common to be the same: a PDF tells when it was made.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import zlib


def content(picture):
    """The bytes; of a PDF its streams, fonts among them, without its date and without what counts bytes."""
    if not picture.startswith(b"%PDF"):
        return picture
    streams = []
    for about, packed in re.findall(rb"<<((?:(?!<<).)*?)>>\s*stream\r?\n(.*?)\r?\nendstream", picture, re.DOTALL):
        if b"/XRef" not in about:
            streams.append(zlib.decompress(packed) if b"/FlateDecode" in about else packed)
    return [re.sub(rb"D:\d{14}[^)]*", b"", stream) for stream in streams]
