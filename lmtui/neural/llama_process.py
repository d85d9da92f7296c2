"""A GGUF file as a model: llama.cpp's server is started for this program alone, and asked like any other."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import weakref
from importlib.util import find_spec

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.files import quoted
from lmtui.neural import llama_child
from lmtui.neural.http_json import JsonServer
from lmtui.neural.llama_server import LlamaServerModel

_CONTEXT = 2048  # tokens, for each of the contexts that the server remembers


def open_gguf(path: str, progress: Progress = ignore_progress) -> LlamaServerModel:
    """The model of a GGUF file. Its server ends with the model, or with this program.

    Raises:
        ModelError: llama.cpp is not installed, or cannot read the file.
        Cancelled: by `progress`.
    """
    if find_spec("xllamacpp") is None:
        raise ModelError("a .gguf file needs llama.cpp: pip install 'lmtui[llama]', or serve it and use --server")
    try:
        with open(path, "rb"):
            pass
    except OSError as error:
        raise ModelError(f"cannot read {quoted(path)}: {error.strerror}; check the path") from None
    progress("opening", 0.0)
    process, key = _started(path)
    try:
        assert process.stdout
        address = process.stdout.readline().decode().strip()  # the end of the output, where the process has failed
        if not address:
            raise ModelError(f"llama.cpp cannot open {quoted(path)}; is it a GGUF file of a language model?")
        server = JsonServer(address, key)
        model = LlamaServerModel(server, server.ask("/props"), progress=progress)
    except BaseException:
        _end(process)
        raise
    weakref.finalize(model, _end, process)
    return model


def _started(path: str) -> tuple[subprocess.Popen[bytes], str]:
    """The process of the server, and the key that it asks for; no list of processes shows the key."""
    # Isolated, as a kiosk is: the folder it is started in decides nothing. What llama.cpp logs is not for the screen.
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", llama_child.__file__, os.path.abspath(path), str(_CONTEXT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for this program
    )
    key = secrets.token_urlsafe()
    assert process.stdin
    try:
        process.stdin.write(f"{key}\n".encode())
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended; it says no address
    return process, key


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()
