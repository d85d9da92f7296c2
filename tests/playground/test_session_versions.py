"""A record of an earlier version gets what its version did not have, and nothing else is changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.mouse import session

from lmtui.errors import SettingError
from lmtui.options.model import LIMIT_VOCAB, PRUNE, SERVER
from lmtui.options.sampling import ANNEAL
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.session_file import _record
from lmtui.playground.session_versions import VERSION, in_latest_version
from lmtui.playground.settings import MAX_LANES

RECIPE = {"corpora": ["mouse"], "order": 3, "smoothing": "kneser-ney", "tokenizer": "word", "model": ""}
LANE = {"temperature": 0.5, "top_k": None, "top_p": 1.0, "min_p": 0.0}
BRANCH = {"parent": -1, "fork": -1, "length": 2, "choices": [{"position": 1, "token": "mouse"}]}
FIRST = {"version": 1, "recipe": RECIPE, "lanes": [LANE, LANE], "branches": [BRANCH], "prompt": "the"}


def test_a_record_of_the_latest_version_stays_as_it_is() -> None:
    record = _record(session("the mouse"), "/")
    before = copy.deepcopy(record)
    assert record["version"] == VERSION
    assert in_latest_version(record) == before


def test_a_record_of_the_first_version_has_all_fields_of_the_latest_with_their_defaults() -> None:
    before = copy.deepcopy(FIRST)
    record, latest = in_latest_version(FIRST), _record(session("the mouse"), "/")
    assert before == FIRST, "what was read is left alone"
    assert set(record["recipe"]) == set(latest["recipe"])
    assert {frozenset(lane) for lane in record["lanes"]} == {frozenset(latest["lanes"][0])}
    assert record["recipe"] | RECIPE == record["recipe"]
    assert record["lanes"][0] | LANE == record["lanes"][0]
    assert (record["recipe"][PRUNE.key], record["recipe"][LIMIT_VOCAB.key]) == (PRUNE.default, LIMIT_VOCAB.default)
    assert [(lane["own_seed"], lane["model"], lane[ANNEAL.key]) for lane in record["lanes"]] == [
        (None, 0, ANNEAL.default)
    ] * 2
    assert (record["sequence_tokens"], record["notes"], record["beside"]) == (SEQUENCE_TOKENS.default, "", [])
    assert record["branches"] == [BRANCH | {"choices": [{"position": 1, "token": "mouse", "model": 0}]}]


@pytest.mark.parametrize("version", [4, 5, 6, 7, 8])
def test_a_record_keeps_what_its_version_has_and_gets_the_rest(version: int) -> None:
    came = {SERVER.key: 5, PRUNE.key: 6, LIMIT_VOCAB.key: 7}
    there = {key: "given" for key, first in came.items() if first <= version}
    record = in_latest_version({"beside": [], **FIRST, "version": version, "recipe": RECIPE | there})
    assert {key: record["recipe"][key] for key in came} == {key: there.get(key, "") for key in came}


@pytest.mark.parametrize(
    "damage",
    [{"recipe": 1}, {"lanes": {}}, {"branches": [{}]}, {"lanes": [LANE] * (MAX_LANES + 1)}],
)
def test_what_is_damaged_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError, SettingError)):
        in_latest_version(FIRST | damage)
