"""`lmtui sources`: where a run of tokens stands in the training text, and what a text copies from it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lmtui.cli.from_options import recipe_of
from lmtui.cli.loading import PATIENCE, print_notes, tokens_of
from lmtui.cli.output import in_ascii_only, print_json
from lmtui.cli.parser import Parser
from lmtui.errors import ModelError
from lmtui.text import cells
from lmtui.text.clusters import fitting_end
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.insight.sources import CopiedRun, SourcePlace, Sources
    from lmtui.ngram.language_model import NgramLanguageModel

_WIDEST = 36  # columns before a run, so that runs stand under one another


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the places of each run."""
    from lmtui.insight.sources import CopiedRun

    if not (options.run or options.text) and "-" in options.corpus:
        parser.error("standard input cannot be both the corpus and the text; give the text with --text")
    model, sources = _load(options, parser)
    for asked in options.run:
        ids = _ids_of([asked], model)
        if not ids:
            parser.error(f"--run needs a token, and '{asked}' has none")
        _print_run(CopiedRun(0, len(ids), sources.find(ids)), ids, model, sources, options)
    for text in _texts(options):
        ids = _ids_of(model.units(text), model)
        runs = sources.copied_runs(ids)
        for copied in runs:
            _print_run(copied, ids[copied.start : copied.stop], model, sources, options)
        if not options.json:
            tokens = len({place for copied in runs for place in range(copied.start, copied.stop)})
            print(f"{len(runs):,} copied runs, {tokens:,} of {len(ids):,} tokens")
    return 0


def _load(options: argparse.Namespace, parser: Parser) -> tuple[NgramLanguageModel, Sources]:
    """The model that the options describe, and its training text."""
    from lmtui.cli.progress_bar import ProgressBar
    from lmtui.library import load_with_sources

    bar = ProgressBar(options.quiet, PATIENCE)
    try:
        loaded, sources = load_with_sources(recipe_of(options, parser), bar.show, pipes_allowed=True)
    finally:
        bar.clear()
    print_notes(loaded)
    if sources is None:
        named = visible(options.model)
        raise ModelError(f"'{named}' comes without its training text; give the text with --corpus instead of --model")
    return loaded.ngram_model, sources


def _texts(options: argparse.Namespace) -> Iterator[str]:
    """The texts that were given, or that on standard input where nothing was."""
    from lmtui.text.sources import read_standard_input

    yield from options.text
    if not (options.run or options.text):
        yield read_standard_input(encoding=options.encoding).text


def _ids_of(units: Iterable[str], model: NgramLanguageModel) -> list[int]:
    """The ids of a text's units with `</s>` between them; a word that is not in V has an id that is in no text."""
    from lmtui.model.protocol import ids_of

    end = model.tokens.end
    ids: list[int] = []
    for unit in units:
        if ids and end is not None:
            ids.append(end)
        ids += ids_of(tokens_of(unit, model), unknown=len(model.tokens))
    return ids


def _print_run(
    run: CopiedRun, ids: Sequence[int], model: NgramLanguageModel, sources: Sources, options: argparse.Namespace
) -> None:
    shown = run.places[: options.top].tolist()
    places = [sources.place(start, len(ids), options.around) for start in shown]
    if options.json:
        print_json(_record(run, ids, places, model))
        return
    written = [_spelled(place, ids, model) for place in places]
    text = written[0][1] if written else visible(" ".join(_spellings(ids, model)))
    count = len(run.places)
    times = "nowhere" if not count else "once" if count == 1 else f"{count:,} times"
    print(f"{text.strip()}: {len(ids)} tokens, {times}{f', the first {len(shown)}' if len(shown) < count else ''}")
    heads = [f"{place.document}:{place.line}" for place in places]
    widest = max(map(cells.columns, heads), default=0)
    cut = "..." if in_ascii_only() else "…"
    for head, (before, inside, after) in zip(heads, written, strict=True):
        if model.tokens.spaced and inside.startswith(" "):
            before, inside = f"{before} ", inside[1:]
        left = before if cells.columns(before) <= _WIDEST else cut + fitting_end(before, _WIDEST - cells.columns(cut))
        print(
            f"  {head}{' ' * (widest - cells.columns(head))}  {' ' * (_WIDEST - cells.columns(left))}{left}"
            f"[{inside}]{after}".rstrip()
        )


def _record(
    run: CopiedRun, ids: Sequence[int], places: list[SourcePlace], model: NgramLanguageModel
) -> dict[str, object]:
    return {
        "start": run.start,
        "tokens": _spellings(ids, model),
        "count": len(run.places),
        "places": [
            {
                "document": place.document,
                "line": place.line,
                "before": _spellings(place.before, model),
                "after": _spellings(place.after, model),
            }
            for place in places
        ],
    }


def _spellings(ids: Sequence[int], model: NgramLanguageModel) -> list[str]:
    unknown = len(model.tokens)
    return ["<unk>" if token == unknown else model.tokens.spelling(token) for token in ids]


def _spelled(place: SourcePlace, ids: Sequence[int], model: NgramLanguageModel) -> tuple[str, str, str]:
    """The text before a run, the run and the text behind it, with the spaces of prose; safe to show, on one line."""
    from lmtui.model.protocol import TextToken

    speller = model.tokens.speller()
    parts = (
        "".join("".join(speller.spell(TextToken(token))) for token in part)
        for part in (place.before, ids, place.after)
    )
    before, inside, after = (visible(part) for part in parts)
    return before, inside, after
