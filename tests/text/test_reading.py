"""What has no end is refused at once, and what is read is bounded by the memory that is free."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import sys
import threading
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from support.corpus_files import read, refusal

from lmtui.text import reading
from lmtui.text.regular_files import system_devices
from lmtui.text.sources import read_corpus


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


# Pipes, devices, and other files that are none


def test_a_pipe_is_read_only_where_that_is_allowed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "it is a pipe" in refusal(str(pipe))
    writer = threading.Thread(target=pipe.write_bytes, args=(gzip.compress(b"a b from a pipe"),))
    writer.start()
    (document,) = read_corpus(str(pipe), pipes_allowed=True)
    writer.join()
    assert document.text == "a b from a pipe"


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/full"])
def test_a_device_is_refused_at_once(name: str) -> None:
    assert "device" in refusal(name)


@pytest.mark.skipif(not system_devices(), reason="this system shows nothing of itself as files")
@pytest.mark.parametrize("name", ["/proc/kmsg", "/proc/self/environ", "/proc", "/proc/self"])
def test_the_systems_state_is_no_text(name: str) -> None:
    assert "system's state" in refusal(name)


# Memory


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room for a text of 100 bytes."""
    monkeypatch.setattr(reading, "text_limit", lambda: 100)


@pytest.mark.usefixtures("little_memory")
def test_a_text_that_memory_does_not_hold_is_refused_before_it_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(b"a " * 50)
    assert len(read(file).text) == 100
    file.write_bytes(b"a " * 51)
    monkeypatch.setattr(reading, "pieces_of", lambda file: pytest.fail("it is being read"))
    message = refusal(str(file))
    assert "102 bytes" in message
    assert "100 bytes" in message
    assert "smaller" in message


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("packing", [gzip, bz2, lzma])
def test_what_unpacks_to_more_than_memory_holds_is_refused(file: Path, packing: ModuleType) -> None:
    file.write_bytes(packing.compress(b"a " * 100_000))
    assert file.stat().st_size < 1000
    assert "unpacks to more than 100 bytes" in refusal(str(file))


@pytest.mark.usefixtures("little_memory")
def test_an_archive_that_says_how_large_it_is_is_refused_before_it_is_unpacked(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a " * 40)
        archive.writestr("b.txt", b"a " * 40)
        archive.writestr("c.html", b"a " * 40)
    assert "unpacks to 160 bytes" in refusal(str(file))


@pytest.mark.usefixtures("little_memory")
def test_standard_input_is_read_as_long_as_there_is_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a " * 51)))
    assert "holds more than 100 bytes" in refusal("-")


def test_a_folder_is_measured_before_anything_in_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_bytes(b"text of it ")
    monkeypatch.setattr(reading, "text_limit", lambda: 110)
    assert len(list(read_corpus(str(tmp_path)))) == 6
    monkeypatch.setattr(reading, "open_regular", lambda *arguments: pytest.fail("it is being read"))
    (tmp_path / "large.txt").write_bytes(b"a " * 60)
    message = refusal(str(tmp_path))
    assert "narrower folder" in message
    assert re.search(r"at least \d\d\d bytes of text \(in \d+ files\)", message)
