"""Starts the recording, then runs the sitecustomize that Python would run without it."""

import os
import sys


def _start() -> None:
    try:
        import workbook_sessions_recording

        workbook_sessions_recording.start()
    except Exception:
        pass


def _leave_path() -> None:
    """The program sees the path that it would have without the recording."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]


def _run_next() -> None:
    """An error in it passes, so that Python reports it as always."""
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        # Python passes over this error, and the program finds no such module, as without the recording.
        raise ImportError("There is no other sitecustomize.", name="sitecustomize")
    module = type(sys)("sitecustomize")
    module.__spec__ = spec
    module.__loader__ = spec.loader
    module.__file__ = spec.origin
    module.__cached__ = spec.cached
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


_start()
_leave_path()
_run_next()
