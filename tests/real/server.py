"""An asyncio server and its client on loopback: `server.py REQUESTS`, sent over ten connections. The server remembers every
tenth request in a module-level cache, on purpose.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import asyncio
import sys


class Request:
    def __init__(self, line, headers):
        self.line = line
        self.headers = headers


class Cache:
    def __init__(self):
        self.requests = {}


cache = Cache()
answered = 0


async def handle(reader, writer):
    global answered
    while True:
        line = await reader.readline()
        if not line:
            break
        request = Request(line, {"host": "localhost", "number": str(answered)})
        if answered % 10 == 0:
            cache.requests[answered] = request
        answered += 1
        writer.write(b"echo " + line)
        await writer.drain()
    writer.close()


async def client(port, count):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(count):
        writer.write(b"request %d\n" % number)
        assert await reader.readline() == b"echo request %d\n" % number
    writer.close()
    await writer.wait_closed()


async def main(requests):
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*(client(port, requests // 10) for _ in range(10)))
    server.close()


asyncio.run(main(int(sys.argv[1])))
print("answered", answered)
