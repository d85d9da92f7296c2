"""Command lines are completed in a real shell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.cli import done
from support.terminal import spawn

from lmtui.cli.main import COMMANDS

BASH = r"""
complete_line() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _lmtui lmtui "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[*]}"
}
"""
LINES = {
    "lmtui ge": "generate",
    "lmtui --the": "--theme",
    "lmtui --theme ''": "dark projector colour-blind plain",
    "lmtui --theme = pl": "plain",
    "lmtui --theme =": "dark projector colour-blind plain",
    "lmtui generate --corpus fa": "fables",
    "lmtui generate --corpus ./fa": "",
    "lmtui next --smoothing jel": "jelinek-mercer",
    "lmtui next --order 1": "1 10 11 12 13 14 15 16",
    "lmtui generate --seed ''": "",
    "lmtui score --no": "--no-resume --no-end",
    "lmtui score --theme": "",
    "lmtui completion ''": "bash zsh fish",
    "lmtui corpora --h": "--help",
}


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_is_told_what_may_follow() -> None:
    script = done("completion", "bash").out + BASH + "".join(f"complete_line {line}\n" for line in LINES)
    ran = subprocess.run(
        ["bash", "--norc", "-u"], input=script, capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stderr == ""
    assert dict(zip(LINES, ran.stdout.splitlines(), strict=True)) == LINES


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}; PS1='$ '; clear\r"),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source {script}; PS1='$ '; clear\r"),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_in_a_real_shell(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    script, text = tmp_path / "completion", tmp_path / "my text.txt"
    script.write_text(done("completion", shell).out, encoding="utf-8")
    text.touch()
    command, setup = SHELLS[shell]
    with spawn(command, (250, 24)) as terminal:
        terminal.send(setup.format(script=script))
        terminal.expect(lambda seen: seen.text.strip() in ("$", "%"))
        terminal.send("lmtui gen\t--corp\t")
        terminal.expect("lmtui generate --corpus")
        terminal.send(" fab\t--smoothing=wi\t")
        terminal.expect("fables --smoothing=witten-bell")
        terminal.send(f" --model {tmp_path}/my\t")
        terminal.expect(r"/my\ text.txt")
        terminal.send("\x15exit\r")
        terminal.wait()


def test_every_shell_is_told_of_every_command_and_option() -> None:
    for shell in ("bash", "zsh", "fish"):
        script = done("completion", shell).out
        for word in (*COMMANDS, "order", "top-k", "edit-path", "fables", "witten-bell", "version"):
            assert word in script
        assert "no-json" not in script  # what takes back a flag is not offered
