"""The playground with a model that is no n-gram model: bytes for tokens, no orders, no window, no recipe."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import known
from support.byte_model import END, ByteModel, ready
from support.mouse import run, text_of

from lmtui.errors import LmtuiError, SettingError
from lmtui.model.protocol import TextToken, running_text
from lmtui.playground import session_file, snapshots, status
from lmtui.playground.colouring import Colouring
from lmtui.playground.exports import export_json, export_text
from lmtui.playground.session import Session
from lmtui.playground.sweep_job import SweepJob
from lmtui.playground.transcript import PART_MARK
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.luck import luck
from lmtui.sampling.settings import Sampling
from lmtui.text.safety import visible

PROMPT = "the café on"


def byte_session(prompt: str = PROMPT, sampling: Sampling | None = None) -> Session:
    made = Session(Recipe(()), sampling or Sampling(seed=3), prompt)
    made.lane_models.use(ready())
    return made


def model_of(session: Session) -> ByteModel:
    assert session.sampler is not None
    assert isinstance(session.sampler.model, ByteModel)
    return session.sampler.model


def drawn_densely(model: ByteModel, context: list[int], temperature: float, u: float) -> int:
    """The token a luck decides on, by the book: all of p, annealed, sorted, cumulated."""
    prob = model.probs_after(tuple(context[-3:]))
    ranked = np.argsort(-prob, kind="stable")
    if temperature == 0:
        return int(ranked[0])
    weights = np.ones(len(prob)) if temperature == math.inf else (prob / prob.max()) ** (1 / temperature)
    cumulated = np.cumsum(weights[ranked])
    return int(ranked[np.searchsorted(cumulated, u * cumulated[-1], "right")])


@settings(max_examples=40)
@given(st.sampled_from((0.0, 0.3, 1.0, 4.0, math.inf)), st.integers(0, 1000), st.text(max_size=6))
def test_every_token_is_the_one_its_luck_decides_on(temperature: float, seed: int, prompt: str) -> None:
    session = byte_session(prompt, Sampling(temperature, seed=seed))
    run(session, 30)
    model = model_of(session)
    context = [token.id for token in model.tokens.encode(session.text.prompt)]
    for position, token in enumerate(session.text.tokens):
        assert token.drawn.token == drawn_densely(model, context, temperature, luck(seed, position))
        assert token.drawn.order is None
        context = [] if token.drawn.token == END else [*context, token.drawn.token]


def test_the_text_is_put_together_from_bytes() -> None:
    session = byte_session("caf")
    model = model_of(session)
    for byte in "é".encode():
        assert session.choose(byte)
    assert text_of(session) == f"caf{PART_MARK}é"
    assert export_text(session) == "café\n"
    session.rewind()
    session.look_at(1)
    session.rewind()
    assert text_of(session) == f"caf{PART_MARK}"
    assert export_text(session) == "caf\ufffd\n"  # the rest of the character never came
    assert model.tokens.label(0xC3) == "<0xC3>"


def test_the_table_shows_every_token_alone_and_no_order() -> None:
    session = byte_session()
    view = snapshots.table(session, 1, 300)
    assert view is not None
    assert not view.has_orders
    assert view.support == 300
    assert {row.order for row in view.rows} == {None}
    assert {"<0xC3>", "␣the", "<end>"} <= {row.token for row in view.rows}
    assert view.ignored_tokens == 0
    assert math.fsum(row.model_prob for row in view.rows) == pytest.approx(1)
    assert math.fsum(row.prob for row in view.rows) == pytest.approx(1)
    assert all(one.model_prob >= other.model_prob for one, other in pairwise(view.rows))


@pytest.mark.parametrize("prompt", ["abc", "abc" * 10])
def test_the_context_is_all_of_the_text_and_its_end_is_shown(prompt: str) -> None:
    position, session = 3, byte_session(prompt)
    run(session, 5)
    session.look_at(position)
    view = snapshots.table(session, 1, 5)
    assert view is not None
    assert session.text.lane is not None
    tokens = model_of(session).tokens
    ids = [
        *(token.id for token in tokens.encode(prompt)),
        *(token.drawn.token for token in session.text.tokens[:position]),
    ]
    assert session.text.lane.context(position) == ids
    shown = " ".join(view.context)
    assert shown.removeprefix("… ") == visible(running_text(tokens, map(TextToken, ids[-16:])))
    assert shown.startswith("…") == (len(ids) > 16)


def test_a_context_is_read_as_text_and_nothing_in_it_is_invisible() -> None:
    for prompt, shown in (
        ("the mouse", "the mouse"),
        ("a  b", "a  b"),
        ("a ", "a ␣"),
        ("é\n\nb", "é↵↵b"),
        ("\x07", "␇"),
    ):
        session = byte_session(prompt)
        view = snapshots.table(session, 1, 5)
        assert view is not None
        assert " ".join(view.context) == shown


def test_lanes_branches_and_undo() -> None:
    session = byte_session()
    run(session, 20)
    session.add_lane(3.0)
    assert len(session.text.lanes) == 2
    assert session.text.lanes[1].departs(session.text.lanes[0]) is not None
    assert [len(lane.tokens) for lane in session.text.lanes] == [20, 20]
    before = text_of(session)
    assert session.choose_rank(5, 40)
    assert session.text.is_branched
    assert session.text.tokens[5].chosen
    assert snapshots.branches(session)[1].token == model_of(session).tokens.label(session.text.tokens[5].drawn.token)
    session.go_to_branch(1)
    assert text_of(session) == before
    session.undo()
    session.undo()
    assert not session.text.is_branched
    assert text_of(session) == before
    session.redo()
    assert session.text.is_branched


def test_what_two_temperatures_share_is_asked_once() -> None:
    session = byte_session()
    run(session, 20)
    model = model_of(session)
    session.set_temperature(0.5)
    asked = len(model.asked)
    session.set_temperature(1.0)
    session.set_temperature(0.5)
    assert len(model.asked) == asked


def test_a_token_is_found_by_its_label() -> None:
    session = byte_session()
    for label in ("␣the", " the", "<0xC3>", "<end>"):
        view = snapshots.table(session, snapshots.rank_of(session, label), 1)
        assert view is not None
        assert view.rows[0].token == label.replace(" ", "␣")
    with pytest.raises(SettingError, match="not in the vocabulary"):
        snapshots.rank_of(session, "zebra")


def test_nothing_of_a_prompt_is_unknown() -> None:
    session = byte_session("zebra \U0001f42d")
    assert session.text.unknown == []
    assert text_of(session).replace(PART_MARK, "") == "zebra \U0001f42d"


def test_curves_and_colours() -> None:
    session = byte_session()
    run(session, 10)
    assert session.sampler is not None
    assert session.text.lane is not None
    session.look_at(4)
    view = snapshots.curves(session)
    assert view is not None
    (live,) = view.curves
    assert live.now.entropy_bits == pytest.approx(session.text.lane.entropy_bits(4))
    assert live.points[0].entropy_bits == 0
    colouring, seen = Colouring.PROBABILITY, []
    for _ in range(8):
        seen.append(colouring)
        assert all(0 <= known(colouring.level(session.text.lane, index)) < 4 for index in range(10))
        colouring = colouring.next(session.text.order)
    assert Colouring.ORDER not in seen
    assert set(seen) == set(Colouring) - {Colouring.ORDER}


def test_the_header_names_the_model() -> None:
    assert status.facts(byte_session()) == ["bytes", "seed 3", "V 300"]


def test_export_to_json() -> None:
    session = byte_session(sampling=Sampling(2.0, Cuts(top_k=100), 5))
    run(session, 15)
    record = json.loads(export_json(session))
    assert (record["recipe"], record["model"], record["vocabulary"]) == (None, "bytes", 300)
    assert record["fingerprint"] == model_of(session).fingerprint
    tokens = record["lanes"][0]["tokens"]
    assert [token["order"] for token in tokens] == [None] * 15
    spelling = model_of(session).tokens.spelling
    assert [token["token"] for token in tokens] == [spelling(token.drawn.token) for token in session.text.tokens]


def test_a_session_that_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    session = byte_session()
    with pytest.raises(LmtuiError, match="cannot be opened again") as refused:
        session_file.save(session, str(tmp_path / "it"))
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_tells_all_but_what_is_copied() -> None:
    session = byte_session()
    assert session.sampler is not None
    job = SweepJob(
        session.recipe, session.sampler, session.text.prompt, session.text.sampling, 10, (0.0, 1.0, math.inf)
    )
    assert job.name == PROMPT
    rows = job.run()
    assert [row.temperature for row in rows] == [0.0, 1.0, math.inf]
    assert [row.copied for row in rows] == [None] * 3
    assert rows[0].mean_rank == 1.0
    assert rows[2].mean_entropy_bits == pytest.approx(math.log2(300))
    assert job.trouble == "what is copied is not known: this model comes without its text"
