"""Creates a session and, with each line of its input, one more; ends with the input: `waiting.py CLIENT [crash]`."""

import os
import sys

from clients import CLIENTS

WORKBOOK = os.environ["GRAPH_WORKBOOK"]


def steps():
    while True:
        status, _, _ = yield {"method": "POST", "path": WORKBOOK + "/workbook/createSession", "body": {}}
        print(status, flush=True)
        if not sys.stdin.readline():
            return


CLIENTS[sys.argv[1]](steps())
if sys.argv[2:]:
    raise RuntimeError("The program is broken.")
