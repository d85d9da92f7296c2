"""What is exported to a file of which name."""

from __future__ import annotations

import pytest

from lmtui.playground import exports
from lmtui.playground.exports import Purpose, UnknownEnding


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("it", Purpose.TEXT),
        ("it.txt", Purpose.TEXT),
        ("it.TXT", Purpose.TEXT),
        ("a.b/it", Purpose.TEXT),
        ("it.json", Purpose.NUMBERS),
        ("it.Json", Purpose.NUMBERS),
        (".json", Purpose.NUMBERS),
        ("it.pdf.json", Purpose.NUMBERS),
        ("it.svg", Purpose.PICTURE),
        ("~/it.SVG", Purpose.PICTURE),
    ],
)
def test_the_ending_says_what_is_exported(name: str, purpose: Purpose) -> None:
    assert exports.export_kind(name) is purpose


@pytest.mark.parametrize(
    "name", ["new.pdf", "new.html", "new.docx", "new.PNG", "new.json.gz", "new.", ".pdf", "v1.0", "x.text"]
)
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(UnknownEnding, match=r"end the name in \.txt, \.json or \.svg"):
        exports.export_kind(name)
