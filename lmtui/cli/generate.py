"""`lmtui generate`: stream text to standard output."""

from __future__ import annotations

import argparse
import sys

from lmtui.cli.output import print_json
from lmtui.cli.parser import (
    Parser,
    add_json_option,
    add_model_options,
    add_sampling_options,
    at_least,
    load_sampler,
    prompt_tokens,
    sampling_of,
)
from lmtui.text.safety import clean


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    add_sampling_options(parser)
    parser.add_argument(
        "--tokens", type=at_least(0), default=100, metavar="N", help="how many tokens to draw (default: 100)"
    )
    parser.add_argument("--stop", action="store_true", help="end with the unit instead of beginning a new one")
    add_json_option(parser)


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the prompt and its continuation, each token as it is drawn."""
    from dataclasses import asdict

    from lmtui.model.protocol import TextToken
    from lmtui.sampling.generation import generate

    sampling = sampling_of(options, parser)
    sampler = load_sampler(options, parser)
    prompt = prompt_tokens(options, sampler)
    tokens = sampler.model.tokens
    generated = generate(sampler, [token.id for token in prompt], sampling, options.tokens, options.stop)
    if options.json:
        for drawn in generated:
            print_json(asdict(drawn) | {"token": tokens.spelling(drawn.token)})
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


def _write(text: str) -> None:
    sys.stdout.write(clean(text))  # a vocabulary from elsewhere may hold anything
    sys.stdout.flush()
