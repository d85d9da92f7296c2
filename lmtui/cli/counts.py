"""`lmtui counts`: the n-grams of the training text by count, and the bigrams as a shaded table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.loading import load_counted, tokens_of
from lmtui.cli.output import in_ascii_only, print_columns, print_json, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.errors import ModelError
from lmtui.playground.shades import BLOCKS, DIGITS, shade
from lmtui.text import cells
from lmtui.text.clusters import clusters, fitting_beginning
from lmtui.text.safety import visible

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from lmtui.insight.counts import BigramTable
    from lmtui.ngram.counts import Counts
    from lmtui.ngram.language_model import NgramLanguageModel

_LONGEST_HEAD = 12  # rows of a column's name, and columns of a row's


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the most frequent n-grams, or the table of the bigrams."""
    model, counts = load_counted(options, parser)
    if options.table:
        _table(options, model, counts)
        return 0
    if counts is None:
        raise ModelError(
            f"{_name(options)} comes without counts; give the text it was trained on, --corpus, without --prune "
            "and --limit-vocab"
        )
    _list(options, model, counts)
    return 0


def _name(options: argparse.Namespace) -> str:
    return f"'{visible(options.model)}'" if options.model else "a pruned model"


def _list(options: argparse.Namespace, model: NgramLanguageModel, counts: Counts) -> None:
    from lmtui.insight.counts import ngrams_by_count
    from lmtui.model.protocol import ids_of

    order = options.ngrams or counts.order
    first = ids_of(tokens_of(options.beginning, model))
    listed, found = ngrams_by_count(model.trie, counts, order, first, options.top)
    if options.json:
        for ngram in listed:
            print_json(
                {
                    "ngram": [model.tokens.spelling(token) for token in ngram.ids],
                    "count": ngram.count,
                    "context_count": ngram.context_count,
                    "model_prob": ngram.prob,
                }
            )
        return
    rows = [("count", "c(h)", "p(w|h)", "n-gram")]
    rows += [
        (f"{ngram.count:,}", f"{ngram.context_count:,}", f"{ngram.prob:.6f}", _labels(model, ngram.ids))
        for ngram in listed
    ]
    print_columns(rows, right=(True, True, True, False))
    print(f"{len(listed):,} of {found:,} {order}-grams{' that begin so' if first else ''}")


def _labels(model: NgramLanguageModel, ids: Sequence[int]) -> str:
    return " ".join(map(model.tokens.label, ids))


def _table(options: argparse.Namespace, model: NgramLanguageModel, counts: Counts | None) -> None:
    from lmtui.insight.counts import bigram_table, frequent_contexts, frequent_tokens

    if options.shade == "count" and counts is None:
        raise ModelError(f"{_name(options)} comes without counts; leave out --shade count")
    table = bigram_table(model.trie, frequent_contexts(model.trie, counts, options.top), counts)
    columns = frequent_tokens(model.trie, counts, options.top)
    annealed = table.annealed(options.temperature)
    if options.json:
        _print_objects(table, columns, annealed, model)
        return
    ascii_only = options.ascii or in_ascii_only()
    marks = DIGITS if ascii_only else BLOCKS
    if options.shade == "count" and table.counts is not None:
        values = table.counts[:, columns]
        shares = values / max(int(values.max()), 1)
        legend = f"counts, up to {int(values.max()):,}"
    else:
        shares = annealed[:, columns]
        legend = f"p_T at T = {printed_temperature(options.temperature, ascii_only)}"
    names = [model.tokens.label(token) for token in columns]
    _print_shades(shares, [model.tokens.label(token) for token in table.contexts.tolist()], names, marks)
    print(f"rows: the token before; columns: the token that follows; {legend}, from nothing to all: '{marks}'")


def _print_objects(
    table: BigramTable, columns: list[int], annealed: npt.NDArray[np.float64], model: NgramLanguageModel
) -> None:
    """One object a row."""
    spelling = model.tokens.spelling
    for row, context in enumerate(table.contexts.tolist()):
        print_json(
            {
                "context": spelling(context),
                "cells": [
                    {
                        "token": spelling(token),
                        "count": None if table.counts is None else int(table.counts[row, token]),
                        "model_prob": float(table.probs[row, token]),
                        "prob": float(annealed[row, token]),
                    }
                    for token in columns
                ],
            }
        )


def _print_shades(shares: npt.NDArray[np.float64], rows: Sequence[str], columns: Sequence[str], marks: str) -> None:
    """Print a mark of two columns for each cell, under names that are written from top to bottom."""
    names = [list(clusters(name))[:_LONGEST_HEAD] for name in columns]
    labels = [fitting_beginning(name, _LONGEST_HEAD) for name in rows]
    width = max(map(cells.columns, labels))
    height = max(map(len, names))
    for line in range(height):
        letters = (_padded(name[place] if (place := line - height + len(name)) >= 0 else "", 2) for name in names)
        print((" " * (width + 1) + "".join(letters)).rstrip())
    for label, row in zip(labels, shares.tolist(), strict=True):
        print((_padded(label, width) + " " + "".join(shade(share, marks) * 2 for share in row)).rstrip())


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells.columns(text))
