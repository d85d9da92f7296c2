"""The picked row is in sight, whatever room there is."""

from __future__ import annotations

from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.tui.widgets.pick_list import PickList, Row


class ListApp(ThemedApp):
    def __init__(self) -> None:
        super().__init__()
        self.list = PickList("nothing")

    def compose(self) -> ComposeResult:
        yield self.list

    def seen(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]


ROWS = [Row(f"row {number}", "what it is", "F5") for number in range(9)]


async def test_rows_are_aligned_cut_and_scrolled_with_the_picked_one_in_sight() -> None:
    app = ListApp()
    async with app.run_test(size=(30, 4)) as pilot:
        app.list.show(ROWS, 0)
        assert app.seen()[:2] == ["▸ row 0 what it is          F5", "  row 1 what it is          F5"]
        app.list.pick(5)
        assert [line[:7] for line in app.seen()] == ["  row 2", "  row 3", "  row 4", "▸ row 5"]
        app.list.pick(-1)
        assert app.seen()[2].startswith("▸ row 4")
        app.list.pick_page(1)
        assert app.seen()[-1].startswith("▸ row 7")
        app.list.pick_page(9)
        assert app.list.picked == 8
        await pilot.resize_terminal(14, 2)
        assert app.seen()[-1].startswith("▸ row 8 ")
        app.list.show([Row("only a name", note="a note")], None)
        assert app.seen()[0] == "  only… a note"
        app.list.pick(-1)
        assert app.list.picked == 0
        app.list.show([], None)
        app.list.pick(1)
        assert app.seen()[0] == "nothing"
