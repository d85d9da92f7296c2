"""Session files: what was saved comes back, what is damaged says so, and nothing is lost on the way."""

from __future__ import annotations

import copy
import json
import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import ready
from support.cli import acts_on_a_terminal
from support.corpora import train
from support.models import trie_of
from support.mouse import (
    MOUSE,
    RECIPES,
    drawable,
    id_of,
    other_than_drawn,
    run,
    seen,
    session,
    text_of,
    tokens_of,
    trained,
)
from support.saved import record_of, rich_session, views

from lmtui import unfinished
from lmtui.errors import LmtuiError, SettingError
from lmtui.files import AlreadyThere, write_text
from lmtui.playground import exports, session_file
from lmtui.playground.session import Session
from lmtui.playground.settings import MAX_LANES, Pace
from lmtui.playground.state import Playing
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.text import bundled

FIELDS = {
    "format",
    "version",
    "recipe",
    "fingerprint",
    "beside",
    "notes",
    "prompt",
    "seed",
    "pinned",
    "speed",
    "stop",
    "lanes",
    "active",
    "branches",
    "branch",
    "sequence_tokens",
}


PROMPTS = (
    "",
    "the mouse ate",
    "zebra",
    "the\x1b[2J\u202emouse",
    "é \U0001f9c0 日本",
    '"\\',
    "a\nb\tc",
    "\ud800 \x00",
)


TEMPERATURES = (0.0, 0.3, 1.0, 2.5, math.inf)


CUTS = (Cuts(), Cuts(top_k=2), Cuts(top_p=0.8), Cuts(min_p=0.3), Cuts(typical=0.6), Cuts(top_n_sigma=1.5))


Act = tuple[str, int]


Steps = tuple[str | int, ...]


def acted(played: Session, acts: list[Act]) -> Session:
    """Do one thing after another."""
    for name, number in acts:
        if name == "temperature":
            played.set_temperature(TEMPERATURES[number % len(TEMPERATURES)])
        elif name == "cuts":
            played.set_cuts(CUTS[number % len(CUTS)])
        elif name == "seed":
            played.set_seed(number)
        elif name == "step":
            for _ in range(number % 7):
                played.playback.step()
        elif name == "choose":
            ids = drawable(played)
            played.look_at(number % (played.text.length + 1))
            played.choose(ids[number // 7 % len(ids)])
        elif name == "branch":
            played.go_to_branch(1)
        elif name == "lane" and len(played.text.state.samplings) < MAX_LANES:
            played.add_lane(TEMPERATURES[number % len(TEMPERATURES)])
        elif name == "turn":
            played.text.go_to_lane(1)
        elif name == "pin":
            played.playback.pinned = not played.playback.pinned
        elif name == "pace":
            played.playback.pace = Pace((1, 7.5, 60, math.inf)[number % 4], number % 3 == 0)
    return played


def reopened(path: str, recipe: Recipe = MOUSE) -> Session:
    """What comes back in a playground that has done something else before."""
    other = session("the cheese", Sampling(2.0, seed=99))
    run(other, 3)
    kept = session_file.read(path)
    assert kept.recipe == replace(
        recipe, corpora=tuple(name if name in bundled.CORPORA else os.path.abspath(name) for name in recipe.corpora)
    )
    other.open(kept, trained(recipe))
    return other


def refused(path: Path | str) -> str:
    """The one line that a file is refused with."""
    with pytest.raises(LmtuiError) as caught:
        session_file.read(str(path))
    message = str(caught.value)
    assert message.isprintable()
    assert message
    return message


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("temperature", "cuts", "seed", "step", "step", "choose", "branch", "lane", "turn", "pin", "pace")
        ),
        st.integers(0, 2**64 - 1),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(recipe=st.sampled_from(RECIPES), prompt=st.one_of(st.sampled_from(PROMPTS), st.text(max_size=8)), acts=ACTS)
def test_what_was_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, recipe: Recipe, prompt: str, acts: list[Act]
) -> None:
    path = tmp_path_factory.getbasetemp() / "kept.json"
    path.unlink(missing_ok=True)
    played = acted(session(prompt, Sampling(seed=5), recipe), acts)
    session_file.save(played, str(path))
    other = reopened(str(path), recipe)
    assert other.playback.playing is (Playing.PAUSED if other.text.length else Playing.STOPPED)
    assert views(other) == views(played)
    again = path.read_bytes()
    session_file.save(other, str(path), over=True)
    assert json.loads(path.read_bytes()) == json.loads(again)


def test_a_kept_session_goes_on_as_the_one_that_was_not(tmp_path: Path) -> None:
    played = rich_session()
    session_file.save(played, str(tmp_path / "it"))
    other = reopened(str(tmp_path / "it"))
    for each in (played, other):
        run(each, 20)
    assert seen(other) == seen(played)


def rewound_before_its_fork() -> Session:
    """The branch that is shown has lost the choice that it began with."""
    played = rich_session()
    played.playback.pause()
    played.look_at(1)
    played.rewind()
    return played


def test_a_branch_rewound_to_before_its_fork_comes_back(tmp_path: Path) -> None:
    played = rewound_before_its_fork()
    session_file.save(played, str(tmp_path / "it"))
    assert views(reopened(str(tmp_path / "it"))) == views(played)


def test_a_branch_comes_back_though_its_parent_was_rewound(tmp_path: Path) -> None:
    played = session("the mouse", Sampling(seed=3))
    played.choose(id_of(played, "ball"))
    run(played, 6)
    played.look_at(4)
    played.choose(other_than_drawn(played, 4))
    played.go_to_branch(1)
    played.look_at(0)
    played.rewind()
    session_file.save(played, str(tmp_path / "it"))
    assert views(reopened(str(tmp_path / "it"))) == views(played)


def test_a_session_without_a_model_is_kept(tmp_path: Path) -> None:
    waiting = Session(MOUSE, Sampling(0.0, seed=3), "the mouse ate")
    session_file.save(waiting, str(tmp_path / "it"))
    other = reopened(str(tmp_path / "it"))
    assert (other.text.state, other.text.tokens) == (waiting.text.state, [])


def test_the_file_is_one_json_object_with_the_documented_fields(tmp_path: Path) -> None:
    played = rich_session()
    record = record_of(played, tmp_path)
    assert set(record) == FIELDS
    assert (record["format"], record["version"]) == ("lmtui-session", 8)
    assert record["recipe"] == {
        "corpora": ["mouse"],
        "order": 3,
        "smoothing": "kneser-ney",
        "tokenizer": "word",
        "model": "",
        "unit": "auto",
        "closed": False,
        "min_count": 1,
        "exact_text": False,
        "encoding": "",
        "server": "",
        "prune": "",
        "limit_vocab": "",
    }
    assert played.sampler is not None
    assert record["fingerprint"] == played.sampler.model.fingerprint
    assert (record["prompt"], record["seed"], record["pinned"]) == ("the mouse", 7, True)
    assert (record["speed"], record["stop"]) == (10, False)
    drawn = {"top_k": 4, "top_p": 1.0, "min_p": 0.0, "top_n_sigma": None, "typical": 0.9, "temperature_last": True}
    anneal = {"anneal": "token", "own_seed": None, "model": 0}
    assert record["lanes"] == [{"temperature": 1.5, **drawn, **anneal}, {"temperature": "inf", **drawn, **anneal}]
    assert record["sequence_tokens"] == 12
    assert (record["active"], record["branch"]) == (1, 1)
    chosen = tokens_of(played)[2]
    assert record["branches"] == [
        {"parent": -1, "fork": -1, "length": 6, "choices": []},
        {"parent": 0, "fork": 2, "length": 6, "choices": [{"position": 2, "token": chosen, "model": 0}]},
    ]


# Damage


def places(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """The way to every value in a record."""
    if steps:
        yield steps
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*steps, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from places(inner, (*steps, place))


def around(record: dict[str, Any], steps: Steps) -> Any:
    """What holds the value at the end of that way."""
    inner: Any = record
    for step in steps[:-1]:
        inner = inner[step]
    return inner


DEEP = "[" * 200_000 + "]" * 200_000


DAMAGES = (
    "null",
    "-1",
    '""',
    "[]",
    "{}",
    "1e999",
    "-1e999",
    "NaN",
    '"x"',
    "true",
    "1.5",
    "0",
    "18446744073709551616",
    "9" * 4000,
    "9" * 5000,
    "[" * 50 + "]" * 50,
    "[null]",
    '[{"x":1}]',
    '"\\ud800\\u001b[2J"',
    DEEP,
)


HERE = '"\x01"'  # stands for the damage: no JSON holds it


def is_said_or_taken(data: bytes, path: Path, played: Session) -> None:
    """A damaged file: one line, or a session that can be opened and kept; what was there before stays if not."""
    path.write_bytes(data)
    before = (played.text.state, played.playback.pinned, played.playback.pace, played.sampler, played.recipe)
    try:
        kept = session_file.read(str(path))
        kept.tree([trained().sampler.model.tokens] * len(kept.models))
    except LmtuiError as refusal:
        said = str(refusal)
    else:
        said = "opened"
        opened = session()
        opened.open(kept, trained())
        assert acts_on_a_terminal(opened.text.prompt) == []
        assert acts_on_a_terminal(text_of(opened)) == []
        assert len(opened.text.lanes) == len(opened.text.state.samplings)
        for other in opened.text.lanes:
            assert len(other.tokens) <= opened.text.length
        json.dumps(session_file._record(opened, str(path.parent)), allow_nan=False)
    assert said.isprintable()
    assert acts_on_a_terminal(said) == []
    assert len(said) < 5000
    assert (played.text.state, played.playback.pinned, played.playback.pace, played.sampler, played.recipe) == before


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    played = rich_session()
    record_of(played, tmp_path)
    data = (tmp_path / "record.json").read_bytes()
    path = tmp_path / "damaged.json"
    before = views(played)
    for size in range(len(data.rstrip())):
        path.write_bytes(data[:size])
        assert "nothing was changed" in refused(path)
    assert views(played) == before


def test_a_file_with_a_field_missing_is_refused(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    path = tmp_path / "damaged.json"
    for steps in places(record):
        damaged = copy.deepcopy(record)
        del around(damaged, steps)[steps[-1]]
        if isinstance(steps[-1], int) or steps == ("version",):
            is_said_or_taken(json.dumps(damaged).encode(), path, session())
        else:
            path.write_text(json.dumps(damaged))
            assert "nothing was changed" in refused(path)


def test_a_damaged_value_is_said_or_taken_for_what_it_is(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    path, played = tmp_path / "damaged.json", rich_session()
    for steps in places(record):
        damaged = copy.deepcopy(record)
        around(damaged, steps)[steps[-1]] = "\x01"
        text = json.dumps(damaged, ensure_ascii=False).replace(json.dumps("\x01"), HERE)
        assert text.count(HERE) == 1
        for damage in DAMAGES[:-1]:
            is_said_or_taken(text.replace(HERE, damage).encode(), path, played)
    assert views(played) == views(rich_session())


def test_a_byte_order_mark_that_an_editor_put_there_is_no_damage(tmp_path: Path) -> None:
    session_file.save(rich_session(), str(tmp_path / "a.json"))
    (tmp_path / "b.json").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "a.json").read_bytes())
    assert session_file.read(str(tmp_path / "b.json")).state == session_file.read(str(tmp_path / "a.json")).state


@pytest.mark.parametrize("where", ["prompt", "lanes", "branches", "version"])
def test_deep_nesting_is_refused(tmp_path: Path, where: str) -> None:
    record = record_of(rich_session(), tmp_path) | {where: "\x01"}
    path = tmp_path / "damaged.json"
    path.write_text(json.dumps(record).replace(json.dumps("\x01"), DEEP))
    assert "nothing was changed" in refused(path)


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("recipe", "order"), True),
        (("recipe", "order"), 3.0),
        (("recipe", "order"), 0),
        (("recipe", "order"), 17),
        (("recipe", "smoothing"), "none"),
        (("recipe", "tokenizer"), "none"),
        (("recipe", "corpora"), []),
        (("recipe", "corpora"), "mouse"),
        (("recipe", "corpora"), {"mouse": 1}),
        (("prompt",), 3),
        (("seed",), -1),
        (("seed",), 1 << 64),
        (("seed",), True),
        (("pinned",), "x"),
        (("pinned",), None),
        (("stop",), 1),
        (("speed",), 0),
        (("speed",), 61),
        (("speed",), "60"),
        (("version",), None),
        (("version",), 0),
        (("lanes",), []),
        (("lanes", 0, "temperature"), -1),
        (("lanes", 0, "top_k"), 0),
        (("lanes", 0, "top_p"), 0),
        (("lanes", 0, "min_p"), 2),
        (("active",), 2),
        (("branch",), 2),
        (("branches",), []),
        (("branches",), {}),
        (("branches", 0, "parent"), 0),
        (("branches", 1, "parent"), 1),
        (("branches", 1, "parent"), -1),
        (("branches", 1, "length"), 2),
        (("branches", 1, "length"), 50_001),
        (("branches", 1, "choices", 0, "position"), 6),
        (("branches", 1, "choices"), ""),
        (("branches", 1, "choices"), {}),
    ],
)
def test_a_value_that_can_not_be_is_refused(tmp_path: Path, steps: Steps, value: object) -> None:
    record = record_of(rich_session(), tmp_path)
    around(record, steps)[steps[-1]] = value
    path = tmp_path / "damaged.json"
    path.write_text(json.dumps(record))
    assert "nothing was changed" in refused(path)


def test_choices_out_of_order_or_twice_are_refused(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    one, two = ({"position": position, "token": "the", "model": 0} for position in (1, 2))
    path = tmp_path / "damaged.json"
    for choices in ([two, one], [one, one], [one, one | {"token": "ball"}]):
        record["branches"][1]["choices"] = choices
        path.write_text(json.dumps(record))
        assert "out of order" in refused(path)


@pytest.mark.parametrize("version", [9, 10, 10**30])
def test_a_later_version_is_said(tmp_path: Path, version: int) -> None:
    record = record_of(rich_session(), tmp_path) | {"version": version, "lanes": "another way"}
    path = tmp_path / "later.json"
    path.write_text(json.dumps(record))
    assert "later lmtui" in refused(path)
    with pytest.raises(AlreadyThere):
        session_file.save(session(), str(path))
    assert json.loads(path.read_text()) == record


# What is no session

NO_SESSIONS = {
    "empty": b"",
    "text": b"the mouse ate the cheese\n",
    "binary": bytes(range(256)) * 4,
    "a list": b"[1, 2]",
    "a number": b"3",
    "null": b"null",
    "another object": b'{"format": "other", "version": 1}',
    "an object in a list": b'[{"format": "lmtui-session"}]',
    "format of another kind": b'{"format": ["lmtui-session"]}',
    "UTF-16": '{"format": "lmtui-session"}'.encode("utf-16"),
    "a byte-order mark": b'\xef\xbb\xbf{"format": "lmtui-session"}',
    "two objects": b'{"format": "lmtui-session"}{"format": "lmtui-session"}',
    "no UTF-8": b'{"format": "lmtui-session", "prompt": "caf\xe9"}',
    "only a format": b'{"format": "lmtui-session"}',
    "deep": DEEP.encode(),
}


@pytest.mark.parametrize("name", NO_SESSIONS)
def test_what_is_no_session_is_refused_and_never_overwritten(tmp_path: Path, name: str) -> None:
    path = tmp_path / "it.json"
    path.write_bytes(NO_SESSIONS[name])
    message = refused(path)
    assert "it.json" in message
    assert "nothing was changed" in message
    with pytest.raises(AlreadyThere):
        session_file.save(rich_session(), str(path))
    assert path.read_bytes() == NO_SESSIONS[name]
    assert os.listdir(tmp_path) == ["it.json"]


def test_what_can_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path, words in (
        ("missing", "No such file"),
        ("folder", "it is a folder"),
        ("a\0b", "null"),
        ("x" * 5000, "long"),
    ):
        message = refused(tmp_path / path)
        assert "cannot read" in message
        assert words in message
    locked = tmp_path / "locked"
    session_file.save(session(), str(locked))
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # root can read it
        assert "ermission" in refused(locked)


@pytest.mark.parametrize("path", ["folder", "missing/it", "a\0b", "x" * 300, "file/it"])
def test_what_can_not_be_written_is_said_and_nothing_is_left(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("a file")
    writes: list[Callable[..., None]] = [
        partial(session_file.save, session(), over=True),
        partial(write_text, text="it", may_replace=True),
    ]
    for write in writes:
        with pytest.raises(LmtuiError) as caught:
            write(path=str(tmp_path / path))
        assert str(caught.value).isprintable()
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]
    assert (os.listdir(tmp_path / "folder"), (tmp_path / "file").read_text()) == ([], "a file")


@pytest.mark.parametrize("what", ["fsync", "replace", "open"])
def test_a_failed_write_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path = tmp_path / "it.json"
    session_file.save(session("the cheese"), str(path))
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    played = rich_session()
    if what == "open":
        (tmp_path / "taken").mkdir()
        monkeypatch.setattr(unfinished, "unfinished_name", lambda: "taken")
    else:
        monkeypatch.setattr(os, what, fail)
    with pytest.raises(LmtuiError, match=r"cannot write.*another place"):
        session_file.save(played, str(path), over=True)
    assert path.read_bytes() == before


def test_a_session_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    for over, played in enumerate((rich_session(), session("the cheese"))):
        session_file.save(played, str(path), over=bool(over))
        assert views(reopened(str(path))) == views(played)
    assert os.listdir(tmp_path) == ["it.json"]


# Hostile files

HOSTILE = "the\x1b]0;title\x07\x9b2J\u202e\u2066\r\nmouse\x00\x7f"


def test_controls_in_a_file_are_only_marks(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    path = tmp_path / "hostile.json"
    for ascii_only in (False, True):
        path.write_text(json.dumps(record | {"prompt": HOSTILE}, ensure_ascii=ascii_only), encoding="utf-8")
        played = reopened(str(path))
        assert "␛" in played.text.prompt
        assert acts_on_a_terminal(played.text.prompt) == []
        assert acts_on_a_terminal(text_of(played)) == []
        assert acts_on_a_terminal(exports.export_text(played)) == []


@pytest.mark.parametrize("field", ["smoothing", "tokenizer"])
def test_controls_in_names_are_only_marks(tmp_path: Path, field: str) -> None:
    record = record_of(rich_session(), tmp_path)
    record["recipe"][field] = HOSTILE
    path = tmp_path / "hostile\x1b[2J.json"
    path.write_text(json.dumps(record))
    message = refused(path)
    assert "␛" in message
    assert acts_on_a_terminal(message) == []


def test_controls_in_a_token_are_only_marks(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    record["branches"][1]["choices"][0]["token"] = HOSTILE
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(record))
    with pytest.raises(SettingError) as caught:
        session().open(session_file.read(str(path)), trained())
    assert str(caught.value).isprintable()
    assert "␛" in str(caught.value)


TEXT = "the cat sat on the mat\nthe dog sat on the log\nthe cat ate the rat"


def fingerprint(text: str = TEXT, order: int = 3, smoothing: str = "kneser-ney", tokenizer: str = "word") -> str:
    return train(text, order, smoothing, tokenizer).fingerprint


def test_the_fingerprint_is_the_same_for_the_same_model_and_another_for_any_other() -> None:
    others = {
        fingerprint(),
        # As many tokens of as many types, in another order.
        fingerprint(TEXT.replace("cat sat", "rat sat").replace("the rat", "the cat")),
        fingerprint(TEXT.replace("log", "bog")),
        fingerprint(f"{TEXT}\nthe cat sat on the mat"),  # the same n-grams, other counts
        fingerprint(order=2),
        fingerprint(smoothing="witten-bell"),
        fingerprint(tokenizer="char"),
    }
    assert len(others) == 7
    assert fingerprint() in others
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in others)


# A session and its text travel together


@pytest.mark.parametrize("below", ["my.txt", "texts/my.txt", "mouse/my.txt", "mouse"])
def test_a_text_below_the_session_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    text = here / below / "my.txt" if below == "mouse" else here / below
    text.parent.mkdir(parents=True)
    text.write_text(TEXT)
    monkeypatch.chdir(here)
    recipe = Recipe((f"./{below}", "fables"), model="")
    session_file.save(Session(recipe, Sampling(), "the"), "it.json")
    here.rename(there)
    monkeypatch.chdir(tmp_path)
    kept = session_file.read("there/it.json")
    assert kept.path == str(there / "it.json")
    assert kept.recipe.corpora == (str(there / below), "fables")
    assert trie_of(TrainingJob(kept.recipe).run().sampler).tokens


def test_a_text_or_model_elsewhere_has_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    recipe = Recipe(("my.txt",), model="m.arpa")
    session_file.save(Session(recipe, Sampling()), "a/it.json")
    kept = session_file.read("a/it.json").recipe
    assert (kept.corpora, kept.model) == ((str(tmp_path / "my.txt"),), str(tmp_path / "m.arpa"))


def test_a_tilde_is_home_when_saving_and_when_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    played = rich_session()
    session_file.save(played, "~/it.json")
    write_text("~/text.txt", "it")
    assert sorted(os.listdir(tmp_path)) == ["it.json", "text.txt"]
    assert views(reopened("~/it.json")) == views(played)


def test_nothing_that_is_there_is_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "it"
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    path.write_text("mine")
    for name in ("it", "link"):
        with pytest.raises(AlreadyThere, match="choose another name"):
            write_text(str(tmp_path / name), "yours")
    assert path.read_text() == "mine"
    write_text(str(path), "yours", may_replace=True)
    assert path.read_text() == "yours"
    assert sorted(os.listdir(tmp_path)) == ["it", "link"]


def test_a_file_name_that_is_no_utf_8_is_kept(tmp_path: Path) -> None:
    recipe = Recipe((os.fsdecode(b"caf\xe9.txt"),))
    session_file.save(Session(recipe, Sampling()), str(tmp_path / "it"))
    assert session_file.read(str(tmp_path / "it")).recipe.corpora == (os.path.abspath(recipe.corpora[0]),)


def test_an_unwritable_character_does_not_stop_a_text(tmp_path: Path) -> None:
    write_text(str(tmp_path / "it"), "a\ud800b")
    assert (tmp_path / "it").read_bytes() == b"a?b"


def test_a_session_of_the_first_version_is_read(tmp_path: Path) -> None:
    record = in_second_version(record_of(rich_session(), tmp_path)) | {"version": 1}
    for later in ("unit", "closed", "min_count", "exact_text", "encoding"):
        del record["recipe"][later]
    path = tmp_path / "first.json"
    path.write_text(json.dumps(record))
    assert session_file.read(str(path)).recipe == MOUSE


def test_a_session_of_the_second_version_is_read(tmp_path: Path) -> None:
    played = session("the mouse", Sampling(1.5, Cuts(top_k=4)))
    path = tmp_path / "second.json"
    path.write_text(json.dumps(in_second_version(record_of(played, tmp_path))))
    assert session_file.read(str(path)).state == played.text.state


def test_notes_come_back_and_a_session_of_the_third_version_has_none(tmp_path: Path) -> None:
    played = session("the mouse")
    played.notes = "for Tuesday: melt it"
    record = record_of(played, tmp_path)
    assert session_file.read(str(tmp_path / "record.json")).notes == played.notes
    assert reopened(str(tmp_path / "record.json")).notes == played.notes
    assert json.loads(exports.export_json(played))["notes"] == played.notes
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(record | {"notes": "a\nb\x1b[0m"}))
    assert not acts_on_a_terminal(session_file.read(str(path)).notes.replace("\n", "?"))
    path.write_text(json.dumps(record | {"notes": 7}))
    assert "is damaged" in refused(path)
    del record["notes"], record["recipe"]["server"], record["recipe"]["prune"], record["recipe"]["limit_vocab"]
    path.write_text(json.dumps(record | {"version": 3}))
    assert session_file.read(str(path)).notes == ""


def test_a_session_names_a_server_and_its_model_and_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMTUI_API_KEY", "sesame")
    recipe = Recipe((), model="smollm2", server="http://host:8080")
    record = record_of(Session(recipe, Sampling()), tmp_path)
    assert (record["recipe"]["server"], record["recipe"]["model"]) == ("http://host:8080", "smollm2")
    assert "sesame" not in json.dumps(record)
    assert session_file.read(str(tmp_path / "record.json")).recipe == recipe
    session = Session(replace(recipe, model=""), Sampling())
    session.lane_models.use(replace(ready(), recipe=session.first_recipes[0]))
    assert record_of(session, tmp_path)["recipe"]["model"] == "bytes", (
        "what the server has, so that another is noticed"
    )
    record["recipe"]["server"] = "http://user:key@host"
    (tmp_path / "changed.json").write_text(json.dumps(record))
    assert "no name and no key" in refused(tmp_path / "changed.json")


def test_the_file_of_words_goes_with_the_session(tmp_path: Path) -> None:
    recipe = Recipe(("mouse",), limit_vocab=str(tmp_path / "words.txt"))
    record = record_of(Session(recipe, Sampling()), tmp_path)
    assert record["recipe"]["limit_vocab"] == "words.txt"
    assert session_file.read(str(tmp_path / "record.json")).recipe == recipe


def in_second_version(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what came with later versions."""
    del record["sequence_tokens"], record["notes"]
    for later in ("server", "prune", "limit_vocab"):
        del record["recipe"][later]
    for lane in record["lanes"]:
        for later in ("top_n_sigma", "typical", "temperature_last", "anneal"):
            del lane[later]
    return record | {"version": 2}


def test_what_each_lane_anneals_comes_back_and_a_cut_sequence_is_damage(tmp_path: Path) -> None:
    played = session("the mouse", Sampling(0.5, seed=7), whole=True, sequence_length=5)
    played.add_lane(0.5)
    played.set_whole(False)
    run(played, 8)
    assert [len(lane.tokens) for lane in played.text.lanes] == [5, 8]
    record = record_of(played, tmp_path)
    assert [lane["anneal"] for lane in record["lanes"]] == ["sequence", "token"]
    other = reopened(str(tmp_path / "record.json"))
    assert views(other) == views(played)
    record["lanes"][0]["top_k"] = 3
    (tmp_path / "cut.json").write_text(json.dumps(record))
    assert "cuts keep single tokens" in refused(tmp_path / "cut.json")


def test_every_field_of_a_recipe_comes_back(tmp_path: Path) -> None:
    recipe = Recipe(("mouse",), 3, "add-k:0.5", "char", "", "stream", True, 2, True, "cp1252")
    session_file.save(Session(recipe, Sampling()), str(tmp_path / "it"))
    assert session_file.read(str(tmp_path / "it")).recipe == recipe


def test_the_own_luck_of_a_lane_comes_back(tmp_path: Path) -> None:
    played = session("the mouse", Sampling(1.5, seed=7))
    played.add_lane()
    played.toggle_own_luck()
    session_file.save(played, str(tmp_path / "it"))
    assert session_file.read(str(tmp_path / "it")).state.lanes == played.text.state.lanes


def test_the_models_of_lanes_come_back_with_what_was_taken_by_hand(tmp_path: Path) -> None:
    played = session("the mouse", Sampling(seed=3))
    played.lane_models.use_in_lane(1, trained(RECIPES[1]))
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    record = record_of(played, tmp_path)
    assert [each["recipe"]["order"] for each in [record, *record["beside"]]] == [3, 2]
    assert [lane["model"] for lane in record["lanes"]] == [0, 1]
    assert record["branches"][1]["choices"][0]["model"] == 1
    kept = session_file.read(str(tmp_path / "record.json"))
    assert [model.recipe for model in kept.models] == [MOUSE, RECIPES[1]]
    assert kept.recipe == RECIPES[1]
    opened = session()
    opened.open(kept, *(trained(model.recipe) for model in kept.models))
    assert views(opened) == views(played)
    for beside in ([], [{"recipe": record["recipe"]}]):
        (tmp_path / "damaged.json").write_text(json.dumps(record | {"beside": beside}))
        assert "is damaged" in refused(tmp_path / "damaged.json")


def test_a_session_of_the_seventh_version_is_read(tmp_path: Path) -> None:
    played = rich_session()
    record = record_of(played, tmp_path)
    del record["beside"]
    for each in (*record["lanes"], *(choice for branch in record["branches"] for choice in branch["choices"])):
        del each["model"]
    (tmp_path / "seventh.json").write_text(json.dumps(record | {"version": 7}))
    assert views(reopened(str(tmp_path / "seventh.json"))) == views(played)
