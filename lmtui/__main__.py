"""`python -m lmtui`, and the `lmtui` command."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

_OBJECTS_BETWEEN_SEARCHES = 20_000  # for garbage; by Python's own 700, a tenth of a start is spent on searches


def main() -> NoReturn:
    """Run the command line, and end the process with its exit code."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, 20, 20)
    code: object = 1
    try:
        from lmtui.cli.main import run

        code = run(sys.argv[1:])
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        if "--kiosk" not in sys.argv:  # which shows nothing of its insides
            raise
    _end(code if isinstance(code, int) else 1)


def _end(code: int) -> NoReturn:
    """End at once, without what Python does at its end, or was told to do there, as by PYTHONINSPECT.

    To take down all modules and objects would take a tenth of the time that a short command takes.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
