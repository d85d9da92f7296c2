"""The fields of the settings hold what is set, and what is asked for; of a wrong one is said which it is, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from support.mouse import MOUSE, RECIPES, trained
from support.themed_app import ThemedApp
from textual.app import ComposeResult
from textual.widget import Widget

from lmtui.errors import LmtuiError, SettingError
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.session import Session
from lmtui.playground.session_settings import settings_of
from lmtui.playground.settings import ModelFor
from lmtui.recipe import Recipe, parse_smoothing
from lmtui.sampling.settings import Sampling
from lmtui.tui.settings_fields import SettingsFields, WrongField
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.named_fields import NamedFields
from lmtui.tui.widgets.prompt import PromptInput


def session_of(recipe: Recipe = MOUSE, kiosk: Kiosk | None = None) -> Session:
    made = Session(recipe, Sampling(0.5, seed=3), "the", kiosk=kiosk)
    made.lane_models.use(replace(trained(), recipe=recipe))
    return made


def as_it_is(recipe: Recipe) -> Recipe:
    return recipe


class OnlyFields(ThemedApp):
    """An app of the fields alone."""

    def __init__(
        self, session: Session, admit: Callable[[Recipe], Recipe], draft: Recipe | None, model_for: ModelFor | None
    ) -> None:
        super().__init__()
        self._of = session, admit, "dark", draft, model_for

    def compose(self) -> ComposeResult:
        self.fields = SettingsFields(*self._of)
        yield NamedFields(self.fields.rows(True))


@asynccontextmanager
async def fields_of(
    session: Session,
    admit: Callable[[Recipe], Recipe] = as_it_is,
    draft: Recipe | None = None,
    model_for: ModelFor | None = None,
) -> AsyncIterator[SettingsFields]:
    app = OnlyFields(session, admit, draft, model_for)
    async with app.run_test():
        yield app.fields


def choose(field: Widget, value: str) -> None:
    """Turn a field to a value."""
    assert isinstance(field, Choice)
    for _ in range(30):
        if field.value == value:
            return
        field.action_choose(1)
    raise AssertionError(f"it cannot be {value}")


def type_into(field: Widget, text: str) -> None:
    assert isinstance(field, PromptInput)
    field.value = text


def refusal(fields: SettingsFields) -> WrongField:
    with pytest.raises(WrongField) as caught:
        fields.chosen()
    return caught.value


async def test_untouched_fields_hold_what_is_set_and_touched_ones_what_is_asked_for() -> None:
    session = session_of()
    async with fields_of(session) as fields:
        assert fields.chosen() == settings_of(session)
        assert fields.theme == "dark"
        type_into(fields.inputs["seed"], "77")
        choose(fields.inputs["order"], "2")
        chosen = fields.chosen()
        assert (chosen.seed, chosen.recipe) == (77, replace(MOUSE, order=2))
        type_into(fields.path, " a folder/of texts ")
        assert fields.chosen().recipe.corpora == ("a folder/of texts",)
        type_into(fields.path, "")
        choose(fields.inputs["corpus"], "verse")
        assert fields.chosen().recipe.corpora == ("verse",)


async def test_a_smoothing_brings_its_parameter_and_a_wrong_one_is_refused_as_everywhere() -> None:
    async with fields_of(session_of()) as fields:
        assert fields.parameter.disabled
        choose(fields.inputs["smoothing"], "add-k")
        fields.fit_parameter()
        assert (fields.smoothing, fields.parameter.disabled) == ("add-k", False)
        assert fields.chosen().recipe.smoothing == f"add-k:{fields.parameter.value}"
        type_into(fields.parameter, "-1")
        with pytest.raises(LmtuiError) as expected:
            parse_smoothing("add-k:-1")
        wrong = refusal(fields)
        assert (wrong.field, wrong.reason) == (fields.parameter, str(expected.value))
        choose(fields.inputs["smoothing"], "mle")
        fields.fit_parameter()
        assert (fields.parameter.value, fields.parameter.placeholder) == ("", "none")
        assert fields.chosen().recipe.smoothing == "mle"


async def test_the_field_at_fault_is_named_whatever_is_wrong_with_it() -> None:
    def refuse(recipe: Recipe) -> Recipe:
        raise SettingError(f"not {recipe.corpora[0]}")

    async with fields_of(session_of()) as fields:
        for key, text in (("seed", "-1"), ("top_k", "0"), ("rows", "0"), ("prune", "x")):
            before = fields.inputs[key].value
            type_into(fields.inputs[key], text)
            assert refusal(fields).field is fields.inputs[key], key
            type_into(fields.inputs[key], before)
        type_into(fields.inputs["scheduler"], "tcp://127.0.0.1:8786")
        assert "a scheduler is for the engine" in refusal(fields).reason
        type_into(fields.inputs["scheduler"], "")
        choose(fields.inputs["anneal"], "sequence")
        type_into(fields.inputs["top_k"], "3")
        assert refusal(fields).field is fields.inputs["anneal"]
    async with fields_of(session_of(), refuse) as fields:
        wrong = refusal(fields)
        assert (wrong.field, wrong.reason) == (fields.inputs["corpus"], "not mouse")
        type_into(fields.path, "x.txt")
        wrong = refusal(fields)
        assert (wrong.field, wrong.reason) == (fields.path, "not x.txt")


async def test_a_draft_is_shown_to_be_mended_and_a_model_from_elsewhere_is_trained_by_nobody() -> None:
    draft = Recipe(("a text",), 4, "add-k:0.5", "char")
    async with fields_of(session_of(), draft=draft) as fields:
        assert fields.path.value == "a text"
        assert fields.chosen().recipe == draft
    read = Recipe((), 3, "ARPA", "whitespace", model="a.arpa")
    async with fields_of(session_of(read)) as fields:
        assert fields.chosen().recipe == read
        choose(fields.inputs["tokenizer"], "char")
        assert "trained elsewhere" in refusal(fields).reason


async def test_the_path_of_a_model_is_not_that_of_a_text() -> None:
    async with fields_of(session_of()) as fields:
        for path in ("a.arpa", "b/c.ARPA.gz", "d.arpa.bz2", "e.arpa.xz"):
            type_into(fields.path, path)
            assert fields.chosen().recipe == Recipe((), model=path, tokenizer="whitespace")
        type_into(fields.path, "arpa.txt")
        assert fields.chosen().recipe.corpora == ("arpa.txt",)


async def test_the_lanes_that_a_model_is_for_are_those_that_there_can_be() -> None:
    session = session_of()
    async with fields_of(session) as fields:
        assert fields.chosen().model_for is ModelFor.EVERY_LANE
        assert turned(fields.model_for) == {"every lane", "this lane"}
    session.lane_models.use_in_lane(1, trained(RECIPES[1]))
    async with fields_of(session, model_for=ModelFor.NEW_LANE) as fields:
        assert fields.chosen().model_for is ModelFor.NEW_LANE
        assert turned(fields.model_for) == {each.value for each in ModelFor}


def turned(choice: Choice) -> set[str]:
    """All values of a field."""
    values = set()
    for _ in range(9):
        choice.action_choose(1)
        values.add(choice.value)
    return values


async def test_nobody_on_a_shared_account_is_asked_who_trains() -> None:
    async with fields_of(session_of(kiosk=Kiosk())) as fields:
        assert "Engine" not in {name for _, name, _ in fields.rows(False)}
        assert {name for _, name, _ in fields.rows(True)} - {name for _, name, _ in fields.rows(False)} == {
            "Model for"
        }
