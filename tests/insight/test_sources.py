"""Where a run stands in the training text, against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import corpora

from lmtui.errors import ModelError
from lmtui.insight.copying import RUN, are_copied
from lmtui.insight.sources import Sources, sources_of
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.lines import count_lines
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import tokenizer_named

WORDS = tokenizer_named("whitespace")


def indexed(texts: list[str], unit: str = "line") -> tuple[Sources, EncodedText]:
    documents = [Document(f"text {number}", text) for number, text in enumerate(texts)]
    encoded = encode(documents, WORDS, unit=unit)
    return sources_of(encoded, count_lines(documents, WORDS, unit)), encoded


def places_of(ids: list[int], run: list[int]) -> list[int]:
    """Where a run stands in a text."""
    return [start for start in range(len(ids) - len(run) + 1) if ids[start : start + len(run)] == run]


@given(st.data(), st.lists(corpora(), min_size=1, max_size=3), st.sampled_from(("line", "paragraph", "stream")))
def test_a_run_is_found_with_its_document_and_line(data: st.DataObject, texts: list[str], unit: str) -> None:
    sources, encoded = indexed(texts, unit)
    ids = [token for token in encoded.ids.tolist() if token != BOS]
    start = data.draw(st.integers(0, len(ids) - 1))
    run = ids[start : start + data.draw(st.integers(1, 9))]
    found = sources.find(run).tolist()
    assert found == places_of(ids, run)
    assert start in found
    around = data.draw(st.integers(0, 5))
    for at in found[:20]:
        place = sources.place(at, len(run), around)
        assert place.start == at
        if run[0] == EOS:
            continue
        text = texts[int(place.document.removeprefix("text "))]
        line = encoded.vocabulary.encode(text.split("\n")[place.line - 1].split())
        in_line = [*run, EOS][: [*run, EOS].index(EOS)]
        assert any(line[i : i + len(in_line)] == in_line[: len(line) - i] for i in range(len(line)))
        before = ids[max(at - around, 0) : at]
        assert list(place.before) == before[len(before) - len(place.before) :]
        assert list(place.after) == ids[at + len(run) :][: len(place.after)]
        assert EOS not in (*place.before, *place.after)


@given(st.data(), corpora())
def test_the_copied_runs_of_a_text_come_with_their_places(data: st.DataObject, text: str) -> None:
    sources, encoded = indexed([text])
    ids = [token for token in encoded.ids.tolist() if token != BOS]
    starts = data.draw(st.lists(st.integers(0, len(ids)), max_size=4))
    written = [token for start in starts for token in ids[start : start + 9]]
    copied = np.zeros(len(written), np.bool_)
    for run in sources.copied_runs(written):
        assert run.stop - run.start >= RUN
        assert run.places.tolist() == places_of(ids, written[run.start : run.stop])
        assert len(run.places)
        copied[run.start : run.stop] = True
    assert copied.tolist() == are_copied(sources.index, written).tolist()


def test_what_stands_around_a_run_ends_with_its_unit() -> None:
    sources, encoded = indexed(["a b c\nd e f g h\n", "d e x"])
    first, second = sources.find(encoded.vocabulary.encode("de")).tolist()
    place = sources.place(first, 2, 10)
    assert (place.document, place.line, place.before) == ("text 0", 2, ())
    assert list(place.after) == encoded.vocabulary.encode("fgh")
    place = sources.place(second, 2, 10)
    assert (place.document, place.line, place.before) == ("text 1", 1, ())
    place = sources.place(first + 2, 1, 1)
    assert encoded.vocabulary.decode((*place.before, *place.after)) == ["e", "g"]


def test_the_lines_of_another_text_are_refused() -> None:
    _, encoded = indexed(["a b c"])
    with pytest.raises(ModelError, match="has changed"):
        sources_of(encoded, count_lines([Document("text 0", "a b")], WORDS, "line"))
