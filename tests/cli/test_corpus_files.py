"""What files the command line takes as corpora, and what it says of those it cannot take as they are."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from support.cli import REPOSITORY, command, done, environment, here, process, refusal

MOUSE = "the mouse ate the cheese\nthe cheese ate the mouse\n"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.txt"
    path.write_text(MOUSE)
    return path


def table(corpus: Path | str, stdin: bytes = b"") -> str:
    """What `next` prints, for a corpus about which there is nothing to say."""
    return done("next", "--corpus", str(corpus), "--prompt", "the", stdin=stdin).out


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_a_packed_text_gives_the_model_of_the_text(ending: str, pack: type, plain: Path) -> None:
    packed = plain.with_suffix(f".txt.{ending}")
    packed.write_bytes(pack(MOUSE.encode()))
    assert table(packed) == table(plain)
    assert table("-", stdin=packed.read_bytes()) == table(plain)


def test_an_archive_gives_the_model_of_its_texts(plain: Path) -> None:
    archive = plain.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.write(plain, "texts/plain.txt")
    assert table(archive) == table(plain)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str, plain: Path) -> None:
    marked = plain.with_suffix(".marked")
    marked.write_bytes(MOUSE.encode(encoding))
    assert table(marked) == table(plain)


def test_the_note_names_the_option_and_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("déjà vu, “café”\n".encode("cp1252"))
    ran = here("next", "--corpus", str(path))
    assert ran.code == 0
    assert ran.err == (
        f"lmtui: note: 5 undecodable bytes in '{path}' are shown as U+FFFD: this is not UTF-8; "
        "if it is Windows-1252, give --encoding cp1252\n"
    )


def test_texts_in_one_encoding_are_one_note(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes("café bar\n".encode("cp1252"))
    ran = here("next", "--corpus", str(tmp_path))
    assert ran.code == 0
    (note,) = ran.err.splitlines()
    assert note.startswith("lmtui: note: 5 undecodable bytes in 5 texts (")
    assert note.endswith("give --encoding cp1252")


def test_a_text_in_utf_8_with_damage_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "damaged.txt"
    path.write_bytes("é è à ü, and a byte: ".encode() + b"\xff\n")
    ran = here("next", "--corpus", str(path))
    assert ran.err.startswith("lmtui: note: 1 undecodable byte in ")
    assert "is shown as U+FFFD" in ran.err
    assert "--encoding" not in ran.err
    assert "damaged" in ran.err


def test_utf_16_without_a_byte_order_mark_is_refused_with_the_option(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_bytes(MOUSE.encode("utf-16-le"))
    assert "--encoding utf-16-le" in refusal(here("next", "--corpus", str(path)), 1)


def test_what_a_folder_holds_besides_is_named(plain: Path) -> None:
    for name in ("NOTES.text", "page.html"):
        (plain.parent / name).write_text("x y")
    (plain.parent / "link").symlink_to(".")
    ran = here("next", "--corpus", str(plain.parent), "--prompt", "the")
    assert (ran.code, ran.out) == (0, table(plain))
    others, linked = ran.err.splitlines()
    for name in ("NOTES.text", "page.html", "name a file itself"):
        assert name in others
    assert "link" in linked


@pytest.mark.parametrize(
    "command", ["generate", "next", "score", "best", "sample", "sweep", "counts", "sources", "train"]
)
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full"])
def test_a_device_is_refused(command: str, device: str, tmp_path: Path) -> None:
    output = ("-o", str(tmp_path / "m")) if command == "train" else ()
    assert "device" in refusal(here(command, "--corpus", device, *output), 1)


@pytest.mark.parametrize("command", ["next", "sweep", "counts", "sources", "train"])
def test_a_pipe_is_read_by_commands(command: str, plain: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(MOUSE,))
    writer.start()
    options = {"train": ("-o", str(tmp_path / "m")), "counts": (), "sources": ("--text", "the")}
    output = options.get(command, ("--prompt", "the"))
    through_pipe = done(command, "--corpus", str(pipe), *output)
    writer.join()
    if command != "train":  # which prints how long it took
        assert through_pipe.out == done(command, "--corpus", str(plain), *output).out


def test_a_pipe_of_the_shell_and_dev_stdin_are_read(plain: Path) -> None:
    for script in ('exec "$@" --corpus /dev/stdin', 'exec "$@" --corpus <(cat)'):
        ran = subprocess.run(
            ["bash", "-c", script, "bash", *command("next", "--prompt", "the")],
            input=MOUSE.encode(),
            capture_output=True,
            timeout=60,
            check=False,
            env=environment(),
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert ran.stdout.decode() == table(plain)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full"])
def test_standard_input_without_an_end_is_refused(device: str) -> None:
    with open(device, "rb") as endless:
        ran = subprocess.run(
            command("next", "--corpus", "-"),
            stdin=endless,
            capture_output=True,
            timeout=60,
            check=False,
            env=environment(),
        )
    assert ran.returncode == 1
    assert b"standard input" in ran.stderr
    assert b"device" in ran.stderr
    assert ran.stderr.count(b"\n") == 1


def test_binary_data_without_an_end_is_refused_at_its_beginning() -> None:
    with subprocess.Popen(["cat", "/dev/zero"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as endless:
        ran = subprocess.run(
            command("next", "--corpus", "-"),
            stdin=endless.stdout,
            capture_output=True,
            timeout=60,
            check=False,
            env=environment(),
        )
        endless.kill()
    assert ran.returncode == 1
    assert b"NUL" in ran.stderr


def test_text_without_an_end_is_refused_when_the_disk_allowed_is_used_up(cache: Path) -> None:
    limited = f"ulimit -f 50000; yes text | {sys.executable} -m lmtui next --corpus -; exit ${{PIPESTATUS[1]}}"
    ran = subprocess.run(
        ["bash", "-c", limited], capture_output=True, timeout=60, check=False, env=environment(), cwd=REPOSITORY
    )
    assert ran.returncode == 1
    assert b"cannot write" in ran.stderr
    assert ran.stderr.count(b"\n") == 1
    assert not list(cache.glob("*-training"))


@pytest.mark.parametrize("name", ["huge.txt", "."])
def test_a_text_larger_than_memory_or_disk_is_refused_unread(name: str, tmp_path: Path) -> None:
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(10**13)  # takes no room on the disk: it is all a hole
    message = refusal(process("train", "--corpus", str(tmp_path / name), "-o", str(tmp_path / "m")), 1)
    assert "10.0 TB" in message
    assert "of disk" in message
    assert "smaller text" in message
    message = refusal(process("counts", "--corpus", str(tmp_path / name)), 1)
    assert "10.0 TB" in message
    assert "memory" in message
    assert ("narrower folder" if name == "." else "smaller text") in message
