"""What is exported, and to a file of which name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.byte_model import ready
from support.cli import here, strict_json
from support.mouse import (
    MOUSE,
    RECIPES,
    run,
    session,
    tokens_of,
)
from support.saved import rich_session

from lmtui.playground import exports
from lmtui.playground.exports import Purpose, UnknownEnding
from lmtui.playground.session import Session
from lmtui.sampling.settings import Sampling
from lmtui.text.safety import clean


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("it", Purpose.TEXT),
        ("it.txt", Purpose.TEXT),
        ("it.TXT", Purpose.TEXT),
        ("a.b/it", Purpose.TEXT),
        ("it.json", Purpose.NUMBERS),
        ("it.Json", Purpose.NUMBERS),
        (".json", Purpose.NUMBERS),
        ("it.pdf.json", Purpose.NUMBERS),
        ("it.svg", Purpose.PICTURE),
        ("~/it.SVG", Purpose.PICTURE),
    ],
)
def test_the_ending_says_what_is_exported(name: str, purpose: Purpose) -> None:
    assert exports.export_kind(name) is purpose


@pytest.mark.parametrize(
    "name", ["new.pdf", "new.html", "new.docx", "new.PNG", "new.json.gz", "new.", ".pdf", "v1.0", "x.text"]
)
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(UnknownEnding, match=r"end the name in \.txt, \.json or \.svg"):
        exports.export_kind(name)


GENERATE = ("generate", "--corpus", "mouse", "--temperature", "0.8", "--seed", "3", "--tokens", "25")


def generated(prompt: str) -> Session:
    played = session(prompt, Sampling(0.8, seed=3))
    run(played, 25)
    return played


@pytest.mark.parametrize("prompt", ["", "the mouse ate", "zebra"])
def test_the_exported_json_is_what_generate_prints_and_who_chose(prompt: str) -> None:
    record = strict_json(exports.export_json(generated(prompt)))
    assert (record["prompt"], record["seed"]) == (prompt, 3)
    (lane,) = record["lanes"]
    assert [lane[name] for name in ("temperature", "top_k", "top_p", "min_p")] == [0.8, None, 1.0, 0.0]
    exported = lane["tokens"]
    printed = here(*GENERATE, "--prompt", prompt, "--json").records  # of what is unknown it warns
    assert exported == [record | {"chosen": False} for record in printed]
    assert [list(record) for record in exported] == [[*record, "chosen"] for record in printed]


def test_an_exported_whole_sequence_is_what_generate_prints() -> None:
    played = session("the mouse", Sampling(0.5, seed=3), whole=True, sequence_length=6)
    run(played, 100)
    (lane,) = strict_json(exports.export_json(played))["lanes"]
    assert (lane["anneal"], lane["sequence_tokens"]) == ("sequence", 6)
    wanted = ("--prompt", "the mouse", "--temperature", "0.5", "--seed", "3", "--anneal", "sequence", "--tokens", "6")
    printed = here("generate", "--corpus", "mouse", *wanted, "--json").records
    assert lane["tokens"] == [record | {"chosen": False} for record in printed]


@pytest.mark.parametrize("prompt", ["", "the mouse ate", "zebra"])
def test_the_exported_text_is_what_generate_prints(prompt: str) -> None:
    assert exports.export_text(generated(prompt)) == here(*GENERATE, "--prompt", prompt).out


def test_a_long_word_is_exported_whole() -> None:
    word = "mouse" * 40
    assert exports.export_text(session(word)) == f"{word}\n"


def test_a_word_that_is_too_long_for_a_screen_is_exported_whole() -> None:
    word = "mouse" * 400
    assert exports.export_text(session(word)) == f"{word}\n"


def test_line_ends_and_tabs_are_exported_as_they_are() -> None:
    assert exports.export_text(session("a\nb\tc", recipe=RECIPES[3])) == "a\nb\tc\n"


def test_what_was_chosen_is_exported_as_chosen() -> None:
    played = rich_session()
    record = strict_json(exports.export_json(played))
    assert [lane["temperature"] for lane in record["lanes"]] == [1.5, "inf"]
    for number, lane in enumerate(record["lanes"]):
        played.text.go_to_lane(number - played.text.state.active)
        assert [token["chosen"] for token in lane["tokens"]] == [False, False, True, False, False, False]
        assert [token["token"] for token in lane["tokens"]] == tokens_of(played)


@pytest.mark.parametrize("make", [session, lambda: Session(MOUSE, Sampling())])
def test_of_nothing_nothing_is_exported(make: Callable[[], Session]) -> None:
    lanes = strict_json(exports.export_json(make()))["lanes"]
    assert [lane["tokens"] for lane in lanes] in ([], [[]])
    assert exports.export_text(make()).strip() == ""


def test_every_lane_is_exported_with_its_model() -> None:
    played = session("the mouse", Sampling(seed=3))
    played.lane_models.use_in_lane(1, ready())
    run(played, 4)
    record = strict_json(exports.export_json(played))
    (other,) = record["beside"]
    assert (other["recipe"], other["model"], other["vocabulary"]) == (None, "bytes", 300)
    assert [lane["model"] for lane in record["lanes"]] == [0, 1]
    for number, lane in enumerate(played.text.lanes):
        spelled = [lane.model.tokens.spelling(token.drawn.token) for token in lane.tokens]
        assert [token["token"] for token in record["lanes"][number]["tokens"]] == spelled
    assert exports.export_text(played) == clean(f"the mouse{''.join(played.text.lanes[1].written)}") + "\n"
