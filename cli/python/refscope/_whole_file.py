"""Files that are written whole or not at all.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import os
import stat


@contextlib.contextmanager
def replacing(filename):
    """A binary file to write to, which takes the place of `filename` when the block ends well. A link stays a link, and what
    is no plain file (a pipe, a terminal) is written to as it is."""
    path = os.path.realpath(os.fspath(filename))
    if not _is_plain(path):
        with open(path, "wb") as file:
            yield file
        return
    part = "%s.%d-%s.part" % (path, os.getpid(), os.urandom(4).hex())
    file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(path, part)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _is_plain(path):
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True


def _keep_mode(path, part):
    """A file that was there keeps who may read it."""
    with contextlib.suppress(FileNotFoundError):
        os.chmod(part, stat.S_IMODE(os.stat(path).st_mode))
