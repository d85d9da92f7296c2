"""The settings of a session as one value, which a person sees together and changes together."""

from __future__ import annotations

from dataclasses import replace

from lmtui.playground.generated_text import GeneratedText
from lmtui.playground.session import Session
from lmtui.playground.session_model import check_sequences
from lmtui.playground.settings import DEFAULT_RESOURCES, ModelFor, Settings
from lmtui.playground.state import State


def settings_of(session: Session) -> Settings:
    """What is set now: of lanes, for the active one."""
    state, lane = session.text.state, session.text.state.lane
    return Settings(
        session.recipe,
        state.seed,
        session.views.rows,
        session.playback.pace,
        lane.cuts,
        lane.whole,
        state.sequence_length,
        session.resources or DEFAULT_RESOURCES,
        ModelFor.THIS_LANE if state.has_several_models else ModelFor.EVERY_LANE,
    )


def adopt(session: Session, settings: Settings) -> str | None:
    """Take other settings, with the recipe only where its model is here already and is wanted for one lane.

    Returns:
        What the person must be told, "" for nothing; None where another model must be trained.

    Raises:
        SettingError: this model cannot do what is asked, and nothing is changed; or there is no room for another lane
            or model, and all else is set.
        ModelError: the model of the recipe does not cut the prompt into tokens; all else is set.
    """
    state = session.text.state
    lane = replace(state.lane, cuts=settings.cuts, whole=settings.whole)
    changed = replace(state.with_lane(lane), seed=settings.seed, sequence_length=settings.sequence_length)
    wants_other = _wants_other_model(session.text, settings)
    if not wants_other:
        check_sequences(changed, session.text.models)
    session.playback.pace, session.views.rows = settings.pace, settings.rows
    if not session.kiosk:
        session.resources = settings.resources
    session.change(changed)
    if not wants_other:
        return ""
    place = lane_for(settings.model_for, session.text.state)
    return None if place is None else session.lane_models.use_again_in_lane(place, settings.recipe)


def lane_for(model_for: ModelFor, state: State) -> int | None:
    """The place of the lane that a model is for; None where the model is for every lane."""
    return {ModelFor.THIS_LANE: state.active, ModelFor.NEW_LANE: len(state.lanes)}.get(model_for)


def _wants_other_model(text: GeneratedText, settings: Settings) -> bool:
    """Whether settings ask for a model that the lanes which they name do not have."""
    models, state = text.models, text.state
    if not models or settings.model_for is ModelFor.NEW_LANE:
        return True
    lanes = (state.lane,) if settings.model_for is ModelFor.THIS_LANE else state.lanes
    return any(models[lane.model].recipe != settings.recipe for lane in lanes)
