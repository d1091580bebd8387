"""Threads that join the interpreter while a photograph is taken do it no harm.

A thread enters without the GIL, so it may appear in the interpreter's list at any moment of a capture.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import ctypes
import ctypes.util
import threading
import unittest

import refscope


class JoiningThreads(unittest.TestCase):
    def test_foreign_threads_come_and_go(self):
        """Threads of C call back into Python: each call makes a thread state without the GIL and drops it again."""
        library = ctypes.CDLL(None)
        entered = []
        callback_type = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        callback = callback_type(lambda argument: entered.append(1))
        stop = threading.Event()

        def starter():
            while not stop.is_set():
                handles = [ctypes.c_ulong() for _ in range(4)]
                for handle in handles:
                    library.pthread_create(ctypes.byref(handle), None, callback, None)
                for handle in handles:
                    library.pthread_join(handle, None)
        thread = threading.Thread(target=starter)
        thread.start()
        try:
            for _ in range(60):
                self.assertGreater(len(refscope.capture()), 10_000)
        finally:
            stop.set()
            thread.join()
        self.assertGreater(len(entered), 0)


if __name__ == "__main__":
    unittest.main()
