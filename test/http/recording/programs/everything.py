"""Does all that a program may do with sessions: `everything.py CLIENT WAY…`.

Writes what the window must be told to the file in TOLD. Prints only what is the same in each run.
"""

import json
import os
import signal
import subprocess
import sys
import threading

from clients import CLIENTS

WORKBOOK = os.environ["GRAPH_WORKBOOK"]
SLOW_WORKBOOK = os.environ["GRAPH_SLOW_WORKBOOK"]
SESSIONS = json.loads(os.environ["GRAPH_SESSIONS"])


def note(way, action, status, session=None, created=None, **more):
    """Notes what the window must be told."""
    told = {"action": action, "status": status, **more}
    if session:
        told["sessionId"] = session
    if created:
        told["created"] = {"sessionId": created["id"], "persistChanges": created["persistChanges"]}
    with open(os.environ["TOLD"], "a") as file:
        file.write(json.dumps({"way": way, "processId": os.getpid(), "told": told}) + "\n")
    print(way, action, status, flush=True)


def codes_of(error):
    return [error["code"]] + (codes_of(error["innerError"]) if "code" in error.get("innerError", {}) else [])


def steps(way):
    create = {"method": "POST", "path": WORKBOOK + "/workbook/createSession", "body": {"persistChanges": True}}
    status, _, first = yield create
    note(way, "createSession", status, created=first)

    status, location, _ = yield {
        "method": "POST",
        "path": SLOW_WORKBOOK + "/workbook/createSession",
        "headers": {"Prefer": "respond-async"},
        "body": {"persistChanges": False},
    }
    print(way, status, flush=True)
    operation = {"status": "running"}
    while operation["status"] != "succeeded":
        _, _, operation = yield {"method": "GET", "path": location}
    status, _, second = yield {"method": "GET", "path": operation["resourceLocation"]}
    note(way, "createSession", status, created=second, path=SLOW_WORKBOOK)

    with_session = {"workbook-session-id": first["id"]}
    relative = WORKBOOK.replace("/v1.0", "", 1) + "/workbook/"
    _, _, batch = yield {
        "method": "POST",
        "path": "/v1.0/$batch",
        "body": {
            "requests": [
                {"id": "1", "method": "POST", "url": relative + "createSession", "body": {"persistChanges": False}},
                {"id": "2", "method": "POST", "url": relative + "refreshSession", "headers": with_session, "body": {}},
                {"id": "3", "method": "GET", "url": "/me"},
            ]
        },
    }
    parts = {part["id"]: part for part in batch["responses"]}
    note(way, "createSession", parts["1"]["status"], created=parts["1"]["body"])
    note(way, "refreshSession", parts["2"]["status"], session=first["id"])

    for action in ("refreshSession", "closeSession"):
        status, _, _ = yield {"method": "POST", "path": WORKBOOK + "/workbook/" + action, "headers": with_session}
        note(way, action, status, session=first["id"])

    sheets = {"method": "GET", "path": WORKBOOK + "/workbook/worksheets?$select=name"}
    status, _, answer = yield {**sheets, "headers": {"workbook-session-id": "none-" + way}}
    note(way, "other", status, session="none-" + way, errorCodes=codes_of(answer["error"]))
    status, _, _ = yield {**sheets, "headers": {"Workbook-Session-Id": SESSIONS[way]}}
    note(way, "other", status, session=SESSIONS[way])

    status, _, third = yield create
    note(way, "createSession", status, created=third)
    # Nothing lies between the answer and such an end.
    if way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if way == "leave":
        os._exit(3)


def run(way):
    generator = steps(way)
    CLIENTS[sys.argv[1]](generator)


def thread():
    started = threading.Thread(target=run, args=("thread",))
    started.start()
    started.join()


def child():
    print(subprocess.call([sys.executable, __file__, sys.argv[1], "in-child"]))


def fork():
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        run("fork")
        sys.stdout.flush()
        os._exit(0)
    print(os.waitpid(process, 0)[1], threading.active_count())


def crash():
    run("crash")
    raise RuntimeError("The program is broken.")


WAYS = {
    "thread": thread,
    "child": child,
    "in-child": lambda: run("child"),
    "fork": fork,
    "crash": crash,
    "kill": lambda: run("kill"),
    "leave": lambda: run("leave"),
}

for name in sys.argv[2:]:
    WAYS[name]()
