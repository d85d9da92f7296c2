"""A saved session is opened with the tokens of its model, or not at all."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from support.cli import strict_json
from support.corpora import train
from support.models import sampler_of
from support.mouse import (
    MOUSE,
    catch_up,
    other_than_drawn,
    run,
    session,
    trained,
)

from lmtui.errors import SettingError
from lmtui.playground import session_file
from lmtui.playground.session import Session
from lmtui.playground.training_job import TrainedModel
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling

View = list[object]


def views(played: Session) -> View:
    """All that a person can see or set: every lane in every branch, and the settings."""
    seen_so_far: View = [
        played.recipe,
        played.text.prompt,
        played.text.state.samplings,
        played.text.state.active,
        played.text.state.tree.at,
        played.pinned,
        played.pace,
        played.text.state.tree.branches,
    ]
    for _ in played.text.state.tree.branches:
        played.go_to_branch(1)
        catch_up(played)
        seen_so_far.append([(lane.tokens[:], lane.transcript.pieces[:]) for lane in played.text.lanes])
    return seen_so_far


def rich_session() -> Session:
    """Something of everything that a file can hold."""
    played = session("the mouse", Sampling(1.5, Cuts(top_k=4), 7))
    played.add_lane(math.inf)
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    played.pause()
    run(played, 6)
    return played


def record_of(played: Session, folder: Path) -> dict[str, Any]:
    """What stands in its file."""
    path = folder / "record.json"
    path.unlink(missing_ok=True)
    session_file.save(played, str(path))
    return strict_json(path.read_text(encoding="utf-8"))


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
    session_file.save(rich_session(), str(tmp_path / "it"))
    other = TrainedModel(MOUSE, sampler_of(train("a b\na b", 3, "kneser-ney", "word")), 0)
    here = session("the cheese")
    state = here.text.state
    with pytest.raises(SettingError, match="its text is another one now"):
        here.open(session_file.read(str(tmp_path / "it")), other)
    assert here.text.state == state
