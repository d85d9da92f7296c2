"""What was pasted is text, whole, in whatever pieces it comes; and a lost end locks nobody out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.tui.wire import pastes as pastes_module
from lmtui.tui.wire.pastes import Pastes

START, END = "\x1b[200~", "\x1b[201~"
KEYS = st.text("ab\r\x7fé漢", max_size=6)
PASTED = st.text("ab \r\x1b[~20\x03é漢", max_size=8).filter(lambda text: END not in text + END[:-1])


def parted(pieces: list[str]) -> tuple[str, list[str]]:
    """All keys, and all pastes; nothing may be held back in the end."""
    pastes = Pastes()
    found = [pair for piece in pieces for pair in pastes.part(piece)]
    keys = "".join(text for pasted, text in found if not pasted) + pastes.rest()
    return keys, [text for pasted, text in found if pasted]


@given(st.lists(st.tuples(KEYS, PASTED), max_size=4), st.data())
def test_keys_are_keys_and_pastes_are_whole_in_whatever_pieces_they_come(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    sent = "".join(f"{keys}{START}{pasted}{END}" for keys, pasted in parts) + "z"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    pieces = [sent[first:last] for first, last in zip([0, *cuts], [*cuts, len(sent)], strict=True) if first < last]
    # A lone Esc is a key at once; what follows it is a bracket all the same, but for the end of a paste it says.
    keys, pasted = parted(pieces)
    assert pasted == [text for _, text in parts]
    assert keys.replace(END[1:], "").replace("\x1b", "") == "".join(keys for keys, _ in parts) + "z"


@pytest.mark.parametrize("leave", ["\x03", "\x11", "\x03\x03"])
def test_a_paste_whose_end_is_lost_can_be_left(leave: str) -> None:
    pastes = Pastes()
    assert list(pastes.part(f"{START}the mouse")) == []
    assert pastes.rest() == ""
    assert list(pastes.part(leave)) == [(True, "the mouse"), (False, leave)]
    assert list(pastes.part("x")) == [(False, "x")]


@pytest.mark.parametrize("length", [3, 200_000])
@pytest.mark.parametrize(
    "behind", ["\x11", "\x11\x1b[7;9R", "\x1b[7;9R\x03\x1b[7;10R\x03", "\x11\x1b[?1;120R\x1b[7;10R"]
)
def test_keys_that_leave_are_found_among_reports_behind_a_paste_whose_end_is_lost(behind: str, length: int) -> None:
    pastes = Pastes()
    assert list(pastes.part(f"{START}{'x' * length}{behind}")) == []
    ((pasted, text), keys) = list(pastes.after_a_pause())
    assert (pasted, set(text)) == (True, {"x"})
    assert keys == (False, behind)
    assert list(pastes.part("y")) == [(False, "y")]


def test_reports_alone_do_not_end_a_paste() -> None:
    pastes = Pastes()
    assert list(pastes.part(f"{START}x\x1b[7;9R")) == []
    assert list(pastes.after_a_pause()) == []


def test_a_control_in_the_midst_of_a_paste_is_a_part_of_it() -> None:
    assert list(Pastes().part(f"{START}a\x03b{END}")) == [(True, "a\x03b")]


def test_of_a_paste_without_an_end_so_much_is_kept_and_its_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pastes_module, "_LONGEST_PASTE", 10)
    pastes = Pastes()
    for piece in (START, *["abc"] * 50, END[:3]):
        assert list(pastes.part(piece)) == []
        assert len(pastes._held) <= 10 + pastes_module._TAIL
    ((pasted, text), *keys) = list(pastes.part(f"{END[3:]}x"))
    assert pasted
    assert text.startswith("abcabcabca")
    assert keys == [(False, "x")]
