"""Where a lane leaves the first one is marked, always: before a blank, within a word, at a line's start, in ASCII."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.held_text import text_panes
from support.player import fables_session, playing

from lmtui.playground.snapshots import LaneView
from lmtui.playground.transcript import PieceKind, Transcript
from lmtui.text.display import Speller
from lmtui.text.tokenizers import tokenizer_named
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.widgets.text_pane import TextPane

PROMPT = "The fox said to the old owl that"
DEPARTS_WITH_A_FULL_STOP = 70 / 30
"""After the prompt, with seed 4, the text at T = 1 begins with a word, and at this T with a full stop."""


def lines(pane: TextPane) -> list[str]:
    """The lines of a pane's text as they are drawn, the margin included."""
    return [pane.render_line(y).text.rstrip() for y in range(1, pane.size.height - 1)]


def transcript_of(tokens: Sequence[str], tokenizer: str = "word") -> Transcript:
    transcript, speller = Transcript(), Speller(tokenizer_named(tokenizer))
    transcript.add(*speller.spell("the"), PieceKind.PROMPT)
    for index, token in enumerate(tokens):
        transcript.add(*speller.spell(token), PieceKind.GENERATED, index, token == "</s>")
    return transcript


SAID = ("fox", "said", ".", '"', "Yes", "!", '"', "</s>", "(", "An", "owl", ")", "'s")
WORDS = [(place, SAID, "word") for place in range(len(SAID))]
LETTERS = [(place, tuple("mouse ate"), "char") for place in range(9)]


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_token_that_departs_has_its_mark_whatever_is_before_it(ascii_only: bool) -> None:
    async with playing(fables_session(), size=(60, 16), ready=False, ascii_only=ascii_only) as player:
        for departs, tokens, tokenizer in (*WORDS, *LETTERS):
            marked_once(player.text_pane, departs, transcript_of(tokens, tokenizer), ascii_only)


def marked_once(pane: TextPane, departs: int, transcript: Transcript, ascii_only: bool) -> None:
    """See that the token that departs has a mark, and nothing else."""
    mark, piece = (ASCII if ascii_only else UNICODE).departs, transcript.pieces[1 + departs]
    pane.show("2", (), LaneView(transcript, None, None, (), lambda _: 0))
    assert mark not in "".join(lines(pane)), piece
    pane.show("2", (), LaneView(transcript, None, departs, (), lambda _: 0))
    shown = "\n".join(lines(pane))
    assert shown.count(mark) == 1, piece
    assert f"{mark}{piece.text}".rstrip() in shown
    spelled = "".join(each.space + each.text + "\n" * each.breaks for each in transcript.pieces)
    unmarked = shown.replace(f"\n{mark}", "\n ").replace(mark, " " if piece.space else "")
    assert "".join(unmarked.split()) == "".join(spelled.split())
    pane.show("2", (), LaneView(transcript, None, None, (), lambda _: 0))
    assert mark not in "".join(lines(pane)), piece


async def test_the_mark_is_there_wherever_the_lines_break() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(60, 24)) as player:
        await player.press("f6", "f6", "escape", "l", "t", *"7/3", "enter")
        assert player.session.text.lanes[1].transcript.pieces[-2].text == "."
        assert player.session.text.lanes[1].departs(player.session.text.lanes[0]) == 0
        for width in range(60, 76):
            await player.resize(width, 24)
            one, two = text_panes(player)
            assert "".join(lines(two)).count("≠") == 1, width
            assert any("that≠." in line for line in lines(two)), width
            assert "≠" not in "".join(lines(one)), width
            assert all(len(line) <= two.size.width for line in lines(two)), width


async def test_the_mark_follows_the_slider_and_goes_where_nothing_departs() -> None:
    async with playing(fables_session(), prompt=PROMPT, size=(100, 30)) as player:
        await player.press("f6", "f6", "escape", "l", "t", *"7/3", "enter")
        _, two = text_panes(player)
        assert "that≠." in lines(two)[0]
        await player.press("=")  # both lanes alike
        assert "≠" not in "".join(lines(two))
        assert lines(two) == lines(text_panes(player)[0])
        await player.press("t", *"7/3", "enter")
        assert "that≠." in lines(two)[0]


async def test_a_long_word_over_several_lines_is_marked_once() -> None:
    async with playing(fables_session(), size=(60, 16), ready=False) as player:
        pane = player.text_pane
        transcript = transcript_of(["x" * 100])
        pane.show("2", (), LaneView(transcript, None, 0, (), lambda _: 0))
        shown = lines(pane)
        assert "".join(shown).count("≠") == 1
        assert shown[1].startswith("≠x")
        assert shown[2].startswith(" x")
