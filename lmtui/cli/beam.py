"""`lmtui best --beam K`: what a beam search finds after a prompt, beside the greedy sequence."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.continuations import print_continuations, record_of
from lmtui.cli.loading import print_estimate
from lmtui.cli.output import print_json, sequence_of
from lmtui.cli.progress_bar import ProgressBar

if TYPE_CHECKING:
    from lmtui.sequences.searches import Searches


def print_beam(searches: Searches, context: Sequence[int], options: argparse.Namespace) -> None:
    """Search, and print the sequences that were found, and what the search leaves open."""
    from lmtui.sequences.beam_and_greedy import beam_and_greedy

    tokens, progress = searches.model.tokens, ProgressBar(options.quiet)
    if searches.times and not options.quiet:
        print_estimate(1 + options.beam * (options.tokens - 1), searches.times.seconds)
    try:
        found = beam_and_greedy(searches, context, options.tokens, options.beam, options.ends, progress.show)
    finally:
        progress.clear()
    if options.json:
        greedy = record_of(found.greedy, tokens) if found.greedy else None
        for each in found.best[: options.count]:
            print_json(record_of(each, tokens) | {"greedy": greedy, "beam": options.beam, "proved": False})
        return
    print(f"after {sequence_of(tokens, context) or 'anything'}")
    print_continuations(found.best[: options.count], found.greedy, tokens)
    for line in found.beam.remarks:
        print(line)
