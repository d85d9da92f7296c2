"""`lmtui corpora`: the bundled corpora, measured now and not remembered."""

from __future__ import annotations

import argparse
from typing import Any

from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser
from lmtui.text import bundled
from lmtui.text.units import units_in_words


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print each corpus's size, and its held-out perplexity (last tenth of the units) at orders 2 and 3."""
    rows = [("corpus", "units", "tokens", "vocabulary", "perplexity 2", "perplexity 3", "what it is")]
    for name, what in bundled.CORPORA.items():
        record = _measure(name)
        if options.json:
            print_json({"name": name, "description": what, **record})
        else:
            rows.append(
                (
                    name,
                    units_in_words(record["units"], record["unit"]),
                    f"{record['tokens']:,}",
                    f"{record['vocabulary']:,}",
                    f"{record['perplexity_2']:.1f}",
                    f"{record['perplexity_3']:.1f}",
                    what,
                )
            )
    if not options.json:
        print_columns(rows, right=(False, True, True, True, True, True, False))
    return 0


def _measure(name: str) -> dict[str, Any]:
    """The sizes and perplexities of a corpus under the default recipe; `<unk>`, `<s>` and `</s>` count in V."""
    from lmtui.insight.held_out import held_out_perplexity
    from lmtui.ngram.training import corpus_of
    from lmtui.recipe import Recipe

    recipes = {order: Recipe((name,), order) for order in (2, 3)}
    text = corpus_of(recipes[3]).encoded()
    return {
        "units": text.units,
        "unit": text.unit,
        "tokens": text.tokens,
        "vocabulary": len(text.vocabulary),
        **{f"perplexity_{order}": held_out_perplexity(text, recipe) for order, recipe in recipes.items()},
    }
