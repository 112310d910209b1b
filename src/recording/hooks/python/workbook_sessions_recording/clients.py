"""Watches http.client (with urllib, urllib3 and requests), httpx and aiohttp.

Whatever is read of an answer is read by the program: these functions only look on. Of requests that are none
of ours they stay out as far as they can, so that a traceback of the program does not name them.
"""

from __future__ import annotations

from .exchange import MOST_UNFINISHED, Exchange, looks_like_ours, origin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AsyncIterator, Callable, Dict, Iterator, Optional

    from .recording import Recording


def begin(recording: Recording, method: str, scheme: str, host: str, port: Optional[int], target: str) -> Any:
    """The exchange of a request, if it is one of ours. From then on the window knows the program."""
    origin = origin_of(scheme, host, port)
    exchange = Exchange(recording, method, origin, target) if origin else None
    if exchange is None or not exchange.is_ours:
        return None
    recording.connect()
    return exchange


# http.client


def watch_http_client(module: Any, recording: Recording) -> None:
    original = module.HTTPConnection.putrequest

    def putrequest(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if "getresponse" in self.__dict__ or looks_like_ours(url):
            recording.quietly(watch_connection, self, method, url, recording)
        return original(self, method, url, *args, **kwargs)

    put_in_place(module.HTTPConnection, "putrequest", putrequest)


def watch_connection(connection: Any, method: str, url: str, recording: Recording) -> None:
    """Watches one request of a connection, by attributes that the answer removes."""
    unwatch_connection(connection)
    scheme = "https" if connection.default_port == 443 else "http"
    tunnel = getattr(connection, "_tunnel_host", None)
    host, port = (tunnel, connection._tunnel_port) if tunnel else (connection.host, connection.port)
    target = url if url.startswith("/") else "/" + url.partition("://")[2].partition("/")[2]
    exchange = begin(recording, method, scheme, host, port, target)
    if exchange is None:
        return
    putheader, send, getresponse = connection.putheader, connection.send, connection.getresponse

    def watched_putheader(header: Any, *values: Any) -> Any:
        if values:
            recording.quietly(exchange.header, header, values[0])
        return putheader(header, *values)

    def watched_send(data: Any) -> Any:
        recording.quietly(exchange.sent, data)
        return send(data)

    def watched_getresponse(*args: Any, **kwargs: Any) -> Any:
        exchange.context = getattr(connection.sock, "context", None)
        try:
            response = getresponse(*args, **kwargs)
        except TypeError:
            # urllib3 1 tries it with an argument of Python 2 first.
            raise
        except BaseException:
            unwatch_connection(connection)
            raise
        unwatch_connection(connection)
        # urllib3 2 wraps the answer.
        recording.quietly(watch_response, getattr(response, "_original_response", None) or response, exchange)
        return response

    connection.putheader = watched_putheader
    connection.getresponse = watched_getresponse
    if exchange.version is not None:
        connection.send = watched_send


def unwatch_connection(connection: Any) -> None:
    for name in ("putheader", "send", "getresponse"):
        connection.__dict__.pop(name, None)


def watch_response(response: Any, exchange: Exchange) -> None:
    if not exchange.answered(response.status, chunked=bool(response.chunked)):
        return
    if response.fp is None:
        exchange.finish()
    else:
        response.fp = WatchedFile(response.fp, exchange)


class WatchedFile:
    """The file from which an HTTPResponse reads. It is closed when the answer has been read."""

    def __init__(self, file: Any, exchange: Exchange) -> None:
        self._file = file
        self._exchange = exchange

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, *args: Any) -> bytes:
        return self._fed(self._file.read(*args))

    def read1(self, *args: Any) -> bytes:
        return self._fed(self._file.read1(*args))

    def readline(self, *args: Any) -> bytes:
        return self._fed(self._file.readline(*args))

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer)
        if count:
            self._fed(bytes(memoryview(buffer)[:count]))
        return count

    def close(self) -> None:
        self._file.close()
        finish(self._exchange)

    def __del__(self) -> None:
        finish(self._exchange)

    def _fed(self, data: bytes) -> bytes:
        feed(self._exchange, data)
        return data


# httpx


def watch_httpx(module: Any, recording: Recording) -> None:
    class WatchedStream(module.SyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any, exchange: Exchange) -> None:
            self._stream = stream
            self._exchange = exchange

        def __iter__(self) -> Iterator[bytes]:
            for chunk in self._stream:
                feed(self._exchange, chunk)
                yield chunk
            finish(self._exchange)

        def close(self) -> None:
            self._stream.close()
            finish(self._exchange)

    class WatchedAsyncStream(module.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any, exchange: Exchange) -> None:
            self._stream = stream
            self._exchange = exchange

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in self._stream:
                feed(self._exchange, chunk)
                yield chunk
            finish(self._exchange)

        async def aclose(self) -> None:
            await self._stream.aclose()
            finish(self._exchange)

    def begun(transport: Any, request: Any) -> Any:
        target = request.url.raw_path.decode("ascii")
        if not looks_like_ours(target):
            return None
        exchange = begin(recording, request.method, request.url.scheme, request.url.host, request.url.port, target)
        if exchange is not None:
            for name, value in request.headers.items():
                exchange.header(name, value)
            if exchange.version is not None:
                exchange.sent(getattr(request, "_content", None))
            exchange.context = getattr(getattr(transport, "_pool", None), "_ssl_context", None)
        return exchange

    def answered(exchange: Exchange, response: Any, watched: Any) -> None:
        if exchange.answered(response.status_code):
            response.stream = watched(response.stream, exchange)

    handle = module.HTTPTransport.handle_request
    handle_async = module.AsyncHTTPTransport.handle_async_request

    def handle_request(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = recording.quietly(begun, self, request)
        response = handle(self, request, *args, **kwargs)
        if exchange is not None:
            recording.quietly(answered, exchange, response, WatchedStream)
        return response

    async def handle_ours(exchange: Exchange, *args: Any, **kwargs: Any) -> Any:
        response = await handle_async(*args, **kwargs)
        recording.quietly(answered, exchange, response, WatchedAsyncStream)
        return response

    def handle_async_request(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = recording.quietly(begun, self, request)
        if exchange is None:
            return handle_async(self, request, *args, **kwargs)
        return handle_ours(exchange, self, request, *args, **kwargs)

    put_in_place(module.HTTPTransport, "handle_request", handle_request)
    put_in_place(module.AsyncHTTPTransport, "handle_async_request", handle_async_request)


# aiohttp


def watch_aiohttp(module: Any, recording: Recording) -> None:
    # The streams are kept with their exchanges, so that no other gets the same id.
    watched: Dict[int, Any] = {}
    reader = module.StreamReader

    def begun(request: Any) -> Any:
        target = request.url.raw_path
        if not looks_like_ours(target):
            return None
        url = request.url
        exchange = begin(recording, request.method, url.scheme, url.host or "", url.port, target)
        if exchange is not None:
            for name, value in request.headers.items():
                exchange.header(name, value)
            if exchange.version is not None:
                exchange.sent(getattr(request.body, "_value", request.body))
        return exchange

    def answered(exchange: Exchange, response: Any, transport: Any) -> None:
        exchange.context = transport and transport.get_extra_info("sslcontext")
        if not exchange.answered(response.status):
            return
        stream = response.content
        if isinstance(stream, reader):
            for data in stream._buffer:
                exchange.feed(data)
            if not stream.is_eof():
                if len(watched) >= MOST_UNFINISHED:
                    ended(next(iter(watched.values()))[0])
                watched[id(stream)] = (stream, exchange)
                return
        exchange.finish()

    def ended(stream: Any) -> None:
        _, exchange = watched.pop(id(stream), (None, None))
        if exchange is not None:
            finish(exchange)

    send = module.ClientRequest.send
    start = module.ClientResponse.start
    feed_data, feed_eof, set_exception = reader.feed_data, reader.feed_eof, reader.set_exception

    async def send_ours(exchange: Exchange, *args: Any, **kwargs: Any) -> Any:
        response = await send(*args, **kwargs)
        response.__dict__["_workbook_exchange"] = exchange
        return response

    def watched_send(self: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = recording.quietly(begun, self)
        if exchange is None:
            return send(self, *args, **kwargs)
        return send_ours(exchange, self, *args, **kwargs)

    async def start_ours(exchange: Exchange, response: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        transport = getattr(connection, "transport", None)
        started = await start(response, connection, *args, **kwargs)
        recording.quietly(answered, exchange, response, transport)
        return started

    def watched_start(self: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = self.__dict__.pop("_workbook_exchange", None)
        if exchange is None:
            return start(self, connection, *args, **kwargs)
        return start_ours(exchange, self, connection, *args, **kwargs)

    def watched_feed_data(self: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        if id(self) in watched:
            feed(watched[id(self)][1], data)
        return feed_data(self, data, *args, **kwargs)

    def watched_feed_eof(self: Any) -> Any:
        if id(self) in watched:
            ended(self)
        return feed_eof(self)

    def watched_set_exception(self: Any, *args: Any, **kwargs: Any) -> Any:
        if id(self) in watched:
            ended(self)
        return set_exception(self, *args, **kwargs)

    put_in_place(module.ClientRequest, "send", watched_send)
    put_in_place(module.ClientResponse, "start", watched_start)
    put_in_place(reader, "feed_data", watched_feed_data)
    put_in_place(reader, "feed_eof", watched_feed_eof)
    put_in_place(reader, "set_exception", watched_set_exception)


def put_in_place(owner: Any, name: str, function: Callable[..., Any]) -> None:
    """The function looks like the one that it stands for."""
    import functools

    setattr(owner, name, functools.wraps(getattr(owner, name))(function))


def feed(exchange: Exchange, data: Any) -> None:
    exchange.recording.quietly(exchange.feed, data)


def finish(exchange: Exchange) -> None:
    exchange.recording.quietly(exchange.finish)


WATCHERS: Dict[str, Callable[[Any, Recording], None]] = {
    "http.client": watch_http_client,
    "httpx": watch_httpx,
    "aiohttp": watch_aiohttp,
}
