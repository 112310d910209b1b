"""What this process saw, and what it says to the window."""

from __future__ import annotations

import _thread
import json
import os
import sys
import time
from collections import OrderedDict

from .exchange import error_codes, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Tuple

    from .exchange import Exchange

    Key = Tuple[Any, ...]

VERSION = 1
LONGEST_LINE = 64 * 1024
LONGEST_NAME = 256
MOST_SESSIONS = 1000
MOST_CREDENTIALS = 100
CLOSE_SECONDS = 30
EXIT_SECONDS = 5


class Seen:
    """A session that this process opened or used."""

    def __init__(self, origin: str, path: str, owner: Key, created: bool) -> None:
        self.origin = origin
        self.path = path
        self.owner = owner
        self.created = created


class Recording:
    """Ends for good at the first error, with everything it knows."""

    def __init__(self, environment: str) -> None:
        self.unfinished: Dict[int, Exchange] = {}
        self._environment = environment
        self._ended = False
        self._warning_filter: Any = None
        self._reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._before_fork, after_in_child=self._after_fork)

    def _reset(self) -> None:
        # A signal or the garbage collector may call the recording while it holds the lock.
        self._lock = _thread.RLock()
        self._pipe: Any = None
        self._closes_on_exit = False
        self._closer: Optional[Tuple[Any, Any]] = None
        self._sessions: OrderedDict[str, Seen] = OrderedDict()
        self._credentials: OrderedDict[Key, Tuple[str, Any]] = OrderedDict()
        self.unfinished.clear()

    def quietly(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Carries out a part of the recording, which must not disturb the program."""
        if self._ended:
            return None
        try:
            return action(*arguments)
        except Exception:
            self.end()
            return None

    def connect(self) -> None:
        """Connects to the window unless that is done."""
        with self._lock:
            if self._pipe is not None or self._ended:
                return
            settings = settings_of(self._environment)
            from .pipe import connect

            self._pipe = connect(settings["pipe"])
            self._closes_on_exit = settings["closeOnExit"]
            self._write(
                {"type": "hello", "secret": settings["secret"], "processId": os.getpid(), "program": program_name()}
            )
            start_thread(self._listen, self._pipe)

    def tell_call(self, call: Dict[str, Any], authorization: str, context: Any) -> None:
        """Tells the window of an answer, and remembers what closing the session takes."""
        owner = call.get("owner", {})
        key = (call["origin"], *(owner.get(fact) for fact in ("oid", "tid", "name", "appId")))
        created = "created" in call
        session_id = call["created"]["sessionId"] if created else call["sessionId"]
        with self._lock:
            if call["status"] != 401:
                keep(self._credentials, key, (authorization, context), MOST_CREDENTIALS)
            if call["action"] == "closeSession" and (call["status"] < 300 or call["status"] == 404):
                self._sessions.pop(session_id, None)
            else:
                known = self._sessions.get(session_id)
                seen = Seen(call["origin"], call["path"], key, created or bool(known and known.created))
                keep(self._sessions, session_id, seen, MOST_SESSIONS)
        self.connect()
        self._write(call)
        if created and self._closes_on_exit and self._closer is None:
            self._closer = (locked(), locked())
            start_thread(self._close_at_exit, *self._closer)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            pipe = self._pipe
            self._reset()
        try:
            if pipe is not None:
                pipe.interrupt()
        except Exception:
            pass

    def leave(self) -> None:
        """At the end of the program, closes what it left open if the user wants that."""
        for exchange in list(self.unfinished.values()):
            self.quietly(exchange.finish)
        closer = self._closer
        if closer is not None:
            go, done = closer
            go.release()
            done.acquire(timeout=EXIT_SECONDS)

    def _write(self, message: Dict[str, Any]) -> None:
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            if self._pipe is not None and len(line) <= LONGEST_LINE:
                self._pipe.write(line)

    def _listen(self, pipe: Any) -> None:
        """The thread that reads what the window says."""
        try:
            rest = b""
            while len(rest) <= LONGEST_LINE:
                data = pipe.read()
                if not data:
                    break
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line))
        except BaseException:
            pass
        if pipe is self._pipe:
            self.end()
        try:
            pipe.close()
        except Exception:
            pass

    def _obey(self, message: Any) -> None:
        if message["type"] != "close":
            return
        request, session_id = message["request"], message["sessionId"]
        if type(request) is not int or not isinstance(session_id, str):
            raise ValueError("The window asks for something else.")
        self._write({"type": "closeAnswer", "request": request, **self._close(session_id, CLOSE_SECONDS)})

    def _close(self, session_id: str, seconds: float) -> Dict[str, Any]:
        with self._lock:
            seen = self._sessions.get(session_id)
            credential = seen and self._credentials.get(seen.owner)
        if not seen or not credential:
            return {"reason": "notSeen"}
        from .closing import MOST_OF_ANSWER, send_close

        try:
            status, body = send_close(seen.origin, seen.path, session_id, credential, seconds)
        except Exception:
            return {"reason": "noAnswer"}
        codes = error_codes(read_json(body, False, MOST_OF_ANSWER)) if status >= 400 else []
        return {"status": status, **({"errorCodes": codes} if codes else {})}

    def _close_at_exit(self, go: Any, done: Any) -> None:
        """A thread that waits for the end, since looking up a host name cannot be given a time limit."""
        try:
            go.acquire()
            end = time.monotonic() + EXIT_SECONDS
            for session_id, seen in list(self._sessions.items()):
                seconds = end - time.monotonic()
                if seen.created and seconds > 0:
                    self._close(session_id, seconds)
        except BaseException:
            pass
        done.release()

    def _before_fork(self) -> None:
        """Python warns a program that forks with more than one thread, but these threads are not the program's."""
        self.quietly(self._allow_fork)

    def _allow_fork(self) -> None:
        if sys.version_info < (3, 12):
            return
        import warnings

        if self._warning_filter in warnings.filters:
            warnings.filters.remove(self._warning_filter)
        threading = sys.modules.get("threading")
        if self._pipe is not None and (threading is None or threading.active_count() == 1):
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            self._warning_filter = warnings.filters[0]

    def _after_fork(self) -> None:
        """The child saw nothing itself, and needs a connection of its own."""
        pipe = self._pipe
        self._reset()
        if pipe is not None:
            self.quietly(pipe.close)


def settings_of(environment: str) -> Dict[str, Any]:
    """Raises an exception if the window that set the variable does not speak this version."""
    settings = json.loads(environment)
    kinds = {"version": int, "pipe": str, "secret": str, "closeOnExit": bool}
    if any(type(settings[name]) is not kind for name, kind in kinds.items()) or settings["version"] != VERSION:
        raise ValueError("The variable is of another version.")
    return settings


def program_name() -> str:
    """The name of the script or the module; without either, of Python."""
    script = (sys.argv or [""])[0]
    folder, name = os.path.split(script)
    if name == "__main__.py":
        name = os.path.basename(folder)
    if name in ("", "-c", "-m", "-"):
        name = os.path.basename(sys.executable or "python")
    return name[:LONGEST_NAME]


def keep(entries: OrderedDict[Any, Any], key: Any, value: Any, most: int) -> None:
    """Keeps the newest entries."""
    entries[key] = value
    entries.move_to_end(key)
    while len(entries) > most:
        entries.popitem(last=False)


def start_thread(function: Callable[..., None], *arguments: Any) -> None:
    """A thread of the module threading would be seen by the program, which might wait for it."""

    def run() -> None:
        import signal

        # The program may block a signal to wait for it.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        function(*arguments)

    _thread.start_new_thread(run, ())


def locked() -> Any:
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock
