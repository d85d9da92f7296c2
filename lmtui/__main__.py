"""`python -m lmtui`, and the `lmtui` command."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        return _run()
    except KeyboardInterrupt:  # before the command line was read
        return 130
    finally:
        gc.freeze()  # a last search for garbage would take a third of the time that a short command takes


def _run() -> int:
    from lmtui.cli.main import run

    if "--kiosk" not in sys.argv:
        return run(sys.argv[1:])
    code: object = 1
    try:
        code = run(sys.argv[1:])
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = 130
    finally:
        # Not by way of what Python may have been told to do at its end, like PYTHONINSPECT.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    sys.exit(main())
