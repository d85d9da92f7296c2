"""Makes the lanes of a state; of lanes that were there before, tokens that are the same are taken over."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.playground.lane import Lane
from lmtui.playground.session_model import SessionModels, choices_for
from lmtui.playground.state import State


def lanes_of(state: State, models: SessionModels, like: Sequence[Lane]) -> list[Lane]:
    """The lanes of a state, in which tokens may be missing.

    Args:
        state: the state.
        models: the models that its lanes draw from.
        like: lanes with the same prompt, which may have tokens that the new lanes have, too.

    Raises:
        ModelError: a model does not cut the prompt into tokens.
    """
    branch, numbers = state.tree.current, {lane.model for lane in state.lanes}
    prompts = {number: models[number].model.tokens.encode(state.prompt) for number in numbers}
    choices = {number: choices_for(number, branch, models) for number in numbers}
    lanes = [
        Lane(models[one.model].requests, prompts[one.model], sampling, choices[one.model], length)
        for one, sampling, length in zip(state.lanes, state.samplings, state.sequence_lengths, strict=True)
    ]
    old = {lane.what_decides: lane for lane in like}
    for lane in lanes:
        if lane.what_decides in old:
            lane.begin_like(old[lane.what_decides], branch.length)
    return lanes
