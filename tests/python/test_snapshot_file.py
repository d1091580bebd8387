"""A photograph saved and opened again is the same photograph, and nothing that a user of the program put in leaves the
process unasked.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import ctypes
import ctypes.util
import gc
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import refscope


class Account:
    kind = "an account"

    def __init__(self, number, owner):
        self.number = number
        self.owner = owner
        self.notes = {"SECRET-KEY-%d" % number: ["SECRET-ITEM-%d" % number, b"SECRET-BYTES-%d" % number]}

    def work(self, SECRETLESS_argument=None):
        return "SECRET-CONSTANT"


def contents(path):
    """The bytes of every section, decompressed by zstd itself, by the letter of SNAPSHOT_FORMAT.md."""
    zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    with open(path, "rb") as file:
        whole = file.read()
    at, sections = 24, []
    while at < len(whole):
        tag, form, stored, content = struct.unpack_from("<4sIQQ", whole, at)
        at += 40
        data = whole[at:at + stored]
        at += stored
        if form == 1:
            room = ctypes.create_string_buffer(content)
            assert zstd.ZSTD_decompress(room, ctypes.c_size_t(content), data, ctypes.c_size_t(stored)) == content
            data = room.raw
        sections.append((tag.decode(), data))
    assert at == len(whole)
    return sections


class FileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="refscope-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(self.folder, "heap.rsnap")

    def reopened(self, snapshot, **options):
        snapshot.save(self.path, **options)
        return refscope.open(self.path)


def shape(snapshot):
    """All that can be asked of every object, in order."""
    return [(o.address, o.type, o.size, o.refcount, o.preview, o.name, o.tracked, o.immortal,
             [(r.target.address, r.name, r.reported, r.guessed) for r in o.referents()]) for o in snapshot.objects()]


class RoundTrip(FileTest):
    def test_everything_that_can_be_asked_is_the_same(self):
        accounts = [Account(n, "owner-%d" % n) for n in range(50)]
        taken = refscope.capture(accounts)
        opened = self.reopened(taken, values="short")
        self.assertEqual(shape(opened), shape(taken))
        self.assertEqual(opened.coverage, taken.coverage)
        self.assertEqual(opened.summary(), taken.summary())

    def test_answers_about_the_whole_heap_are_the_same(self):
        one, other = Account(1, "x"), Account(2, "y")
        one.peer, other.peer = other, one
        address = id(one)
        del one, other
        taken = refscope.capture()
        opened = self.reopened(taken, values="short")
        self.assertEqual((len(opened), opened.reference_count, opened.total_size),
                         (len(taken), taken.reference_count, taken.total_size))
        self.assertEqual([o.address for o in opened.garbage()], [o.address for o in taken.garbage()])
        self.assertIn(address, [o.address for o in opened.garbage()])
        for scope in ("garbage", "live"):
            self.assertEqual([(p.text, p.count, p.size, p.fingerprint, p.cut) for p in opened.cycles(scope)],
                             [(p.text, p.count, p.size, p.fingerprint, p.cut) for p in taken.cycles(scope)])
        module = id(sys.modules[__name__])
        self.assertEqual([str(p) for p in opened.at(module).paths(3)], [str(p) for p in taken.at(module).paths(3)])
        gc.collect()

    def test_saving_twice_gives_the_same_bytes(self):
        taken = refscope.capture()
        self.reopened(taken, values="short").save(os.path.join(self.folder, "again.rsnap"), values="short")
        with open(self.path, "rb") as first, open(os.path.join(self.folder, "again.rsnap"), "rb") as second:
            self.assertTrue(first.read() == second.read())

    def test_a_heap_that_packs_to_nothing_is_filled_up(self):
        kept = [None] * 4_000_000
        opened = self.reopened(refscope.capture([kept]))
        self.assertGreaterEqual(opened.reference_count, len(kept))
        sections = contents(self.path)
        held = sum(len(data) for tag, data in sections if tag not in ("PART", "FILL", "END "))
        size = os.path.getsize(self.path)
        self.assertEqual({data for tag, data in sections if tag == "FILL"}, {bytes(65536)})
        self.assertGreaterEqual(size, held // 16)
        self.assertLess(size, held // 16 + 2 * 65536)

    def test_origin(self):
        before = time.time()
        taken = refscope.capture()
        opened = self.reopened(taken)
        self.assertEqual((taken.origin["opened"], opened.origin["opened"]), (False, True))
        self.assertEqual(dict(opened.origin, opened=False), taken.origin)
        self.assertLessEqual(before, opened.origin["taken"])
        self.assertLessEqual(opened.origin["taken"], time.time())
        self.assertGreater(opened.origin["seconds"], 0)
        self.assertEqual(opened.origin["platform"], "%s %s" % (os.uname().sysname, os.uname().machine))
        self.assertEqual((opened.origin["target"], opened.origin["where"]), (None, None))

    def test_a_path_like_object_and_bytes(self):
        class Path:
            def __fspath__(self):
                return this.path
        this = self
        taken = refscope.capture([1])
        taken.save(Path())
        self.assertEqual(len(refscope.open(self.path.encode())), len(taken))


class OfAnotherProcess(FileTest):
    def opened(self, code):
        subprocess.run([sys.executable, "-c", code, self.path], check=True)
        return refscope.open(self.path)

    def test_addresses_handles_and_names_of_types_are_found(self):
        opened = self.opened("import refscope, sys\nclass Thing: pass\nkept = Thing()\nprint(id(kept), file=open(sys.argv[1] + '.id', 'w'))\n"
                             "refscope.capture().save(sys.argv[1])")
        with open(self.path + ".id") as file:
            address = int(file.read())
        thing, = opened.objects("Thing")
        self.assertEqual((thing.address, thing.type), (address, "__main__.Thing"))
        self.assertEqual(opened.at(address), thing)
        self.assertEqual(opened.at(thing), thing)
        self.assertEqual([str(p) for p in thing.paths(1)], ["module __main__.kept"])

    def test_live_objects_are_refused(self):
        kept = Account(1, "x")
        opened = self.reopened(refscope.capture([kept]))
        sentence = "this snapshot was read from a file, and no object of this process is in it"
        with self.assertRaisesRegex(refscope.ArgumentError, "at: " + sentence):
            opened.at(kept)
        with self.assertRaisesRegex(refscope.ArgumentError, "objects: " + sentence):
            opened.objects(Account)
        with self.assertRaises(refscope.ArgumentError):
            opened.graph(kept)
        self.assertEqual(opened.at(id(kept)).type, __name__ + ".Account")
        self.assertEqual(len(opened.objects("Account")), 1)


class Values(FileTest):
    def stored_texts(self):
        """Every text that can be had from the file."""
        opened = refscope.open(self.path)
        return "\n".join(o.preview + "\0" + (o.name or "") + "\0" + "\0".join(r.name for r in o.referents())
                         for o in opened.objects())

    def test_no_secret_is_in_the_bytes_of_a_file(self):
        kept = [Account(n, "SECRET-OWNER-%d" % n) for n in range(30)]
        kept.append({"SECRET-OUTER": {"SECRET-INNER": {b"SECRET-BYTES": "SECRET-DEEP"}}, ("SECRET-TUPLE", 1): {"SECRET-SET"}})
        kept.append(threading.Thread(target=print, name="SECRET-THREAD", args=("SECRET-ARGUMENT",)))
        kept.append(ValueError("SECRET-EXCEPTION"))
        kept.append(lambda a="SECRET-DEFAULT": "SECRET-CONSTANT" + a)
        kept.append(memoryview(bytearray(b"SECRET-BUFFER")))
        os.environ["SECRET_VARIABLE"] = "SECRET-ENVIRONMENT"
        self.addCleanup(os.environ.pop, "SECRET_VARIABLE")
        local = "SECRET-LOCAL"
        self.assertIn("SECRET-LOCAL", local)
        taken = refscope.capture()
        for values in ("names", "none"):
            with self.subTest(values=values):
                taken.save(self.path, values=values)
                for tag, data in contents(self.path):
                    self.assertEqual(re.findall(rb"SECRET[-_][A-Z]+", data), [], tag)
        taken.save(self.path, values="short")
        found = set(re.findall(rb"SECRET-[A-Z]+", b"".join(data for _, data in contents(self.path))))
        self.assertLessEqual({b"SECRET-OWNER", b"SECRET-DEEP", b"SECRET-LOCAL", b"SECRET-DEFAULT"}, found)

    def test_no_secret_is_shown_of_a_file_by_default(self):
        accounts = [Account(n, "SECRET-OWNER-%d" % n) for n in range(30)]
        SECRETLESS_local = "SECRET-LOCAL"
        taken = refscope.capture()
        self.assertIn("SECRET-OWNER-7", taken.at(accounts[7].owner).preview)
        opened = self.reopened(taken)
        shown = self.stored_texts()
        self.assertEqual(re.findall("SECRET-[A-Z]+", shown), [])
        self.assertIn("SECRETLESS_argument", shown)
        self.assertIn("owner", shown)
        self.assertEqual(opened.coverage["values"], "names")
        self.assertGreater(opened.coverage["values_withheld"], 100)
        self.assertEqual(SECRETLESS_local, "SECRET-LOCAL")

    def test_the_same_names_stay_as_under_a_capture_of_names(self):
        accounts = [Account(n, "owner-%d" % n) for n in range(5)]
        names = {o.address: o.preview for o in refscope.capture(values="names").objects("str")}
        opened = {o.address: o.preview for o in self.reopened(refscope.capture()).objects("str")}
        both = set(names) & set(opened)
        self.assertGreater(len(both), 5000)
        self.assertEqual([(names[a], opened[a]) for a in both if names[a] != opened[a]], [])
        self.assertEqual(len(accounts), 5)

    def test_policies(self):
        text = "a text that is kept"
        holder = [text]
        for values, shown in (("short", repr(text)), ("names", None), ("none", None)):
            with self.subTest(values=values):
                opened = self.reopened(refscope.capture(holder), values=values)
                self.assertEqual(opened.coverage["values"], values)
                preview = opened.at(id(text)).preview
                self.assertEqual(preview == shown, shown is not None, preview)

    def test_another_word_is_refused_and_nothing_is_written(self):
        with self.assertRaisesRegex(refscope.ArgumentError, "save: values: 'all'"):
            refscope.capture([1]).save(self.path, values="all")
        self.assertFalse(os.path.exists(self.path))


class BadFiles(FileTest):
    def test_each_raises_with_a_sentence(self):
        refscope.capture([1]).save(self.path)
        with open(self.path, "rb") as file:
            whole = file.read()
        cases = [(b"", "the file is empty"), (b"no snapshot at all, nothing", "byte 0: not a snapshot file"),
                 (whole[:-1], "it was cut off"), (whole[:len(whole) // 2], "byte \\d+: .*it was cut off"),
                 (whole + b"x", "byte %d: something stands behind the end" % len(whole))]
        for bytes_, sentence in cases:
            with self.subTest(sentence=sentence):
                with open(self.path, "wb") as file:
                    file.write(bytes_)
                with self.assertRaisesRegex(refscope.ArgumentError, sentence):
                    refscope.open(self.path)
        with self.assertRaisesRegex(refscope.ArgumentError, "No such file"):
            refscope.open(os.path.join(self.folder, "none.rsnap"))
        with self.assertRaisesRegex(refscope.FileError, "No such file"):
            refscope.capture([1]).save(os.path.join(self.folder, "nowhere", "heap.rsnap"))

    def test_a_file_of_a_later_format(self):
        refscope.capture([1]).save(self.path)
        with open(self.path, "r+b") as file:
            file.seek(8)
            file.write(b"\2")
        with self.assertRaisesRegex(refscope.ArgumentError, "byte 8: the first header is damaged"):
            refscope.open(self.path)


class Own(FileTest):
    def test_many_files_leave_the_process_as_it_was(self):
        kept = [Account(1, "x")]

        def turn():
            refscope.capture(kept).save(self.path)
            refscope.open(self.path)
        for _ in range(5):
            turn()
        before = len(os.listdir("/proc/self/fd")), len(gc.get_objects())
        for _ in range(200):
            turn()
        self.assertEqual(len(os.listdir("/proc/self/fd")), before[0])
        self.assertLess(len(gc.get_objects()) - before[1], 20)


if __name__ == "__main__":
    unittest.main()
