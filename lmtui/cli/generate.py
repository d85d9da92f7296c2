"""`lmtui generate`: stream text to standard output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of, whole_sequences_wanted
from lmtui.cli.loading import load_sampler, tokens_of
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.text.safety import clean

if TYPE_CHECKING:
    from lmtui.sampling.generation import DrawnToken
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the prompt and its continuation, each token as it is drawn."""
    from lmtui.model.protocol import TextToken, ids_of
    from lmtui.sampling.generation import generate, record_of

    whole, sampling = whole_sequences_wanted(options, parser), sampling_of(options)
    sampler = load_sampler(options, parser)
    prompt = tokens_of(options.prompt, sampler.model)
    tokens = sampler.model.tokens
    ids = ids_of(prompt)
    generated: Iterable[DrawnToken]
    if whole:
        generated = _annealed(sampler, ids, sampling, options)
    else:
        generated = generate(sampler, ids, sampling, options.tokens, options.stop)
    if options.json:
        for drawn in generated:
            print_json(record_of(drawn, tokens.spelling(drawn.token)))
        return 0
    speller = tokens.speller()
    for token in prompt:
        speller.spell(token)
    written = clean(options.prompt)
    _write(written.rstrip() if tokens.spaced else written)
    for drawn in generated:
        written = "".join(speller.spell(TextToken(drawn.token)))
        _write(written)
    if not written.endswith("\n"):
        _write("\n")
    return 0


def _annealed(
    sampler: Sampler, prompt: list[int], sampling: Sampling, options: argparse.Namespace
) -> list[DrawnToken]:
    """One sequence, annealed as a whole."""
    from lmtui.sequences.sample_table import annealed_sequences
    from lmtui.sequences.searches import Searches

    progress = ProgressBar(options.quiet)
    try:
        annealed = annealed_sequences(Searches(sampler.model), sampling, options.tokens, progress.show)
        return annealed.draw([*sampler.model.tokens.start, *prompt], sampling.seed)
    finally:
        progress.clear()


def _write(text: str) -> None:
    sys.stdout.write(clean(text))  # a vocabulary from elsewhere may hold anything
    sys.stdout.flush()
