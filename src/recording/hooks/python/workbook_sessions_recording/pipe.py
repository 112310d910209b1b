"""The line to the window: a Unix socket, on Windows a named pipe."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_UNREAD = 256 * 1024


class UnixSocket:
    """Never blocks a writer. What is written is in the kernel, so it outlives the program."""

    def __init__(self, path: str) -> None:
        import socket

        self._now = socket.MSG_DONTWAIT
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNREAD)
            self._socket.setblocking(False)
            self._socket.connect(path)
            self._socket.setblocking(True)
        except BaseException:
            self._socket.close()
            raise

    def write(self, data: bytes) -> None:
        """Raises an OSError if the window does not read what it is told."""
        if self._socket.send(data, self._now) != len(data):
            raise OSError("The window does not read.")

    def read(self) -> bytes:
        return self._socket.recv(65536)

    def interrupt(self) -> None:
        """Ends the connection and wakes the thread that reads. Only that thread may close the socket: while it
        reads, the program could be given the same descriptor for another file."""
        import socket

        self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()


class NamedPipe:
    """With overlapped input and output, since a read would otherwise hold up each write."""

    def __init__(self, path: str) -> None:
        import _winapi

        self._api: Any = _winapi
        self._reading: Any = None
        access = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
        self._handle = _winapi.CreateFile(
            path, access, 0, _winapi.NULL, _winapi.OPEN_EXISTING, _winapi.FILE_FLAG_OVERLAPPED, _winapi.NULL
        )

    def write(self, data: bytes) -> None:
        overlapped, error = self._api.WriteFile(self._handle, data, overlapped=True)
        if error == self._api.ERROR_IO_PENDING:
            overlapped.cancel()
        written, _ = overlapped.GetOverlappedResult(True)
        if written != len(data):
            raise OSError("The window does not read.")

    def read(self) -> bytes:
        overlapped, error = self._api.ReadFile(self._handle, 65536, overlapped=True)
        self._reading = overlapped
        if error == self._api.ERROR_IO_PENDING:
            self._api.WaitForMultipleObjects([overlapped.event], False, self._api.INFINITE)
        count, _ = overlapped.GetOverlappedResult(True)
        return bytes(overlapped.getbuffer() or b"")[:count]

    def interrupt(self) -> None:
        """Wakes the thread that reads, which closes the pipe."""
        if self._reading is not None:
            self._reading.cancel()

    def close(self) -> None:
        self._api.CloseHandle(self._handle)


def connect(path: str) -> Any:
    return NamedPipe(path) if sys.platform == "win32" else UnixSocket(path)
