"""The characters of the screen: each app has its own, and all that the program draws has its like in ASCII."""

from __future__ import annotations

import asyncio

from rich.cells import cell_len
from support.player import mouse_session, playing

from lmtui.tui.glyphs import ASCII, DRAWN_IN_ASCII, UNICODE


async def rules(ascii_only: bool, both: asyncio.Barrier) -> str:
    """The lines above the text and the table, drawn while another app runs."""
    async with playing(mouse_session(), prompt="the", ascii_only=ascii_only) as player:
        async with both:
            await player.press("tab", "tab")
            shown = player.text_note + player.after + player.part(player.slider)[0]
        async with both:
            return shown


async def test_two_apps_in_one_process_draw_with_characters_of_their_own() -> None:
    both = asyncio.Barrier(2)
    ascii_only, unicode = await asyncio.gather(rules(True, both), rules(False, both))
    assert ascii_only.isascii()
    assert "---" in ascii_only
    assert "───" in unicode
    assert "●" in unicode


def test_everything_drawn_has_a_like_of_ascii_and_of_the_same_width() -> None:
    for code, like in DRAWN_IN_ASCII.items():
        assert isinstance(like, str)
        assert like.isascii()
        assert like.isprintable()
        assert cell_len(chr(code)) == cell_len(like) == 1


def test_the_ascii_glyphs_are_ascii() -> None:
    for name, glyph in vars(ASCII).items():
        if isinstance(glyph, str):
            assert glyph.isascii(), name
            assert len(glyph) == len(getattr(UNICODE, name)) or name in ("infinity", "quarter", "half")
    assert all(str(text).isascii() for text in ASCII.prose.values())
