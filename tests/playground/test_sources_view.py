"""Every line that is shown stands in the training text, at the line that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.insight.sources import Sources
from lmtui.library import load
from lmtui.model.protocol import Tokens
from lmtui.playground.sources_job import SourcesJob
from lmtui.playground.sources_view import SourceReader
from lmtui.recipe import Recipe

TEXT = "the mouse ate the cheese\nthe ball ate the mouse\n\nthe mouse ate the cheese again\n"


@pytest.fixture
def indexed(tmp_path: Path) -> tuple[Sources, Tokens]:
    (tmp_path / "text.txt").write_text(TEXT)
    recipe = Recipe((str(tmp_path / "text.txt"),), unit="line")
    model = load(recipe).model
    return SourcesJob(recipe, model).run(), model.tokens


def reader(indexed: tuple[Sources, Tokens], text: str, position: int) -> SourceReader:
    sources, tokens = indexed
    ids = [len(tokens) if token.unknown else token.id for token in tokens.encode(text)]
    return SourceReader(sources, tokens, ids, position)


def test_a_copied_run_is_found_with_file_line_and_context(indexed: tuple[Sources, Tokens]) -> None:
    view = reader(indexed, "zebra the mouse ate the cheese zebra", 3).view
    assert (view.run, view.tokens, view.count, view.copied, view.runs) == ("the mouse ate the cheese", 5, 2, True, 1)
    assert [line.where.rpartition(":")[2] for line in view.lines] == ["1", "4"]
    assert [line.after for line in view.lines] == ["", "again"]
    assert all(line.run == view.run for line in view.lines)


def test_where_nothing_is_copied_it_is_the_longest_run_that_ends_with_the_token(
    indexed: tuple[Sources, Tokens],
) -> None:
    view = reader(indexed, "cheese ball ate the", 3).view
    assert (view.run, view.count, view.copied, view.runs) == ("ball ate the", 1, False, 0)
    assert view.lines[0].before == "the"
    assert view.lines[0].after == "mouse"
    unknown = reader(indexed, "the zebra", 1).view
    assert (unknown.run, unknown.count, list(unknown.lines)) == ("<unk>", 0, [])


def test_one_goes_from_run_to_run(indexed: tuple[Sources, Tokens]) -> None:
    read = reader(indexed, "the mouse ate the cheese the ball ate the mouse", 0)
    first = read.view
    read.go(1)
    assert read.view.run == "the ball ate the mouse"
    read.go(1)
    assert read.view.run == "the ball ate the mouse"
    read.go(-1)
    read.go(-1)
    assert read.view == first
