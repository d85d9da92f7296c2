"""The versions of session files: what an earlier version does not have yet is given its default.

The recipe of version 1 ends before "unit"; before version 3 a lane ended with "min_p", without "sequence_tokens"
behind; version 4 brought "notes" and "own_seed", version 5 "server", version 6 "prune", version 7 "limit_vocab",
version 8 "beside" and the "model" of lanes and choices. `session_file.py` has the whole of the latest version.
"""

from __future__ import annotations

from typing import Any

from lmtui.options.model import CLOSED, ENCODING, EXACT_TEXT, LIMIT_VOCAB, MIN_COUNT, PRUNE, SERVER, UNIT
from lmtui.options.sampling import ANNEAL, TEMPERATURE_LAST, TOP_N_SIGMA, TYPICAL
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.json_fields import items
from lmtui.playground.settings import MAX_BRANCHES, MAX_LANES, MAX_TOKENS

VERSION = 8
"""The latest version."""

_NOT_IN_VERSION_1 = {option.key: option.default for option in (UNIT, CLOSED, MIN_COUNT, EXACT_TEXT, ENCODING)}
_NOT_IN_VERSION_2 = {option.key: option.default for option in (TOP_N_SIGMA, TYPICAL, TEMPERATURE_LAST, ANNEAL)}


def in_latest_version(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what its version does not have yet; its version stays.

    Raises:
        KeyError, TypeError, AttributeError, SettingError: the record is not as its version has it.
    """
    if record["version"] < 2:
        record = record | {"recipe": {**_NOT_IN_VERSION_1, **record["recipe"]}}
    if record["version"] < 3:
        lanes = [{**_NOT_IN_VERSION_2, **lane} for lane in items(record["lanes"], MAX_LANES, "lanes")]
        record = record | {"lanes": lanes, "sequence_tokens": SEQUENCE_TOKENS.default}
    if record["version"] < 4:
        lanes = [{"own_seed": None, **lane} for lane in items(record["lanes"], MAX_LANES, "lanes")]
        record = record | {"lanes": lanes, "notes": ""}
    if record["version"] < 5:
        record = record | {"recipe": {**record["recipe"], SERVER.key: SERVER.default}}
    if record["version"] < 6:
        record = record | {"recipe": {**record["recipe"], PRUNE.key: PRUNE.default}}
    if record["version"] < 7:
        record = record | {"recipe": {**record["recipe"], LIMIT_VOCAB.key: LIMIT_VOCAB.default}}
    if record["version"] < 8:
        record = record | {"beside": [], **_of_one_model(record)}
    return record


def _of_one_model(record: dict[str, Any]) -> dict[str, Any]:
    """The lanes and branches of a record that knows of one model."""
    lanes = [{**lane, "model": 0} for lane in items(record["lanes"], MAX_LANES, "lanes")]
    branches = []
    for branch in items(record["branches"], MAX_BRANCHES, "branches"):
        choices = items(branch["choices"], MAX_TOKENS, "choices in a branch")
        branches.append({**branch, "choices": [{**choice, "model": 0} for choice in choices]})
    return {"lanes": lanes, "branches": branches}
