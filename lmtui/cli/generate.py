"""`lmtui generate`: stream text to standard output."""

from __future__ import annotations

import argparse
import sys

from lmtui.cli.from_options import sampling_of
from lmtui.cli.loading import load_sampler, prompt_tokens
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.text.safety import clean


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the prompt and its continuation, each token as it is drawn."""
    from dataclasses import asdict

    from lmtui.model.protocol import TextToken
    from lmtui.sampling.generation import generate

    sampling = sampling_of(options)
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
