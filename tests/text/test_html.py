"""Tables in HTML are well formed, and nothing in a cell acts."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.html import Bar, html_table
from lmtui.text.safety import visible


@given(st.lists(st.text(), min_size=1, max_size=3), st.floats(0, 1), st.none() | st.floats(0, 1))
def test_a_table_is_well_formed_whatever_stands_in_it(words: list[str], share: float, tick: float | None) -> None:
    head = [*words, "p"]
    table = ElementTree.fromstring(html_table(words[0], head, [[*words, Bar(share, tick)]]))
    assert [cell.text or "" for cell in table.iter("th")] == [*map(visible, words), "p"]
    *cells, bar = table.iter("td")
    assert [cell.text or "" for cell in cells] == [*map(visible, words)]
    assert [len(list(part)) for part in bar] == [1 + (tick is not None)]
    assert {part.tag for part in table.iter()} == {
        "table", "caption", "thead", "tbody", "tr", "th", "td", "div"
    }  # fmt: skip


def test_a_bar_is_as_long_as_its_share_and_has_its_mark() -> None:
    table = html_table("", ("",), [[Bar(0.25, 0.5)]])
    assert "width:25.00%" in table
    assert "left:50.00%" in table
