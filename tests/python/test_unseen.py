"""Of everything in the standard library that can hold an object: what it holds is seen, by a reference with a name, or its type
is counted among those that do not tell. No type is left out: each that the collector does not ask is tried, or listed with a
reason.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import ctypes
import importlib
import sys
import unittest
import warnings

import held_values
import unseen
from sanitized import SANITIZED

# Types that hold nothing, by what their objects are made of.
PLAIN = """bool bytearray bytes complex float int str array.array mmap.mmap datetime.date datetime.timedelta datetime.IsoCalendarDate
decimal.Decimal decimal.SignalDictMixin range_iterator EncodingMap stderrprinter NotImplementedType _hashlib.HASH _hashlib.HASHXOF
_hashlib.HMAC _blake2.blake2b _blake2.blake2s _md5.md5 _sha1.sha1 _sha2.SHA224Type _sha2.SHA256Type _sha2.SHA384Type _sha2.SHA512Type
_sha256.sha224 _sha256.sha256 _sha512.sha384 _sha512.sha512 _sha3.sha3_224 _sha3.sha3_256 _sha3.sha3_384 _sha3.sha3_512
_sha3.shake_128 _sha3.shake_256 _random.Random _thread.lock _thread.RLock _thread._localdummy _multiprocessing.SemLock
_socket.socket _ssl.Certificate _ssl.MemoryBIO _bz2.BZ2Compressor _lzma.LZMACompressor select.epoll sys.legacy_event_handler
InterpreterID _xxsubinterpreters.ChannelID _interpchannels.ChannelID sqlite3.PrepareProtocol""".split()

# Types that hold something, which is counted and not seen; or seen only where the program is not one that can be tried here.
COUNTED = {
    "PyCapsule": "a pointer of an extension's", "_curses.window": "a window of the library's", "_curses_panel.panel": "what users gave it",
    "MultibyteCodec": "compiled in", "_tkinter.Tcl_Obj": "Tcl's", "_tkinter.tkapp": "Tcl's", "_tkinter.tktimertoken": "Tcl's", "_tokenize.TokenizerIter": "a tokenizer",
    "zoneinfo.ZoneInfo": "rules of a time zone", "_interpreters.CrossInterpreterBufferView": "a buffer of another interpreter",
    "_interpchannels.CrossInterpreterBufferView": "a buffer of another interpreter",
    "ossaudiodev.oss_audio_device": "a device", "ossaudiodev.oss_mixer_device": "a device",
}

# Parts of what is tried: no program makes one by itself.
PARTS = """_RunningLoopHolder _asyncio._RunningLoopHolder _pickle.Pdata _ctypes._CData _ctypes.Structure _ctypes.Union _ctypes._Pointer
_ctypes.DictRemover _ctypes.StructParam_Type StgDict functools._lru_list_elem moduledef symtable entry builtin_method
decimal.Context decimal.ContextManager zlib.Compress zlib._ZlibDecompressor select.poll _csv.Dialect sqlite3.Cache sqlite3.Connection
sqlite3.Cursor sqlite3.Statement sqlite3Node _ssl._SSLSocket _struct.Struct _ctypes.PyCFuncPtr
_interpreters.XIBufferView""".replace("symtable entry", "").split() + ["symtable entry"]


class Probes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.said = unseen.look_at_all(held_values.PROBES)

    def test_what_is_held_is_seen_with_a_name_or_counted(self):
        self.assertEqual({name: said for name, said in self.said.items() if not (said.named or said.opaque)}, {})

    def test_one_alone_is_counted_and_not_seen(self):
        unseen_ones = {name: said.opaque for name, said in self.said.items() if not said.named}
        self.assertEqual(unseen_ones, {"sql_function": {"sqlite3.Connection"}})


class Types(unittest.TestCase):
    """tp_name, tp_traverse and the like are read from memory, at the offsets that all versions share."""

    @staticmethod
    def word(address, offset):
        return ctypes.c_void_p.from_address(address + offset).value or 0

    def all_types(self):
        for name in sorted(getattr(sys, "stdlib_module_names", sys.builtin_module_names)):
            if SANITIZED and name in ("crypt", "_crypt"):  # its runtime wraps a function of a library that is not there yet
                continue
            if not name.startswith(("_test", "_xx", "xx", "test", "idlelib", "antigravity", "this", "lib2to3", "turtle", "__main__")):
                self.load(name)
        found, waiting = set(), [object]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += type.__subclasses__(one)
        return found

    @staticmethod
    def load(name):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                importlib.import_module(name)
            except Exception:  # whatever this build or this machine does not have
                pass

    def is_asked(self, one):
        """By the collector, with a tp_traverse that is no mere copy of a smaller base's."""
        traverse = self.word(id(one), 184)
        if not one.__flags__ & 1 << 14 or not traverse:
            return False
        base = one.__base__
        return base is None or traverse != self.word(id(base), 184) or one.__basicsize__ == base.__basicsize__

    def test_every_type_that_is_not_asked_is_tried_or_listed(self):
        tried = {base for said in unseen.look_at_all(held_values.PROBES).values() for base in said.holder.__mro__}
        subtype = self.word(id(Types), 184)
        unknown = []
        for one in self.all_types():
            name = ctypes.string_at(self.word(id(one), 24)).decode()
            python = one.__flags__ & 1 << 9 and (self.word(id(one), 184) == subtype or one.__base__.__basicsize__ == one.__basicsize__)
            small = one.__basicsize__ <= 16 and not one.__itemsize__
            own = name.split(".")[0] in ("refscope", "_refscope")
            if not (own or python or small or self.is_asked(one) or one in tried or name in PLAIN or name in COUNTED or name in PARTS):
                unknown.append(name)
        self.assertEqual(sorted(unknown), [])


if __name__ == "__main__":
    unittest.main()
