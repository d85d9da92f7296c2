"""The entropy along the text is drawn a column a token, while it is wanted, and everywhere it fits."""

from __future__ import annotations

from dataclasses import replace

from rich.style import Style
from support.player import Player, fables_session, playing

from lmtui.playground.bars import pillar
from lmtui.playground.entropies import entropies
from lmtui.tui.widgets.entropies import EntropiesPane


def pane_of(player: Player) -> EntropiesPane:
    return player.app._playground.query_one(EntropiesPane)


def columns(player: Player) -> list[str]:
    """What is drawn for each token, from the top down."""
    return ["".join(cells) for cells in zip(*(line[5:] for line in player.part(pane_of(player))[1:]), strict=True)]


def expected(player: Player, rows: int, fine: bool = True) -> list[str]:
    lane = player.session.text.lane
    view = entropies(player.session)
    assert lane is not None
    assert view is not None
    return [pillar((lane.entropy_bits(i) or 0) / view.most, rows, fine) for i in range(view.length)]


def marked(player: Player) -> list[int]:
    """The columns of the cells that are reversed, in the lowest line."""
    pane = pane_of(player)
    found, column = [], 0
    for segment in pane.render_line(pane.size.height - 1):
        reversed_ = (segment.style or Style()).reverse
        found += [column + place - 5 for place in range(len(segment.text)) if reversed_]
        column += len(segment.text)
    return found


async def test_a_column_a_token_follows_text_cursor_and_slider_while_it_is_wanted() -> None:
    async with playing(fables_session(), prompt="The old owl") as player:
        await player.press("escape", *["n"] * 6)
        assert not pane_of(player).display
        await player.press("E", "n")
        shown = player.part(pane_of(player))
        assert shown[0].split()[1:5] == ["Entropy", "along", "the", "text"]
        assert "bits" in shown[0]
        assert (shown[1].split("┤")[0].strip(), shown[3].split("┤")[0].strip()) == ("9.9", "0")
        assert [column for column in columns(player) if column.strip()] == expected(player, 3)
        assert marked(player) == []
        player.session.look_at(2)
        await player.press("up")
        assert [column for column in columns(player) if column.strip()] == expected(player, 3)
        assert marked(player) == [2]
        await player.press("l")
        assert "2: T" in player.part(pane_of(player))[0]
        view = entropies(player.session)
        assert view is not None
        pane_of(player).show("", replace(view, bits=lambda index: None))
        await player.settle()
        assert set("".join(columns(player))) == {" ", "–"}
        await player.press("E")
        assert not pane_of(player).display


async def test_it_fits_where_there_is_no_room_and_in_ascii() -> None:
    async with playing(fables_session(), prompt="The old owl", size=(60, 16), ascii_only=True) as player:
        await player.press("escape", *["n"] * 6, "l", "E")
        assert pane_of(player).size.height == 2
        assert all(line.isascii() for line in player.part(pane_of(player)))
        assert [column for column in columns(player) if column.strip()] == expected(player, 1, fine=False)
