"""The process in which llama.cpp's server runs for one program: `python llama_child.py MODEL CONTEXT`.

It reads the key from standard input, says its address on standard output, and ends when standard input does: with the
program that has started it, however that ends.
"""

from __future__ import annotations

import os
import sys

_SLOTS = 4  # contexts whose beginnings are remembered: one for each of the lanes that most people open


def main() -> None:
    """Serve a model on a free loopback port to whoever has the key."""
    import xllamacpp  # type: ignore[import-not-found,import-untyped,unused-ignore]

    path, context = sys.argv[1:]
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.api_keys = [sys.stdin.readline().strip()]
    params.n_parallel, params.n_ctx = _SLOTS, _SLOTS * int(context)
    params.n_threads_http = 2 * _SLOTS
    params.port, params.warmup, params.ui, params.verbosity = 0, False, False, 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)  # llama.cpp's server was seen to wait for its own threads for ever when it is taken down


if __name__ == "__main__":
    main()
