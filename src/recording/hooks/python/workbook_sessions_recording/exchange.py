"""What a request to a workbook and its answer say."""

from __future__ import annotations

import json
import re
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional

    from .recording import Recording

MOST_OF_ANSWER = 64 * 1024
MOST_OF_BATCH = 1024 * 1024
MOST_PARTS = 100
MOST_UNFINISHED = 100
MOST_CODES = 5
LONGEST_CODE = 100
LONGEST_CLAIM = 256
LONGEST_PATH = 8192
SESSION_ID = re.compile(r"[\x21-\x7e]{1,8192}\Z")

GRAPH_HOSTS = ("graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us")
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
DEFAULT_PORTS = {"https": 443, "http": 80}

# A workbook that is addressed by its path may lie in a folder that is called "workbook".
BY_PATH = re.compile(r"(/(?:v1\.0|beta)/[^?#]*?/(?:root|items/[^/?#]+):/[^?#]*?:)/workbook/([^?#]*)")
WORKBOOK = re.compile(r"(/(?:v1\.0|beta)/[^?#]*?)/workbook/([^?#]*)")
BATCH = re.compile(r"(/(?:v1\.0|beta))/(?:\$|%24)batch(?:[?#]|$)")
ACTIONS = {"refreshsession": "refreshSession", "closesession": "closeSession"}


def looks_like_ours(target: str) -> bool:
    """A quick answer for the many requests that are none of ours."""
    return "/workbook/" in target or "batch" in target


def origin_of(scheme: str, host: str, port: Optional[int]) -> Optional[str]:
    """The origin of a request, if it goes to Graph or to this machine."""
    host = host.lower().strip("[]")
    if host not in LOOPBACK_HOSTS and not (host in GRAPH_HOSTS and scheme == "https"):
        return None
    name = "[{}]".format(host) if ":" in host else host
    return "{}://{}{}".format(scheme, name, "" if port in (None, DEFAULT_PORTS.get(scheme)) else ":{}".format(port))


class Call:
    """A request to a workbook, alone or as a part of a batch."""

    def __init__(self, method: str, path: str, rest: str, session_id: Optional[str]) -> None:
        self.method = method.upper()
        self.path = path
        self.name = rest.split("/")[0].split("(")[0].rpartition(".")[2].lower()
        self.session_id = session_id

    def creates(self, status: int) -> bool:
        """True if such an answer has the new session in its body."""
        if self.name == "createsession":
            return self.method == "POST" and status in (200, 201)
        return self.name == "sessioninforesource" and self.method == "GET" and status == 200

    def needs_body(self, status: int) -> bool:
        return self.creates(status) or (self.session_id is not None and status >= 400)

    def told(self, status: int, body: Any) -> Optional[Dict[str, Any]]:
        """What the window is told of the answer, if anything."""
        created = created_session(body) if self.creates(status) else None
        session_id = self.session_id if is_session_id(self.session_id) else None
        if created is None and session_id is None or len(self.path) > LONGEST_PATH:
            return None
        action = ACTIONS.get(self.name, "other") if self.method == "POST" else "other"
        told = {"action": "createSession" if created else action, "path": self.path, "status": status}
        if session_id is not None:
            told["sessionId"] = session_id
        if created:
            told["created"] = created
        codes = error_codes(body) if status >= 400 else []
        if codes:
            told["errorCodes"] = codes
        return told


class Exchange:
    """A request and what comes back. Clients feed it with what the program reads anyway."""

    def __init__(self, recording: Recording, method: str, origin: str, target: str) -> None:
        batch = BATCH.match(target)
        found = BY_PATH.match(target) or WORKBOOK.match(target)
        self.is_ours = bool(batch or found)
        self.origin = origin
        self.authorization = ""
        self.context: Any = None
        self.version = batch.group(1) if batch else None
        self._most = MOST_OF_BATCH if batch else MOST_OF_ANSWER
        self.recording = recording
        self._call = None if batch or not found else Call(method, found.group(1), found.group(2), None)
        self._request = bytearray()
        self._answer = bytearray()
        self._status = 0
        self._chunked = False
        self._finished = False

    def header(self, name: Any, value: Any) -> None:
        """Takes two headers of the request and no other."""
        name = text_of(name).lower()
        if name == "authorization":
            self.authorization = text_of(value)
        elif name == "workbook-session-id" and self._call:
            self._call.session_id = text_of(value)

    def sent(self, data: Any) -> None:
        """Takes what is sent with a batch."""
        if isinstance(data, (bytes, bytearray)):
            self._request += data[: MOST_OF_BATCH - len(self._request)]

    def answered(self, status: int, chunked: bool = False) -> bool:
        """Takes the beginning of the answer. True if its body must be watched."""
        self._status, self._chunked = status, chunked
        if self.version is not None and status == 200 or self._call and self._call.needs_body(status):
            unfinished = self.recording.unfinished
            while len(unfinished) >= MOST_UNFINISHED:
                next(iter(unfinished.values())).finish()
            unfinished[id(self)] = self
            return True
        self.finish()
        return False

    def feed(self, data: Any) -> None:
        self._answer += data[: self._most - len(self._answer)]

    def finish(self) -> None:
        """Tells the window what is known by the end of the answer."""
        if self._finished:
            return
        self._finished = True
        self.recording.unfinished.pop(id(self), None)
        owner = owner_of(self.authorization)
        for told in self._all_told():
            call = {"type": "call", "origin": self.origin, **told}
            if owner:
                call["owner"] = owner
            self.recording.tell_call(call, self.authorization, self.context)

    def _all_told(self) -> List[Dict[str, Any]]:
        body = read_json(bytes(self._answer), self._chunked, self._most)
        if self.version is None:
            told = self._call.told(self._status, body) if self._call else None
            return [told] if told else []
        return told_of_batch(self.version, read_json(body_of(bytes(self._request)), False, self._most), body)


def told_of_batch(version: str, request: Any, answer: Any) -> List[Dict[str, Any]]:
    calls = {}
    for part in parts_of(request, "requests"):
        url, method = part.get("url"), part.get("method")
        target = version + "/" + url.lstrip("/") if isinstance(url, str) else ""
        found = BY_PATH.match(target) or WORKBOOK.match(target)
        if found and isinstance(method, str):
            calls[part.get("id")] = Call(method, found.group(1), found.group(2), session_of_part(part))
    told = []
    for part in parts_of(answer, "responses"):
        call, status = calls.get(part.get("id")), part.get("status")
        of_part = call.told(status, part.get("body")) if call and isinstance(status, int) else None
        if of_part:
            told.append(of_part)
    return told


def parts_of(body: Any, name: str) -> List[Dict[str, Any]]:
    parts = body.get(name) if isinstance(body, dict) else None
    if not isinstance(parts, list):
        return []
    return [part for part in parts[:MOST_PARTS] if isinstance(part, dict) and isinstance(part.get("id"), str)]


def session_of_part(part: Dict[str, Any]) -> Optional[str]:
    headers = part.get("headers")
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if name.lower() == "workbook-session-id" and isinstance(value, str):
            return value
    return None


def is_session_id(value: Any) -> bool:
    """The window ends a connection that names anything else."""
    return isinstance(value, str) and SESSION_ID.match(value) is not None


def created_session(body: Any) -> Optional[Dict[str, Any]]:
    session_id = body.get("id") if isinstance(body, dict) else None
    if not is_session_id(session_id):
        return None
    persists = body.get("persistChanges")
    return {"sessionId": session_id, **({"persistChanges": persists} if isinstance(persists, bool) else {})}


def error_codes(body: Any) -> List[str]:
    """The code of an error and those inside it, the outermost first."""
    codes: List[str] = []
    error = body.get("error") if isinstance(body, dict) else None
    while isinstance(error, dict) and len(codes) < MOST_CODES:
        if isinstance(error.get("code"), str):
            codes.append(error["code"][:LONGEST_CODE])
        error = error.get("innerError", error.get("innererror"))
    return codes


def owner_of(authorization: str) -> Optional[Dict[str, Any]]:
    """For whom a token was issued, if it says so."""
    scheme, _, token = authorization.partition(" ")
    parts = token.strip().split(".")
    if scheme.lower() != "bearer" or len(parts) != 3:
        return None
    from base64 import urlsafe_b64decode

    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    if not isinstance(claims, dict):
        return None
    names = {
        "oid": ("oid",),
        "tid": ("tid",),
        "name": ("upn", "preferred_username", "unique_name", "app_displayname"),
        "appId": ("appid", "azp"),
    }
    owner: Dict[str, Any] = {}
    for fact, candidates in names.items():
        values = [claims[name] for name in candidates if isinstance(claims.get(name), str)]
        if values:
            owner[fact] = values[0][:LONGEST_CLAIM]
    owner["isApp"] = claims.get("idtyp") == "app" or ("scp" not in claims and "roles" in claims)
    return owner


def text_of(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def body_of(request: bytes) -> bytes:
    """The body of a request that may begin with its head."""
    if request.lstrip()[:1] == b"{":
        return request
    head, _, body = request.partition(b"\r\n\r\n")
    return without_chunks(body) if b"\r\ntransfer-encoding: chunked" in head.lower() else body


def read_json(data: bytes, chunked: bool, most: int) -> Any:
    """The JSON in a body as it was sent; None if it cannot be read."""
    try:
        plain = without_chunks(data) if chunked else data
        # Some clients hand out what is already unpacked, whatever the header says.
        if plain.lstrip()[:1] != b"{":
            plain = unpacked(plain, most)
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None


def unpacked(data: bytes, most: int) -> bytes:
    for form in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(form).decompress(data, most)
        except zlib.error:
            pass
    return b""


def without_chunks(data: bytes) -> bytes:
    body = bytearray()
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            break
        body += data[:length]
        data = data[length + 2 :]
    return bytes(body)
