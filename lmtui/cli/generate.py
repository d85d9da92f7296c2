"""`lmtui generate`: stream text to standard output."""

from __future__ import annotations

import argparse
import sys

from lmtui.cli.asked import sampling_of
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser, load_sampler, prompt_tokens
from lmtui.text.safety import clean


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the prompt and its continuation, each token as it is drawn."""
    from dataclasses import asdict

    from lmtui.sampling.generation import generate
    from lmtui.text.display import Speller

    sampling = sampling_of(options)
    sampler = load_sampler(options, parser)
    prompt = prompt_tokens(options, sampler)
    vocabulary = sampler.model.vocabulary
    tokens = generate(sampler, prompt, sampling, options.tokens, options.stop)
    if options.json:
        for drawn in tokens:
            print_json(asdict(drawn) | {"token": vocabulary[drawn.token]})
        return 0
    speller = Speller(sampler.model.tokenizer)
    for token in prompt:
        speller.spell(token)
    written = clean(options.prompt)
    _write(written.rstrip() if sampler.model.tokenizer.space else written)
    for drawn in tokens:
        written = "".join(speller.spell(vocabulary[drawn.token]))
        _write(written)
    if not written.endswith("\n"):
        _write("\n")
    return 0


def _write(text: str) -> None:
    sys.stdout.write(clean(text))  # a vocabulary from elsewhere may hold anything
    sys.stdout.flush()
