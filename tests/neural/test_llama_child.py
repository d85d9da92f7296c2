"""The process of the server answers whoever has the key, and ends with the program that has started it."""

from __future__ import annotations

import os
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


def test_one_core_is_left_to_the_screen_and_two_processors_of_one_core_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for processors, siblings, threads in (
        (1, {}, 1),
        (2, {}, 1),
        (8, {}, 7),
        (8, {place: f"{place % 4},{place % 4 + 4}" for place in range(8)}, 3),
    ):
        topology = tmp_path / f"{processors}-{len(siblings)}"
        for place, said in siblings.items():
            folder = topology / f"cpu{place}" / "topology"
            folder.mkdir(parents=True)
            (folder / "thread_siblings_list").write_text(f"{said}\n")
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, many=processors: set(range(many)), raising=False)
        assert llama_child.computing_threads(str(topology)) == threads
    monkeypatch.delattr(os, "sched_getaffinity")
    assert llama_child.computing_threads() == -1
