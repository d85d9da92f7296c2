"""The manual page has every command and every option, and the programs that show it have nothing to remark."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from support.cli import done

from lmtui.cli.main import COMMANDS
from lmtui.options.table import ALL_OPTIONS

FORMATTERS = {
    "groff": ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"],
    "man": ["man", "--warnings", "-P", "cat", "-l", "-"],
    "mandoc": ["mandoc", "-Tlint", "-Wwarning"],
}


def test_every_command_and_option_is_there() -> None:
    page = done("man").out
    assert re.findall(r"^\.SS lmtui (\S+)", page, re.MULTILINE) == list(COMMANDS)
    plain = page.replace("\\-", "-")
    for option in ALL_OPTIONS:
        assert option.is_positional or re.search(rf'^\.BI? "?(-o, )?{option.flag}\b', plain, re.MULTILINE), option
    assert not re.search(r"^['.](?![A-Z]{1,2}\b)", page, re.MULTILINE)
    for title in ("MODEL OPTIONS", "FILES", "ENVIRONMENT", "EXIT STATUS"):
        assert f"\n.SH {title}\n" in page


@pytest.mark.parametrize("program", FORMATTERS)
def test_it_can_be_shown(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"there is no {program} here")
    page = done("man").out.encode()
    ran = subprocess.run(FORMATTERS[program], input=page, capture_output=True, timeout=60, check=False)
    shown = re.sub(r".\x08|\x1b\[[\d;]*m", "", ran.stdout.decode())
    if program == "mandoc":
        assert shown == ""
    else:
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert "Stream text to standard output" in " ".join(shown.split())
