"""What nobody refers to is no object, and is given to nobody: _asyncio of 3.12 shows the dead of its list of free iterators,
and each that is held once and let go again ruins that list.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import _asyncio
import asyncio
import subprocess
import sys
import unittest

import refscope
from sanitized import SANITIZED

BOUND = "resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))"  # a ruined list goes in a circle


async def wait_for_five():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(5)]

    async def wait(future):
        await future

    tasks = [loop.create_task(wait(future)) for future in futures]
    await asyncio.sleep(0)
    for future in futures:
        future.set_result(1)
    await asyncio.gather(*tasks)


class FreeIterators(unittest.TestCase):
    def test_a_photograph_has_none(self):
        asyncio.run(wait_for_five())
        snapshot = refscope.capture()
        self.assertEqual([one for one in snapshot.objects() if one.refcount == 0 and not one.immortal], [])
        self.assertEqual([one.target.type for one in snapshot.at(_asyncio).referents() if one.target.refcount == 0], [])

    def test_what_hands_objects_out_leaves_the_list_whole(self):
        for question in ("muppy.get_referents(_asyncio, 3)", "muppy.get_objects()", "asizeof.asizeof(_asyncio)",
                         "asizeof.asized(_asyncio, detail=3)", "asizeof.flatsize(_asyncio)"):
            with self.subTest(question):
                program = ("import sys; sys.path.insert(0, %r)\nimport _asyncio, asyncio, resource\n"
                           "%s\n"
                           "from test_dead_objects import wait_for_five\nfrom refscope import asizeof, muppy\nasyncio.run(wait_for_five())\n%s\n"
                           "asyncio.run(wait_for_five())\nprint('done')" % (sys.path[0], "" if SANITIZED else BOUND, question))
                done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
                self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
