"""The first line tells what is most important, the last line which keys there are."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.player import fables_session, mouse_session, playing
from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.tui.action import Place
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import KeyNames
from lmtui.tui.widgets.lines import KeyLine, StatusLine


async def test_the_last_line_names_the_keys_of_what_has_the_focus() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f6", "f6")
        seen = []
        for key in ("", "tab", "tab", "tab"):
            await player.press(*[key] if key else [])
            seen.append(player.screen()[-1])
            assert seen[-1].startswith(" F1 Help  ")
        prompt, slider, text, table = seen
        assert "F2 Settings" in prompt
        assert "r Luck" in slider
        assert "Del Rewind" in text
        assert "/ Token" in table
        for key, words in (("g", "m Measure"), ("a", "↑↓ Branch")):
            await player.press(key)
            assert words in player.screen()[-1]
            await player.press(key)
        assert player.screen()[-1] == table


async def test_the_status_tells_corpus_order_smoothing_tokenizer_and_seed() -> None:
    async with playing(mouse_session(seed=17), size=(120, 24)) as player:
        for fact in ("mouse", "order 3", "kneser-ney", "word", "seed 17"):
            assert fact in player.status


class OneLine(ThemedApp):
    """An app of one line."""

    def __init__(self, line: StatusLine | KeyLine, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.line, self.glyphs = line, glyphs

    def compose(self) -> ComposeResult:
        yield self.line


@pytest.mark.parametrize("width", [10, 20, 30, 40, 60])
async def test_facts_that_have_no_room_are_left_out_from_the_last_on_and_the_news_stay(width: int) -> None:
    app = OneLine(StatusLine())
    async with app.run_test(size=(width, 2)) as pilot:
        assert isinstance(app.line, StatusLine)
        facts = ["mouse", "order 3", "kneser-ney", "seed 4"]
        app.line.show(facts, "counting")
        await pilot.pause()
        shown = app.line.render_line(0).text
        assert cell_len(shown) == width
        told = [fact for fact in facts if fact in shown]
        assert told == facts[: len(told)]
        if width >= 20:
            assert shown.startswith(" lmtui  ")
            assert shown.rstrip().endswith("counting")
        assert (told == facts) == (width >= 60)


@pytest.mark.parametrize("width", [6, 20, 40, 80])
async def test_entries_of_a_key_line_are_whole_and_the_most_important_stay(width: int) -> None:
    app = OneLine(KeyLine())
    async with app.run_test(size=(width, 2)) as pilot:
        assert isinstance(app.line, KeyLine)
        app.line.show(KEY_LINES[Place.PROMPT])
        await pilot.pause()
        shown = app.line.render_line(0).text
        assert cell_len(shown) == width
        entries = ["".join(f" {word}" for word in KeyNames().hint(hint)) for hint in KEY_LINES[Place.PROMPT]]
        whole = [" ".join(entries[:count]).rstrip() for count in range(len(entries) + 1)]
        assert shown.rstrip() in whole


async def test_every_key_line_can_be_ascii() -> None:
    app = OneLine(KeyLine(), ASCII)
    async with app.run_test(size=(200, 2)) as pilot:
        assert isinstance(app.line, KeyLine)
        for place, hints in KEY_LINES.items():
            app.line.show(hints)
            await pilot.pause()
            assert app.line.render_line(0).text.isascii(), place
