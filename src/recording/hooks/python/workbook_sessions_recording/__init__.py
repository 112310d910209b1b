"""Tells a window of Visual Studio Code which workbook sessions this program opens and closes.

The access token never leaves the program. Nothing here prints, raises, blocks or keeps the program alive: an
error ends the recording, not the program. `recordingProtocol.ts` describes what is told.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

VARIABLE = "WORKBOOK_SESSIONS_RECORDING"
CLIENTS = ("http.client", "httpx", "aiohttp")


def start() -> None:
    """Watches the HTTP clients as the program imports them. Loads nothing that it may not need."""
    environment = os.environ.get(VARIABLE)
    if not environment:
        return
    import atexit

    finder = ClientFinder(environment)
    # The program's own functions for the exit were registered later, so they run before this one.
    atexit.register(finder.leave)
    sys.meta_path.insert(0, finder)
    for name in CLIENTS:
        if name in sys.modules:
            finder.watch(name, sys.modules[name])


class ClientFinder:
    """Lets the other finders find a client, and watches the module once it is loaded."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._recording: Any = None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in CLIENTS:
            return None
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find and find(name, path, target)
            if spec:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = WatchingLoader(spec.loader, self)
                return spec
        return None

    def watch(self, name: str, module: ModuleType) -> None:
        try:
            from . import clients

            if self._recording is None:
                from .recording import Recording

                self._recording = Recording(self._environment)
            clients.WATCHERS[name](module, self._recording)
        except Exception:
            pass

    def leave(self) -> None:
        if self._recording is not None:
            self._recording.leave()


class WatchingLoader:
    """Stands for the loader of a client until the module is loaded."""

    def __init__(self, loader: Any, finder: ClientFinder) -> None:
        self._loader = loader
        self._finder = finder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._finder.watch(module.__name__, module)
