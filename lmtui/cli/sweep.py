"""`lmtui sweep`: entropy, perplexity, diversity and copying against temperature."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lmtui.cli.from_options import recipe_of, sampling_of
from lmtui.cli.loading import print_estimate_of_tokens, print_notes, prompt_ids
from lmtui.cli.output import in_ascii_only, print_json, printed_number, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.playground.bars import banded_bar
from lmtui.playground.sweep_job import bars, none_if_nan
from lmtui.playground.table import middle_of

if TYPE_CHECKING:
    from lmtui.insight.suffix_array import SuffixArray
    from lmtui.insight.sweep import SweepRow
    from lmtui.model.partial_ranking import Bounds
    from lmtui.recipe import Recipe
    from lmtui.sampling.sampler import Sampler

_HEAD = ("T", "perplexity", "distinct-1", "distinct-2", "distinct-3", "rank", "bits", "copied")
_WIDTHS = (5, 10, 10, 10, 10, 8, 6, 6)
_BOUNDS = ("mean_entropy_bits_low", "mean_entropy_bits_high")
_PLOT = 60  # columns of the longest bar


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the row of each temperature as soon as its text is measured; a plot comes at the end, with its scale."""
    from lmtui.insight.sweep import sweep

    sampling = sampling_of(options)
    recipe = recipe_of(options, parser)
    progress = ProgressBar(options.quiet)
    try:
        sampler, copies = _load(recipe, progress)
        prompt = prompt_ids(options, sampler.model)
        if sampler.times and not options.quiet:
            answers = len(options.temperatures) * options.tokens * options.runs
            print_estimate_of_tokens(answers, sampler, options.prompt, options.temperatures, sampling.cuts)
        rows = sweep(
            sampler, prompt, sampling, options.temperatures, options.tokens, copies, progress.show, options.runs
        )
        _print(_without(progress, rows), options, sampler.first_ranks is not None)
    finally:
        progress.clear()
    return 0


def _load(recipe: Recipe, progress: ProgressBar) -> tuple[Sampler, SuffixArray | None]:
    """The model, and an index of the text that it was trained on, which is read once for both.

    The index is None for a model from elsewhere.
    """
    from lmtui.insight.copying import index_of
    from lmtui.library import load_with_text
    from lmtui.sampling.sampler import Sampler

    loaded, text = load_with_text(recipe, progress.show, pipes_allowed=True)
    copies = index_of(text, progress.show) if text else None
    progress.clear()
    print_notes(loaded)
    return Sampler(loaded.model), copies


def _without(progress: ProgressBar, rows: Iterator[SweepRow]) -> Iterator[SweepRow]:
    """The rows; the progress bar is removed before each row is printed."""
    try:
        for row in rows:
            progress.clear()
            yield row
    finally:
        progress.clear()


def _print(rows: Iterator[SweepRow], options: argparse.Namespace, has_bounds: bool) -> None:
    ascii_only = options.ascii or in_ascii_only()
    if options.json:
        for row in rows:
            print_json(_record(row))
    elif options.csv:
        _print_csv(rows, options.runs > 1, has_bounds)
    elif options.plot:
        _print_plot(rows, ascii_only)
    else:
        _print_table(rows, ascii_only)


def _record(row: SweepRow) -> dict[str, Any]:
    """A row as a flat record; of several runs with their number, and beside every figure its standard error."""
    record = asdict(row)
    runs, errors, uncertain = record.pop("runs"), record.pop("errors"), record.pop("uncertain")
    if errors:
        record |= {"runs": runs} | {f"{name}_error": error for name, error in errors.items()}
    return record if uncertain is None else record | {"uncertain": uncertain}


def _print_csv(rows: Iterator[SweepRow], several: bool, has_bounds: bool) -> None:
    """Print the rows as comma-separated values (RFC 4180, lines ending in CR LF); NaN is an empty field.

    Of a model that gives first ranks, the bounds of the entropy are columns, too.
    """
    from lmtui.insight.sweep import FIGURES

    names = ["temperature", "tokens", *FIGURES]
    if several:
        names += ["runs", *(f"{name}_error" for name in FIGURES)]
    if has_bounds:
        names += [*_BOUNDS, "uncertain"]
    writer = csv.DictWriter(sys.stdout, names)
    writer.writeheader()
    sys.stdout.flush()
    for row in rows:
        record, bits = _record(row), row.mean_entropy_bits
        if has_bounds:
            bounds = bits if isinstance(bits, tuple) else (bits, bits)
            record |= dict(zip(_BOUNDS, bounds, strict=True)) | {"mean_entropy_bits": middle_of(bits)}
        writer.writerow({name: none_if_nan(value) for name, value in record.items()})
        sys.stdout.flush()


def _print_table(rows: Iterator[SweepRow], ascii_only: bool) -> None:
    _print_row(_HEAD)
    from lmtui.insight.sweep import FIGURES

    for row in rows:
        _print_row([_figure(name, getattr(row, name), ascii_only) for name in ("temperature", *FIGURES)])
        if row.errors:
            _print_row(["", *(_error(name, row.errors[name], ascii_only) for name in FIGURES)])


def _print_row(texts: Iterable[str]) -> None:
    """Print texts in columns of fixed widths, since later rows are not known yet."""
    print("  ".join(text.rjust(width) for text, width in zip(texts, _WIDTHS, strict=True)), flush=True)


def _figure(name: str, value: float | Bounds | None, ascii_only: bool) -> str:
    """A figure of a row for people, or its bounds."""
    if isinstance(value, tuple):
        return printed_number(value, 2)
    value = none_if_nan(value)
    if value is None:
        return "-"
    if value == math.inf:
        return "inf" if ascii_only else "∞"
    if name == "temperature":
        return printed_temperature(value, ascii_only)
    if name in ("perplexity", "mean_rank"):
        return f"{value:,.1f}" if value < 1e5 else f"{value:,.0f}" if value < 1e7 else f"{value:.3g}"
    return f"{value:.3f}"


def _error(name: str, value: float | None, ascii_only: bool) -> str:
    """A standard error for people."""
    figure = _figure(name, value, ascii_only)
    return figure if figure == "-" else f"{'+-' if ascii_only else '±'}{figure}"


def _print_plot(rows: Iterator[SweepRow], ascii_only: bool) -> None:
    """Draw the rows when the last one has come, or when the sweep was interrupted."""
    done: list[SweepRow] = []
    try:
        for row in rows:
            done.append(row)
    finally:
        if done:
            titles = ("perplexity (bars: its logarithm)", "\ndistinct-2", "\ncopied")
            names = ("perplexity", "distinct_2", "copied")
            for title, name, bands in zip(titles, names, zip(*bars(done), strict=True), strict=True):
                print(title)
                for row, band in zip(done, bands, strict=True):
                    temperature = _figure("temperature", row.temperature, ascii_only)
                    value = _figure(name, getattr(row, name), ascii_only)
                    if row.errors:
                        value += f" {_error(name, row.errors[name], ascii_only):>6}"
                    print(f"{temperature:>5}  {value:>9}  {banded_bar(band, _PLOT, fine=not ascii_only)}".rstrip())
