"""What is said of models of other programs: words that are not UTF-8, sums that are not 1, files that are none."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import subprocess
import threading
import warnings
from pathlib import Path

import pytest
from support.cli import acts_on_a_terminal, command, done, environment, here, refusal
from support.golden import GOLDEN

import lmtui
from lmtui.errors import LmtuiError

# p(est\xe1) and p(est\xe9) are 1/4 and 1/8, after <s> 1/2 and 1/4 of what there is; all sums are 1.
LATIN = b"""\\data\\
ngram 1=6
ngram 2=2

\\1-grams:
-0.60206\t<unk>
-99\t<s>\t-0.3979400
-0.60206\t</s>
-0.60206\test\xe1
-0.90309\test\xe9
-0.90309\t\x1b[2J\xc2\x9b\x07

\\2-grams:
-0.30103\t<s> est\xe1
-0.60206\t<s> est\xe9

\\end\\
"""
ASKED = ("next", "--top", "all")


@pytest.fixture
def latin(tmp_path: Path) -> Path:
    path = tmp_path / "latin.arpa"
    path.write_bytes(LATIN)
    return path


def notes(err: str) -> list[str]:
    lines = err.splitlines()
    assert all(line.startswith("lmtui: note: ") and line.isprintable() for line in lines)
    return [line.removeprefix("lmtui: note: ") for line in lines]


def test_words_that_are_no_utf8_are_counted_in_a_note(latin: Path) -> None:
    ran = here(*ASKED, "--model", str(latin))
    (note,) = notes(ran.err)
    assert note.startswith(f"'{latin}' has 2 words that are not UTF-8; such words are kept apart")
    assert ran.code == 0


def test_such_words_are_apart_in_json_and_harmless_on_a_screen(latin: Path) -> None:
    (record,) = here(*ASKED, "--json", "--model", str(latin)).records
    probs = {candidate["token"]: candidate["model_prob"] for candidate in record["candidates"]}
    assert probs["est\udce1"] == pytest.approx(0.5, rel=1e-5)
    assert probs["est\udce9"] == pytest.approx(0.25, rel=1e-5)
    assert "\x1b[2J\x9b\x07" in probs
    assert {token.encode(errors="surrogateescape") for token in probs} >= {b"est\xe1", b"est\xe9"}
    ran = here(*ASKED, "--model", str(latin))
    assert {"est<0xE1>", "est<0xE9>"} <= set(ran.out.split())
    assert acts_on_a_terminal(ran.out) == []


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_model_with_such_words_is_written_and_read_again(options: tuple[str, ...], latin: Path) -> None:
    out = latin.with_name("again.arpa")
    folder = latin.with_name("folder")
    for place in (out, folder):
        assert here("train", "--model", str(latin), "-o", str(place)).code == 0
    assert b"est\xe1" in out.read_bytes()
    expected = here(*ASKED, *options, "--model", str(latin))
    stored = here(*ASKED, *options, "--model", str(folder))
    assert stored.out == expected.out
    assert notes(stored.err) == [note.replace("latin.arpa", "folder") for note in notes(expected.err)]
    again = here(*ASKED, *options, "--model", str(out))
    assert re.sub(r"\d\.\d+(e-\d+)?", "", again.out) == re.sub(r"\d\.\d+(e-\d+)?", "", expected.out)


def test_a_model_that_does_not_sum_to_1_is_said_to(tmp_path: Path) -> None:
    path = tmp_path / "off.arpa"
    path.write_bytes((GOLDEN / "toy.o3.arpa").read_bytes())
    done("next", "--model", str(path))
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(place for place, line in enumerate(lines) if re.match(r"-\S+\t\S+ \S+\t", line))
    fields = lines[place].split("\t")
    lines[place] = "\t".join(["-3", *fields[1:]])
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    context = fields[1].split()[0]
    folder = tmp_path / "folder"
    for arguments in (
        ("next", "--model", str(path)),
        ("train", "--model", str(path), "-o", str(folder)),
        ("score", "--text", "x", "--model", str(folder)),
        ("generate", "--tokens", "1", "--model", str(folder)),
        ("sweep", "--tokens", "1", "--model", str(folder)),
    ):
        ran = here(*arguments)
        assert ran.code == 0
        (note,) = notes(ran.err)
        assert re.fullmatch(
            rf"this model does not sum to 1: after '{context}' its probabilities sum to 0\.\d+ "
            r"\(\d+ of \d+ contexts are off by more than rounding explains\)",
            note,
        )


def test_a_program_is_warned_too(latin: Path) -> None:
    with pytest.warns(UserWarning, match="has 2 words that are not UTF-8"):
        model = lmtui.load(latin)
    assert model.next("").of("est\udce1").model_prob == pytest.approx(0.5, rel=1e-5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lmtui.load(GOLDEN / "toy.o3.arpa")


# What is no file.


@pytest.mark.parametrize("compressed", [False, True])
def test_a_pipe_is_read_where_the_command_line_names_it(compressed: bool, latin: Path) -> None:
    pipe = latin.with_name("pipe")
    os.mkfifo(pipe)
    data = gzip.compress(LATIN) if compressed else LATIN

    def write() -> None:
        with pipe.open("wb") as file, contextlib.suppress(BrokenPipeError):
            file.write(data)

    for arguments in (ASKED, ("train", "-o", str(latin.with_name("folder"))), ("sweep", "--tokens", "1")):
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        ran = here(*arguments, "--model", str(pipe))
        writer.join(30)
        assert ran.code == 0, ran.err


def test_a_program_reads_no_pipe(latin: Path) -> None:
    pipe = latin.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(LmtuiError, match="it is a pipe"):
        lmtui.load(pipe)


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/null", "/dev/tty", "/dev/full", "/dev/random", "/proc/kmsg"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_device_is_refused_at_once(linked: bool, place: str, tmp_path: Path) -> None:
    if linked:
        (tmp_path / "linked.arpa").symlink_to(place)
        place = str(tmp_path / "linked.arpa")
    message = refusal(here("next", "--model", place), 1)
    assert place in message


def test_a_folder_in_which_nothing_is_a_file_is_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    done("train", "--corpus", "mouse", "--order", "2", "-o", str(folder))
    for name in ("manifest.json", "level1.prob.npy", "vocabulary.ends.npy"):
        data = (folder / name).read_bytes()
        (folder / name).unlink()
        os.mkfifo(folder / name)
        assert "no usable model" in refusal(here("next", "--model", str(folder)), 1)
        (folder / name).unlink()
        (folder / name).write_bytes(data)
    done("next", "--model", str(folder))


def test_a_terminal_given_as_a_model_does_not_stop_the_program(tmp_path: Path) -> None:
    """A process with a terminal of its own, which nobody types into."""
    primary, secondary = os.openpty()
    try:
        ended = subprocess.run(
            command("next", "--model", os.ttyname(secondary)),
            stdin=secondary,
            capture_output=True,
            timeout=60,
            check=False,
            env=environment(),
        )
    finally:
        os.close(primary)
        os.close(secondary)
    assert ended.returncode == 1
    assert b"it is a device" in ended.stderr


def test_a_binary_model_of_kenlm_is_named_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "model.binary"
    path.write_bytes(b"mmap lm http://kheafield.com/code format version 5\n\0" + bytes(100))
    assert "binary model of KenLM; give the ARPA file" in refusal(here("next", "--model", str(path)), 1)
