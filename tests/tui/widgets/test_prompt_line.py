"""The prompt with its name, which says whether keys go to the prompt."""

from __future__ import annotations

from support.player import mouse_session, playing
from textual.widgets import Label

from lmtui.tui.widgets.prompt_line import PromptLine


async def test_the_name_stands_out_while_keys_go_to_the_prompt() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        line = player.app._playground.query_one(PromptLine)
        name = line.query_one(Label)
        focused = name.styles.color
        assert player.focus is line.prompt
        await player.press("tab")
        assert player.focus is not line.prompt
        assert name.styles.color != focused
        await player.press("shift+tab")
        assert name.styles.color == focused


async def test_the_prompt_begins_where_the_slider_does() -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        line = player.app._playground.query_one(PromptLine)
        (shown,) = player.part(line)
        assert shown.startswith(" Prompt ")
        assert shown.index("the mouse") == player.part(player.slider)[0].index("━")
