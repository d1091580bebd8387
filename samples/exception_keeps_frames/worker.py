"""A worker that remembers its last error, and with it the frame the error came through and all that the frame held.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Job:
    def __init__(self, number):
        self.number = number
        self.error = None


def parse(payload):
    header = payload[:4]
    if header != b"JOB1":
        raise ValueError("not a job: %r" % header)
    return payload[4:]


def run(job):
    payload = bytes(100_000)  # what was read from the queue
    try:
        parse(payload)
    except ValueError as error:
        job.error = error  # the error has a traceback, the traceback a frame, the frame `job` and `payload`


def work(count):
    for number in range(count):
        run(Job(number))


work(10)
