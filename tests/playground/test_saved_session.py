"""A saved session is opened with the tokens of its model, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.corpora import train
from support.models import sampler_of
from support.mouse import (
    MOUSE,
    session,
    trained,
)
from support.saved import record_of, rich_session, views

from lmtui.errors import SettingError
from lmtui.playground import session_file
from lmtui.playground.training_job import TrainedModel


@pytest.mark.parametrize("token", ["zebra", "<unk>", "<s>", ""])
def test_a_choice_that_another_text_does_not_know_is_refused_and_nothing_changes(tmp_path: Path, token: str) -> None:
    record = record_of(rich_session(), tmp_path)
    record["branches"][1]["choices"][0]["token"] = token
    path = tmp_path / "other.json"
    path.write_text(json.dumps(record))
    played = rich_session()
    before, state, sampler = views(played), played.text.state, played.sampler
    with pytest.raises(SettingError, match="not in this vocabulary"):
        played.open(session_file.read(str(path)), trained())
    assert (played.text.state, played.sampler) == (state, sampler)
    assert views(played) == before
    assert played.undo()


def test_a_choice_of_another_text_leaves_everything_as_it_was(tmp_path: Path) -> None:
    record = record_of(rich_session(), tmp_path)
    record["branches"][1]["choices"][0]["token"] = "mouse"
    (tmp_path / "it").write_text(json.dumps(record))
    other = TrainedModel(MOUSE, sampler_of(train("a b\na b", 3, "kneser-ney", "word")), 0)
    here = session("the cheese")
    state = here.text.state
    with pytest.raises(SettingError, match="its text is another one now"):
        here.open(session_file.read(str(tmp_path / "it")), other)
    assert here.text.state == state
