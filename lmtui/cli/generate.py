"""`lmtui generate`: stream text to standard output."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of, whole_sequences_wanted
from lmtui.cli.loading import load_sampler, print_note, tokens_of
from lmtui.cli.output import Output, json_line
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.text.safety import clean

if TYPE_CHECKING:
    from lmtui.model.protocol import TextToken, Tokens
    from lmtui.sampling.generation import DrawnToken
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling

_MOST_NAMED = 10  # tokens that are not certain


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the prompt and its continuation as it is drawn."""
    from lmtui.model.protocol import ids_of
    from lmtui.sampling.generation import generate

    whole, sampling = whole_sequences_wanted(options, parser), sampling_of(options)
    sampler = load_sampler(options, parser)
    prompt = tokens_of(options.prompt, sampler.model)
    ids = ids_of(prompt)
    generated: Iterable[DrawnToken]
    if whole:
        generated = _annealed(sampler, ids, sampling, options)
    else:
        generated = generate(sampler, ids, sampling, options.tokens, options.stop)
    uncertain = list[int]()
    if sampler.first_ranks:
        generated = _noting_uncertain(generated, uncertain)
    with Output(at_once=not sampler.answers_at_once) as output:
        if options.json:
            _write_objects(generated, sampler.model.tokens, output)
        else:
            _write_text(options.prompt, prompt, generated, sampler.model.tokens, output)
    if uncertain:
        named = ", ".join(map(str, uncertain[:_MOST_NAMED])) + (", ..." if len(uncertain) > _MOST_NAMED else "")
        print_note(f"{len(uncertain):,} tokens are not certain, as the model gives no more ranks: at index {named}")
    return 0


def _noting_uncertain(generated: Iterable[DrawnToken], uncertain: list[int]) -> Iterator[DrawnToken]:
    """The tokens; the indices of those that the ranks which the model gives do not decide on are noted."""
    for drawn in generated:
        if not drawn.certain:
            uncertain.append(drawn.index)
        yield drawn


def _write_objects(generated: Iterable[DrawnToken], tokens: Tokens, output: Output) -> None:
    from lmtui.sampling.generation import record_of

    for drawn in generated:
        output.write(json_line(record_of(drawn, tokens.spelling(drawn.token))))


def _write_text(
    given: str, prompt: list[TextToken], generated: Iterable[DrawnToken], tokens: Tokens, output: Output
) -> None:
    """Write the prompt as it was given, and the tokens after it. A vocabulary from elsewhere may hold anything."""
    from lmtui.model.protocol import TextToken

    speller = tokens.speller()
    for token in prompt:
        speller.spell(token)
    written = clean(given)
    output.write(written.rstrip() if tokens.spaced else written)
    for drawn in generated:
        written = clean("".join(speller.spell(TextToken(drawn.token))))
        output.write(written)
    if not written.endswith("\n"):
        output.write("\n")


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
