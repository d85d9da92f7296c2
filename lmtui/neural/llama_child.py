"""The process in which llama.cpp's server runs for one program: `python llama_child.py MODEL CONTEXT`.

It reads the key from standard input, says its address on standard output, and ends when standard input does: with the
program that has started it, however that ends.
"""

from __future__ import annotations

import os
import sys

_SLOTS = 4  # contexts whose beginnings are remembered: one for each of the lanes that most people open


def computing_threads(topology: str = "/sys/devices/system/cpu") -> int:
    """How many threads compute: one for each core that this process may use but one; -1 leaves it to llama.cpp.

    Threads of llama.cpp wait for each other in a loop, many times a token. Where another program has one of their
    cores meanwhile, all the others turn round in vain: on two busy cores two threads took ten times as long for a
    token as one, and twenty times the computing time. So one core is left to the screen, and to others.

    Args:
        topology: the folder in which Linux tells which of the logical processors are one core.
    """
    if not hasattr(os, "sched_getaffinity"):
        return -1
    cores = set()
    for processor in os.sched_getaffinity(0):
        try:
            with open(f"{topology}/cpu{processor}/topology/thread_siblings_list", encoding="ascii") as siblings:
                cores.add(siblings.read().strip())
        except OSError:
            cores.add(str(processor))
    return max(len(cores) - 1, 1)


def main() -> None:
    """Serve a model on a free loopback port to whoever has the key."""
    import xllamacpp  # type: ignore[import-not-found,import-untyped,unused-ignore]

    path, context = sys.argv[1:]
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.api_keys = [sys.stdin.readline().strip()]
    params.n_parallel, params.n_ctx = _SLOTS, _SLOTS * int(context)
    params.n_threads_http = 2 * _SLOTS
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads, threads.poll = computing_threads(), 0
    params.port, params.warmup, params.ui, params.verbosity = 0, False, False, 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)  # llama.cpp's server was seen to wait for its own threads for ever when it is taken down


if __name__ == "__main__":
    main()
