"""The cursor over past tokens: the table shows what each was drawn from."""

from __future__ import annotations

import pytest
from support.held_text import segments
from support.models import ids_of, trie_of
from support.player import Player, fables_session, mouse_session, playing

from lmtui.text.specials import BOS, EOS

PROMPT = "The old owl"


async def with_tokens(player: Player, tokens: int) -> None:
    for _ in range(tokens):
        await player.press("f6")
    while player.focus is not player.text_pane:
        await player.press("tab")


def drawn_from(player: Player, index: int, prompt: str = PROMPT) -> None:
    """See that the table is the distribution a generated token was drawn from, at the T of now, and marks it."""
    sampler = player.session.sampler
    assert sampler is not None
    tokens = player.session.text.tokens
    context = [BOS, *ids_of(sampler, prompt)]
    for token in tokens[:index]:
        context = [BOS] if token.drawn.token == EOS else [*context, token.drawn.token]
    drawn = tokens[index].drawn
    distribution = sampler.distribution(context, player.session.text.sampling.temperature)
    table = player.the_table()
    expected = distribution.candidates(1, len(table.rows))
    words = trie_of(sampler).vocabulary
    assert table.tokens == [words[candidate.token] for candidate in expected]
    assert [row.prob for row in table.rows] == [shown(candidate.prob) for candidate in expected]
    assert table.sums_to_one()
    if drawn.rank <= len(table.rows):
        assert table.marked is not None
        assert (table.marked.rank, table.marked.token) == (drawn.rank, words[drawn.token])
    else:
        assert table.marked is None
    assert player.shows(f"#{drawn.rank} {words[drawn.token]}")


def shown(probability: float) -> float:
    return round(probability, 4) if probability >= 0.00005 else float(f"{probability:.0e}")


async def test_left_and_right_show_what_every_token_was_drawn_from() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(100, 30)) as player:
        await with_tokens(player, 12)
        for index in reversed(range(12)):
            await player.press("left")
            drawn_from(player, index)
        await player.press("left")
        drawn_from(player, 0)
        for index in range(1, 12):
            await player.press("right")
            drawn_from(player, index)
        at_the_end = player.the_table()
        await player.press("right")
        assert player.the_table() != at_the_end
        assert player.shows_table_of(player.spelled(PROMPT, 12), 1.0)


async def test_the_temperature_is_that_of_now_and_the_cursor_stays() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(100, 30)) as player:
        await with_tokens(player, 6)
        for key, cursor in (("left", 5), ("down", 5), ("left", 4), ("up", 4)):
            if key == "left":
                await player.press("left")
            else:
                await player.press("shift+tab", *[key] * 10, "tab")
            assert player.session.views.cursor == cursor
            drawn_from(player, cursor)
            assert player.text == player.spelled(PROMPT, 6)
        for typed in ("0", "inf", "0.5"):
            await player.press("t", *typed, "enter", "tab")
            assert player.focus is player.text_pane
            drawn_from(player, 4)
            assert player.text == player.spelled(PROMPT, 6)


async def test_home_and_end_go_to_the_first_token_and_back_to_the_next() -> None:
    async with playing(fables_session(), prompt=PROMPT) as player:
        await with_tokens(player, 8)
        at_the_end = player.screen()
        await player.press("home")
        drawn_from(player, 0)
        assert player.screen() != at_the_end
        await player.press("end")
        assert player.screen() == at_the_end


async def test_up_and_down_go_through_the_lines() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(60, 16)) as player:
        await with_tokens(player, 40)
        seen = []
        for _ in range(30):
            await player.press("up")
            assert player.session.views.cursor is not None
            seen.append(player.session.views.cursor)
        assert seen == sorted(seen, reverse=True)
        assert seen[-1] <= 5
        assert len(set(seen)) >= 5
        for _ in range(30):
            await player.press("down")
        assert player.session.views.cursor is None or player.session.views.cursor > seen[0]


async def test_the_line_of_the_cursor_is_always_in_sight() -> None:
    async with playing(fables_session(speed=float("inf")), prompt=PROMPT) as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 600, "a long text")
        await player.press("f7", "tab", "tab")
        assert not player.text.startswith(PROMPT)
        await player.press("home")
        assert player.text.startswith(PROMPT)
        await player.press("pagedown", "pagedown")
        assert not player.text.startswith(PROMPT)
        await player.press("end")
        assert player.text.endswith(player.spelled(PROMPT, len(player.session.text.tokens))[-40:])


async def test_looking_back_holds_a_generation_and_escape_returns_to_its_end() -> None:
    async with playing(fables_session(), prompt=PROMPT) as player:
        await player.press("enter", "tab", "tab")
        await player.until(lambda: len(player.session.text.tokens) > 5, "tokens")
        await player.press("left")
        assert "paused" in player.text_note
        made = len(player.session.text.tokens)
        looked_at = player.session.views.cursor  # the last token, unless another came before the key had acted
        assert looked_at
        drawn_from(player, looked_at)
        await player.press("escape")
        assert player.shows_table_of(player.spelled(PROMPT, made), 1.0)
        await player.press("space")
        await player.until(lambda: len(player.session.text.tokens) > made, "it goes on")
        await player.press("s")
        assert player.text == player.spelled(PROMPT, len(player.session.text.tokens))


async def test_without_tokens_the_cursor_keys_change_nothing() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("tab", "tab")
        assert player.focus is player.text_pane
        before = player.screen()
        await player.press("left", "right", "up", "down", "home", "end", "pageup", "pagedown")
        assert player.screen() == before


# Colours


async def test_without_colours_the_four_levels_differ_by_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), prompt=PROMPT, plain=True) as player:
        pane = player.text_pane
        legend = segments(pane, pane.size.height - 1)[1:]
        styles = [segment.style for segment in legend]
        attributes = {(style.bold, style.dim, style.underline, style.italic) for style in styles if style}
        assert len(legend) == len(attributes) == 4


async def test_blanks_have_marks_on_demand_at_the_beginning_of_a_line_too() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(80, 24)) as player:
        await with_tokens(player, 30)
        plain = lines(player)
        await player.press("_")
        marked = lines(player)
        assert "".join(marked).count("␣") == sum(len(piece.space) for piece in player.session.text.transcript.pieces)
        assert any(line.startswith("␣") for line in marked)
        assert [line.replace("␣", " ") for line in marked] == plain
        await player.press("_")
        assert lines(player) == plain


def lines(player: Player) -> list[str]:
    """The lines of the text, without what is said in passing over them."""
    pane = player.text_pane
    return [pane.render_line(y).text for y in range(1, pane.size.height - 1)]
