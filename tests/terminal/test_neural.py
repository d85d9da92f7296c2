"""A neural model of llama.cpp's real server at a real terminal of 80×24; the server dies, and comes back."""

from __future__ import annotations

from pathlib import Path

from support.forked import spawn
from support.llama import free_port, llama_server, needs
from support.terminal import CTRL_Q, ESCAPE, HOME, RIGHT, TAB, alternate_screen_left, lmtui, press
from support.tiny_llama import write_tiny_llama

F3, F4, F6 = "\x1bOR", "\x1bOS", "\x1b[17~"


def test_a_text_runs_and_is_scrubbed_and_a_server_that_dies_is_one_line(tmp_path: Path) -> None:
    needs("xllamacpp", "gguf")
    model, port = tmp_path / "tiny.gguf", free_port()
    write_tiny_llama(model)
    with llama_server(model, port) as (address, process):
        command = [lmtui(), "--server", address, "--prompt", "owl", "--temperature", "0", "--speed", "max"]
        with spawn(command) as terminal:
            press(terminal, "", "248 others")
            assert "Next after <s> owl" in terminal.text
            press(terminal, F6, "1 · max · paused")
            press(terminal, F6, "2 · max · paused")
            press(terminal, f"{TAB}L", "2: T 0")
            press(terminal, RIGHT, "2: T 0.0")
            press(terminal, HOME, "2: T 0 ")
            press(terminal, "v", "Token 3 in every lane")
            press(terminal, "v", "others")
            press(terminal, F3, "choices")
            press(terminal, ESCAPE, "others")
            terminal.send(F4)
            terminal.expect("200 tokens at each T")
            press(terminal, ESCAPE * 2, "others")
            process.kill()
            process.wait()
            before = terminal.lines[14:21]
            press(terminal, F6, "the model does not answer: no answer from the server")
            assert terminal.lines[14:21] == before, "what is on the screen stays"
            assert f"{address}: connection refused; see that it runs" in terminal.text
            with llama_server(model, port):
                press(terminal, F6, "luck")
            terminal.send(CTRL_Q)
            assert terminal.wait() == 0
            assert alternate_screen_left(terminal.received)
