"""The last line is true: every key it names does in that part what it says, and no named key is left out here."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from support.mouse import other_than_drawn
from support.player import Player, fables_session, playing
from textual.widget import Widget

from lmtui.playground import session_file, snapshots
from lmtui.playground.landmarks import departures, forks
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.state import Playing
from lmtui.playground.training_job import TrainedModel
from lmtui.tui.action import Place
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import KeyNames
from lmtui.tui.screens.explanation import ExplanationScreen
from lmtui.tui.screens.help import HelpScreen
from lmtui.tui.screens.palette import PaletteScreen
from lmtui.tui.screens.path import PathScreen
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.screens.settings import SettingsScreen
from lmtui.tui.screens.sources import SourcesScreen
from lmtui.tui.screens.sweep import SweepScreen
from lmtui.tui.widgets.branch_tree import BranchTree
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.panes import Panes
from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.slider import TemperatureSlider
from lmtui.tui.widgets.text_pane import TextPane

Check = Callable[[Player], Awaitable[object]]
PARTS: dict[type[Widget], str] = {
    PromptInput: "",
    TemperatureSlider: "",
    TextPane: "",
    CandidateTable: "",
    CurvePane: "f3",
    BranchTree: "a",
    LaneTable: "v",
}
"""The parts that can have the keys, and the key that brings each in sight."""


def panes(player: Player) -> Panes:
    return player.app._playground.query_one(Panes)


def a_session(folder: Path) -> SavedSession:
    """Two lanes; eight tokens, of which the fifth was taken by hand beside another branch; T = 0.5 and 1.5."""
    from support.mouse import trained

    from lmtui.recipe import Recipe

    session = fables_session(temperature=0.5)
    session.lane_models.use(trained(Recipe(("fables",))))
    session.set_prompt("The fox")
    session.add_lane(1.5)
    for _ in range(8):
        session.playback.step()
    session.look_at(4)
    session.choose(other_than_drawn(session, 4))
    for _ in range(3):
        session.playback.step()
    session_file.save(session, str(folder / "it.json"))
    return session_file.read(str(folder / "it.json"))


class Put:
    """Brings the playground back to where every check begins."""

    def __init__(self, player: Player, kept: SavedSession, part: type[Widget]) -> None:
        self.player, self._kept, self._part = player, kept, part

    async def back(self) -> None:
        player = self.player
        session = player.session
        while not isinstance(player.app.screen, PlaygroundScreen):
            await player.press("escape")
        session.playback.stop()
        assert session.sampler is not None
        session.open(self._kept, TrainedModel(session.recipe, session.sampler, 0))
        player.app._playground.show_inputs()
        session.views.compares_lanes = False
        panes(player).beside_text._put_over_table(None)
        await player.settle()
        if PARTS[self._part]:
            player.slider.focus()
            await player.settle()
            await player.press(PARTS[self._part])
        player.app._playground.query(self._part).last().focus()
        await player.settle()
        assert isinstance(player.focus, self._part)


async def colder_and_typed(player: Player) -> None:
    """← → and a digit move the temperature."""
    before = player.session.text.sampling.temperature
    await player.press("left")
    assert player.session.text.sampling.temperature < before
    await player.press("right", "right")
    assert player.session.text.sampling.temperature > before
    await player.press(*"0.7", "enter")
    assert player.session.text.sampling.temperature == 0.7


async def arrows_move_t(player: Player) -> None:
    before = player.session.text.sampling.temperature
    await player.press("left")
    assert player.session.text.sampling.temperature < before
    await player.press("right")
    assert player.session.text.sampling.temperature == before


async def up_and_down_move_t(player: Player) -> None:
    before = player.session.text.sampling.temperature
    await player.press("up")
    assert player.session.text.sampling.temperature > before
    await player.press("down")
    assert player.session.text.sampling.temperature == before


async def digits_are_t(player: Player) -> None:
    await player.press(*"0.7", "enter")
    assert player.session.text.sampling.temperature == 0.7


def opens(key: str, what: type[object]) -> Check:
    async def check(player: Player) -> None:
        await player.press(key)
        assert isinstance(player.app.screen, what) or isinstance(player.focus, what)

    return check


async def neutral(player: Player) -> None:
    await player.press("=")
    assert player.session.text.sampling.temperature == 1


def runs(key: str) -> Check:
    async def check(player: Player) -> None:
        for expected in (Playing.RUNNING, Playing.PAUSED):
            await player.press(key)
            assert player.session.playback.playing is expected

    return check


def steps(key: str) -> Check:
    async def check(player: Player) -> None:
        before = player.session.text.length
        await player.press(key)
        assert player.session.text.length == before + 1

    return check


async def clears(player: Player) -> None:
    await player.press("f8")
    assert player.session.text.length == 0


def rerolls(key: str) -> Check:
    async def check(player: Player) -> None:
        seed = player.session.text.sampling.seed
        await player.press(key)
        assert player.session.text.sampling.seed == seed + 1

    return check


async def moves_on(player: Player) -> None:
    before = player.focus
    await player.press("tab")
    assert player.focus is not before


async def adds_a_lane(player: Player) -> None:
    await player.press("l")
    assert len(player.session.text.state.samplings) == 3


async def removes_a_lane(player: Player) -> None:
    await player.press("x")
    assert len(player.session.text.state.samplings) == 1


async def turns_to_a_lane(player: Player) -> None:
    assert player.session.text.state.active == 1
    await player.press("[")
    assert player.session.text.state.active == 0
    await player.press("]")
    assert player.session.text.state.active == 1


async def undoes(player: Player) -> None:
    state = player.session.text.state
    await player.press("r")
    assert player.session.text.state != state
    await player.press("u")
    assert player.session.text.state == state


async def colours(player: Player) -> None:
    before = player.session.views.colouring
    await player.press("y")
    assert player.session.views.colouring is not before


async def looks(player: Player) -> None:
    seen = [player.session.views.cursor]
    for key in ("left", "left", "right", "up", "down"):
        await player.press(key)
        seen.append(player.session.views.cursor)
    assert seen[0] is None
    assert seen[1:4] == [7, 6, 7]
    assert len(set(seen[3:])) > 1 or len(player.part(player.text_pane)) < 4


async def chooses(player: Player) -> None:
    tokens = player.session.text.tokens[:]
    await player.press("enter")
    assert isinstance(player.focus, CandidateTable)
    assert player.session.text.tokens == tokens


async def rewinds(player: Player) -> None:
    await player.press("left", "left", "delete")
    assert player.session.text.length == 6


async def goes_to_the_next_branch(player: Player) -> None:
    at = player.session.text.state.tree.at
    await player.press("b")
    assert player.session.text.state.tree.at != at


async def goes_through_the_tree(player: Player) -> None:
    at = player.session.text.state.tree.at
    await player.press("up")
    assert player.session.text.state.tree.at != at
    await player.press("down")
    assert player.session.text.state.tree.at == at


async def picks(player: Player) -> None:
    await player.press("home", "down", "down", "up")
    assert player.table_pane.picked == 2


async def takes(player: Player) -> None:
    before = player.session.text.length
    await player.press("enter")
    assert player.session.text.length == before + 1


async def goes_to_a_rank(player: Player) -> None:
    await player.press("3", "enter")
    assert player.table_pane.picked == 3


async def goes_to_a_token(player: Player) -> None:
    await player.press("/", *"people", "enter")
    assert player.table_pane.picked == snapshots.rank_of(player.session, "people")


async def changes_the_context(player: Player) -> None:
    before = player.session.views.at_one_context
    await player.press("m")
    assert player.session.views.at_one_context != before


async def turns_the_measure(player: Player) -> None:
    curve = player.app._playground.query_one(CurvePane)
    assert curve.view is not None
    before = curve.view.measure
    await player.press("m")
    assert curve.view.measure is not before


async def keeps_a_curve(player: Player) -> None:
    curve = player.app._playground.query_one(CurvePane)
    await player.press("x", "k", "f6")
    assert curve.view is not None
    assert len(curve.view.curves) == 2


async def forgets_the_curves(player: Player) -> None:
    curve = player.app._playground.query_one(CurvePane)
    await player.press("k", "f6", "x")
    assert curve.view is not None
    assert len(curve.view.curves) == 1
    assert len(player.session.text.state.samplings) == 2  # no lane went


async def scrolls_the_ranks(player: Player) -> None:
    pane = player.app._playground.query_one(LaneTable)
    await player.press("down", "down", "up")
    assert pane.first == 2
    await player.press("up")


async def leads_back_to_the_table(player: Player) -> None:
    state, tokens = player.session.text.state, player.session.text.tokens[:]
    await player.press("escape")
    assert player.table_pane.display
    assert (player.session.text.state, player.session.text.tokens) == (state, tokens)


async def begins(player: Player) -> None:
    await player.press("enter")
    assert player.session.playback.playing is Playing.RUNNING


async def asks_for_a_model(player: Player) -> None:
    await player.press("M")
    assert player.shows("Model for")
    await player.press("escape")


async def says_that_there_is_one_model(player: Player) -> None:
    await player.press("V")
    assert player.said("there is one model")


async def goes_to_both_ends(player: Player) -> None:
    for key, end in (("home", 0), ("end", math.inf)):
        await player.press(key)
        assert player.session.text.sampling.temperature == end


async def gives_its_own_luck(player: Player) -> None:
    await player.press("R")
    assert player.session.text.state.lane.own_seed is not None


async def jumps(player: Player) -> None:
    lane, other = player.session.text.lane, player.session.text.lanes[0]
    assert lane is not None
    for key, places in (("F", forks(lane)), ("D", departures(lane, [other]))):
        await player.press(key)
        assert player.session.views.cursor in places
    await player.press("C")
    assert player.said("copied")


async def draws_the_entropy(player: Player) -> None:
    before = player.session.views.shows_entropies
    await player.press("E")
    assert player.session.views.shows_entropies is not before


async def marks_the_blanks(player: Player) -> None:
    before = player.session.views.shows_blanks
    await player.press("_")
    assert player.session.views.shows_blanks is not before


async def quits(player: Player) -> None:
    """Last of all: `Put.back` is over then."""


EVERYWHERE: dict[tuple[str, str], Check] = {
    ("F1", "Help"): opens("f1", HelpScreen),
    ("^P", "Find"): opens("ctrl+p", PaletteScreen),
    ("u", "Undo"): undoes,
    ("y", "Colour"): colours,
    ("l", "Lane"): adds_a_lane,
    ("0-9", "T"): digits_are_t,
    ("←→", "T"): arrows_move_t,
    ("←→ 0-9", "T"): colder_and_typed,
    ("Esc", "Table"): leads_back_to_the_table,
    ("F2", "Settings"): opens("f2", SettingsScreen),
    ("F3", "Curve"): opens("f3", CurvePane),
    ("F4", "Sweep"): opens("f4", SweepScreen),
    ("F5", "Pause"): runs("f5"),
    ("Enter", "Run"): begins,
    ("Home End", "0, ∞"): goes_to_both_ends,
    ("R", "Own luck"): gives_its_own_luck,
    ("F D C", "Jump"): jumps,
    ("E", "Entropy"): draws_the_entropy,
    ("_", "Blanks"): marks_the_blanks,
    ("F6", "Step"): steps("f6"),
    ("Tab", "Move"): moves_on,
    ("^Q", "Quit"): quits,
    ("F8", "Clear"): clears,
    ("F9", "Luck"): rerolls("f9"),
    ("↑↓", "T"): up_and_down_move_t,
    ("=", "T 1"): neutral,
    ("0-9", "Type"): digits_are_t,
    ("n", "Step"): steps("n"),
    ("Space", "Run"): runs("space"),
    ("r", "Luck"): rerolls("r"),
    ("←→↑↓", "Look"): looks,
    ("Enter", "Choose"): chooses,
    ("Del", "Rewind"): rewinds,
    ("b", "Branch"): goes_to_the_next_branch,
    ("↑↓", "Branch"): goes_through_the_tree,
    ("↑↓", "Pick"): picks,
    ("Enter", "Take"): takes,
    ("0-9", "Rank"): goes_to_a_rank,
    ("/", "Token"): goes_to_a_token,
    ("a", "Branches"): opens("a", BranchTree),
    ("i", "Why p"): opens("i", ExplanationScreen),
    ("f", "From"): opens("f", SourcesScreen),
    ("v", "Lanes"): opens("v", LaneTable),
    ("m", "Measure"): turns_the_measure,
    ("m", "Context"): changes_the_context,
    ("k", "Keep"): keeps_a_curve,
    ("x", "Forget"): forgets_the_curves,
    ("↑↓", "Ranks"): scrolls_the_ranks,
    ("[ ]", "Lane"): turns_to_a_lane,
    ("l", "Add"): adds_a_lane,
    ("x", "Remove"): removes_a_lane,
    ("M", "Model"): asks_for_a_model,
    ("V", "Models"): says_that_there_is_one_model,
}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
async def test_every_key_that_a_part_names_does_there_what_it_says(part: type[Widget], tmp_path: Path) -> None:
    kept = a_session(tmp_path)
    async with playing(fables_session(), size=(120, 30)) as player:
        put = Put(player, kept, part)
        await put.back()
        place = getattr(player.focus, "PLACE", None)
        assert isinstance(place, Place)
        named = [KeyNames().hint(hint) for hint in KEY_LINES[place]]
        shown = player.screen()[-1]
        assert all(f" {key} {what} " in shown for key, what in named[:6])
        for key in named:
            await put.back()
            await EVERYWHERE[key](player)
        await put.back()
        player._send("ctrl+q")
        await player.until(lambda: not player.app.is_running, "the end")


async def test_keys_that_a_part_has_no_use_for_move_the_temperature_from_there(tmp_path: Path) -> None:
    """In the text and the table ← → Home End, or some of them, have their own use; everywhere else they move T."""
    kept = a_session(tmp_path)
    async with playing(fables_session(), size=(120, 30)) as player:
        for part in (part for part in PARTS if part is not PromptInput):
            await moves_the_temperature(Put(player, kept, part), part)


async def moves_the_temperature(put: Put, part: type[Widget]) -> None:
    uses: dict[type[Widget], tuple[str, ...]] = {
        TextPane: ("left", "right", "home", "end"),
        CandidateTable: ("home", "end"),
    }
    own, player = uses.get(part, ()), put.player
    for key, expected in (("left", 59 / 41), ("right", 61 / 39), ("home", 0.0), ("end", float("inf"))):
        await put.back()
        await player.press(key)
        present = player.session.text.sampling.temperature
        assert present == (1.5 if key in own else pytest.approx(expected)), (part, key)
        assert isinstance(player.focus, part)
    for key, expected in (("shift+left", 1.0), ("shift+right", 70 / 30), ("=", 1.0)):
        await put.back()
        await player.press(key)
        assert player.session.text.sampling.temperature == pytest.approx(expected), (part, key)
    for keys in (["t", *"0.3"], [*"0.3"], [*".3"], ["∞"]):
        await put.back()
        await player.press(*keys)
        typed_here = part is CandidateTable and keys == [*"0.3"]  # there a digit begins a rank
        assert (player.slider.typed == "") == typed_here, (part, keys)
        await player.press("enter")
        expected = 1.5 if typed_here else float("inf") if keys == ["∞"] else 0.3
        assert player.session.text.sampling.temperature == expected, (part, keys)


async def test_escape_is_answered_everywhere_and_loses_nothing(tmp_path: Path) -> None:
    kept = a_session(tmp_path)
    async with playing(fables_session(), size=(120, 30)) as player:
        for part in PARTS:
            await Put(player, kept, part).back()
            player.session.look_at(3)
            tree, prompt = player.session.text.state.tree, player.session.text.prompt
            await player.press("escape")
            aside = part in (CurvePane, BranchTree, LaneTable)
            assert player.session.views.cursor == (3 if aside or part is PromptInput else None), part
            assert player.table_pane.display, part
            if part is PromptInput:
                assert player.focus is player.slider
            await player.press("escape", "escape")
            assert player.session.views.cursor is None, part
            assert (player.session.text.state.tree, player.session.text.prompt) == (tree, prompt), part


# Dialogs


async def test_the_keys_that_the_sweep_names() -> None:
    async with playing(fables_session(), prompt="The fox", size=(60, 12 + 4)) as player:
        await player.press("escape", "f4")
        assert player.shows("Esc Stop")
        await player.until(lambda: player.shows("done: "), "the end of the sweep")
        for words in ("Esc Close", "p Plot", "+ - Tokens", "←→ 0-9 T 1"):
            assert player.shows(words)
        await player.press("p")
        assert player.shows("p Table")
        await player.press("p", "left", "left")
        assert player.shows("←→ 0-9 T 0.92")
        assert player.session.text.sampling.temperature == pytest.approx(48 / 52)
        await player.press(*"0.7")
        assert player.session.text.sampling.temperature == pytest.approx(48 / 52)
        await player.press("enter")
        assert player.session.text.sampling.temperature == 0.7
        await player.press("home")
        assert player.session.text.sampling.temperature == 0
        await player.press(*"0.5", "escape")  # what was typed goes first
        assert player.shows("Sweep ─")
        assert player.shows("T 0 ")
        await player.press("+")
        assert player.shows("500 tokens at each T")
        await player.press("escape", "escape")
        await player.until(lambda: not player.shows("Sweep ─"), "the playground")
        assert player.slider.typed == ""


async def test_the_keys_that_the_settings_and_the_file_dialog_name() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f2")
        for words in ("↑↓ Setting", "←→ Change", "Enter Apply", "Esc Cancel"):
            assert player.shows(words)
        first = player.focus
        await player.press("down")
        assert player.focus is not first
        await player.press("up")
        assert player.focus is first
        assert isinstance(first, Choice)
        before = first.value
        await player.press("right")
        assert first.value != before
        await player.press("left", "escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
        await player.press("f2", "enter")
        assert isinstance(player.app.screen, PlaygroundScreen)
        await player.press("ctrl+o")
        assert player.shows("Enter Accept  Esc Cancel")
        await player.press("escape")
        assert not isinstance(player.app.screen, PathScreen)
