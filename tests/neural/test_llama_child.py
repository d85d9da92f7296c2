"""The process of the server answers whoever has the key, and ends with the program that has started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lmtui.neural import llama_child
from lmtui.neural.http_json import JsonServer, RefusedQuestion


def test_it_answers_whoever_has_the_key_and_ends_with_its_input(tiny_model: Path) -> None:
    command = [sys.executable, "-I", "-B", llama_child.__file__, str(tiny_model), "256"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"sesame\n")
        process.stdin.flush()
        address = process.stdout.readline().decode().strip()
        assert address.startswith("http://127.0.0.1:")
        assert JsonServer(address, "sesame").ask("/props")["default_generation_settings"]["n_ctx"] == 256
        with pytest.raises(RefusedQuestion, match="asks for a key"):
            JsonServer(address, "").ask("/props")
        process.stdin.close()
        assert process.wait(20) == 0
