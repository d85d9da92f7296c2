"""Only regular files are opened, and pipes where they are allowed; nothing is waited for."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lmtui.text.regular_files import SpecialFileError, open_regular, system_devices


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def terminal() -> Iterator[str]:
    ours, theirs = os.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def reason(path: str | Path, pipes_allowed: bool = False) -> str:
    with pytest.raises(SpecialFileError) as refused:
        open_regular(path, pipes_allowed)
    assert refused.value.strerror
    return refused.value.strerror


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_a_regular_file_is_read_whole_also_through_a_link(size: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * size)
    (tmp_path / "link").symlink_to("file")
    for name in ("file", "link"):
        with open_regular(tmp_path / name) as file:
            assert file.read() == b"x" * size
            assert os.get_blocking(file.fileno())
            assert not os.get_inheritable(file.fileno())


def test_a_pipe_is_refused_without_waiting_for_its_writer(pipe: Path) -> None:
    assert "pipe" in reason(pipe)


def test_a_pipe_that_is_allowed_is_waited_for(pipe: Path) -> None:
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"from a writer"))
    writer.start()
    with open_regular(pipe, pipes_allowed=True) as file:
        assert file.read() == b"from a writer"
    writer.join()


def test_a_pipe_of_a_shell_is_read_where_pipes_are_allowed() -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, b"a b")
        os.close(writing)
        with open_regular(f"/dev/fd/{reading}", pipes_allowed=True) as file:
            assert file.read() == b"a b"
        assert "pipe" in reason(f"/dev/fd/{reading}")
    finally:
        os.close(reading)


@pytest.mark.parametrize("pipes_allowed", [False, True])
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random", "/dev/full"])
def test_a_device_is_refused(device: str, pipes_allowed: bool, tmp_path: Path) -> None:
    assert "device" in reason(device, pipes_allowed)
    (tmp_path / "link").symlink_to(device)
    assert "device" in reason(tmp_path / "link", pipes_allowed)


def test_a_terminal_is_refused(terminal: str) -> None:
    assert "device" in reason(terminal, pipes_allowed=True)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's whole path may be too long for it
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert "socket" in reason("socket", pipes_allowed=True)


def test_a_folder_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


@pytest.mark.skipif(not system_devices(), reason="this system shows nothing of itself as files")
@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/cpuinfo", "/proc/self/mountinfo", "/proc/kmsg"])
def test_what_the_system_makes_up_as_it_is_read_is_no_regular_file(path: str) -> None:
    if os.path.exists(path):
        assert "system" in reason(path, pipes_allowed=True)


def test_what_a_name_means_is_looked_at_again_when_it_is_open(
    pipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pipe takes the file's place after the first look; opening it does not wait."""
    file = tmp_path / "file"
    file.write_bytes(b"a b")
    look = os.stat

    def look_then_change(path: Path) -> os.stat_result:
        status = look(path)
        os.replace(pipe, file)
        return status

    before = len(os.listdir("/dev/fd"))
    monkeypatch.setattr(os, "stat", look_then_change)
    with pytest.raises(SpecialFileError, match="pipe"):
        open_regular(file)
    monkeypatch.undo()
    assert stat.S_ISFIFO(os.stat(file).st_mode)
    assert len(os.listdir("/dev/fd")) == before


@pytest.mark.parametrize("path", ["a\0b", "\ud800"])
def test_a_name_that_can_be_no_file_is_a_value_error(path: str) -> None:
    with pytest.raises(ValueError, match=r"null|surrogates"):
        open_regular(path)


def test_where_mounts_cannot_be_listed_nothing_is_taken_for_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*arguments: object) -> object:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", missing)
    assert system_devices() == frozenset()
