"""Every entry is found on its first line, and a fault on the line that it is on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.options.toml_lines import NoToml, entry_lines, parse

TEXT = '''\
# one
a = 1

b = [  # of several lines
  2,
]
c = """
[no.table]
d = 1
"""
e.f = 3
[table]  # another
"g" = { h = 4 }
  [ table.deeper ]
i = 5
[x]
a = 6'''


def test_entries_of_every_kind_are_on_their_first_lines() -> None:
    lines = entry_lines(TEXT)
    found = {".".join(path): line for path, line in lines.items()}
    expected = {"a": 2, "b": 4, "c": 7, "e": 11, "e.f": 11, "table": 12, "table.g": 13, "x": 16, "x.a": 17}
    assert found == expected | {"table.deeper": 14}


NAMES = st.lists(st.text("abcdef-_", min_size=1), min_size=1, max_size=8, unique=True)


@given(NAMES, st.lists(st.sampled_from(["1", "'x'", "[\n1,\n]", "'''\n[a]\n'''", "1.5 # note"]), min_size=8))
def test_an_entry_is_on_the_line_after_those_before_it(names: list[str], values: list[str]) -> None:
    lines, text = {}, "[table]\n"
    for name, value in zip(names, values, strict=False):
        lines["table", name] = text.count("\n") + 1
        text += f"{name} = {value}\n"
    assert entry_lines(text) == {("table",): 1} | lines


def test_a_typed_decimal_is_kept_as_it_was_typed() -> None:
    assert parse("a = 0.70\nb = inf\nc = 7") == {"a": "0.70", "b": "inf", "c": 7}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb c\n", 2),
        ("a = [1,\n", 2),
        ("a = 1\na = 2", 2),
        ('a = "', 1),
        ("a = " + "[" * 5000, None),
        ("a = " + "9" * 5000, 0),
    ],
)
def test_a_fault_names_its_line(text: str, line: int | None) -> None:
    with pytest.raises(NoToml, match="is no TOML: ") as caught:
        parse(text)
    assert line in (caught.value.line, None)  # how deep brackets may be, Python says
