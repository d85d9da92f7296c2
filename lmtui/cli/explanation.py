"""`lmtui next --explain`: where a probability comes from, order by order."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.loading import load_counted, print_note, prompt_ids, tokens_of
from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser
from lmtui.text.specials import SPECIALS

if TYPE_CHECKING:
    from lmtui.insight.explanation import Contribution, Explanation
    from lmtui.ngram.language_model import NgramLanguageModel


def explain(options: argparse.Namespace, parser: Parser) -> int:
    """Print the parts of one token's probability after the prompt."""
    from lmtui.insight.explanation import Explainer
    from lmtui.sampling.generation import prompt_context

    if not options.explain:
        parser.error("--explain needs a token")
    model, counts = load_counted(options, parser)
    context = prompt_context(model, prompt_ids(options, model))
    explanation = Explainer(model.trie, counts).explain(context, _token_of(options.explain, model, parser))
    if options.json:
        print_json(_record(explanation, model))
    else:
        _print_parts(explanation, model)
        if counts is None:
            print_note(
                "a model that was read comes without counts: of each order its probability or its backoff weight"
            )
    return 0


def _token_of(text: str, model: NgramLanguageModel, parser: Parser) -> int:
    """The one token that a text is; `</s>` and `<unk>` are tokens, too."""
    if text in SPECIALS:
        return SPECIALS.index(text)
    tokens = tokens_of(text, model)
    if len(tokens) != 1:
        parser.error(f"--explain takes one token, and '{text}' is {len(tokens)}")
    return tokens[0].id


def _record(explanation: Explanation, model: NgramLanguageModel) -> dict[str, object]:
    spelling = model.tokens.spelling
    return {
        "context": [spelling(token) for token in explanation.context],
        "token": spelling(explanation.token),
        "model_prob": explanation.prob,
        "smoothing": model.trie.smoothing,
        "parts": [
            {
                "order": part.order,
                "context": [spelling(token) for token in part.context],
                "own": part.own,
                "backoff": part.backoff,
                "weight": part.weight,
                "prob": part.prob,
                "evidence": part.evidence and asdict(part.evidence),
            }
            for part in explanation.parts
        ],
    }


def _print_parts(explanation: Explanation, model: NgramLanguageModel) -> None:
    label, parts = model.tokens.label, explanation.parts
    context = " ".join(map(label, explanation.context))
    given = f" | {context}" if context else ""
    trie = model.trie
    print(f"p({label(explanation.token)}{given}) = {explanation.prob:.6g}, {trie.smoothing}, order {trie.order}")
    seen = len(parts[0].context)
    if seen < len(explanation.context):
        print(f"of this context the last {seen} tokens were seen" if seen else "no end of this context was seen")
    rows: list[tuple[str, ...]] = [
        ("order", "context", "c(hw)", "c(h)", "p of this order", "backoff weight", "weight", "adds to p")
    ]
    rows += [_row(part, " ".join(map(label, part.context))) for part in parts]
    rows.append(("", "", "", "", "", "", "sum", f"{explanation.total:.6g}"))
    print_columns(rows, right=(True, False, True, True, False, False, True, True))
    if any(part.evidence and part.evidence.is_continuation for part in parts):
        print("below the highest order a token counts by how many different tokens stand before the n-gram")


def _row(part: Contribution, context: str) -> tuple[str, ...]:
    evidence = part.evidence
    own, backoff = f"{part.own:.6g}", "" if part.backoff is None else f"{part.backoff:.6g}"
    if evidence:
        own = _equation(evidence.formula, own)
        backoff = _equation(evidence.backoff_formula, backoff)
    elif not part.order and part.own:
        context, own = "(uniform)", _equation(f"1 / {1 / part.own:.0f}", own)
    return (
        str(part.order),
        context,
        str(evidence.count) if evidence else "",
        str(evidence.context_count) if evidence else "",
        own,
        backoff,
        f"{part.weight:.6g}",
        f"{part.prob:.6g}",
    )


def _equation(formula: str, value: str) -> str:
    return f"{formula} = {value}" if formula not in ("", value) else value
