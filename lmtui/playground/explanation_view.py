"""Where a probability comes from, as texts that a widget draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.playground.position_table import table_at
from lmtui.playground.session import Session
from lmtui.playground.snapshots import why_no_distribution
from lmtui.sampling.temperature import format_temperature

if TYPE_CHECKING:
    from lmtui.insight.counted_model import CountedModel
    from lmtui.insight.explanation import Contribution, Explanation
    from lmtui.model.protocol import Tokens


@dataclass(frozen=True)
class ExplainedToken:
    """A token whose probability is asked for.

    Attributes:
        context: the token ids before, `<s>` first.
        token: the id.
        temperature: T, at which the token is drawn.
        prob: p_T, after the cuts.
        whole: whether T anneals the whole sequence.
    """

    context: Sequence[int]
    token: int
    temperature: float
    prob: float
    whole: bool = False


@dataclass(frozen=True)
class ContributionView:
    """What one order contributes.

    Attributes:
        order: k; 0 is the uniform distribution.
        context: the tokens that the order conditions on; "" where there are none.
        product: the weight that longer contexts leave, times the order's own value; "" where that weight is 1.
        prob: the contribution.
        share: the contribution as a share of p, in [0, 1].
        details: the counts and the formulas with their numbers, a line each.
    """

    order: int
    context: str
    product: str
    prob: float
    share: float
    details: Sequence[str]


@dataclass(frozen=True)
class ExplanationView:
    """Where p(w|h) comes from.

    Attributes:
        token: w.
        context: h, as much of it as the model conditions on; "" where that is nothing.
        prob: p(w|h).
        method: the smoothing and the order.
        drawn: p_T, with which the token is drawn.
        parts: from the longest context to the shortest.
        total: the sum of the parts.
        notes: what else is to be known, a sentence each.
    """

    token: str
    context: str
    prob: float
    method: str
    drawn: str
    parts: Sequence[ContributionView]
    total: float
    notes: Sequence[str]


def token_to_explain(session: Session, rank: int | None = None) -> ExplainedToken:
    """The token whose probability is asked for: the one of a rank, or else the one that stands at the cursor.

    At the end of the text that is the token that the luck decides on.

    Raises:
        SettingError: there is no model, or the model has not answered yet.
    """
    lane = session.text.lane
    if lane is None:
        raise SettingError("there is no model yet; wait for it")
    position = session.position
    distribution, table = lane.distribution(position), table_at(lane, position, 1, 1)
    if distribution is None or table is None:
        raise SettingError(why_no_distribution(session))
    if rank is not None:
        found = distribution.at(rank)
    elif position < len(lane.tokens):
        found = distribution.of(lane.tokens[position].drawn.token)
    else:
        found = distribution.at(table.chosen.rank)
    temperature, whole = lane.sampling.temperature, lane.sequence_length is not None
    return ExplainedToken(lane.context(position), found.token, temperature, found.prob, whole)


def explanation_view(counted: CountedModel, tokens: Tokens, wanted: ExplainedToken) -> ExplanationView:
    """Take the probability of a token apart.

    Args:
        counted: the model, with its counts if there are any.
        tokens: of the model.
        wanted: the token.
    """
    explanation = counted.explain(wanted.context, wanted.token)
    return ExplanationView(
        token=tokens.label(wanted.token),
        context=" ".join(map(tokens.label, explanation.context)),
        prob=explanation.prob,
        method=f"{counted.smoothing}, order {counted.order}",
        drawn=f"p_T = {wanted.prob:.6g} at T = {format_temperature(wanted.temperature)}"
        + (", all that can follow weighed, too" if wanted.whole else ""),
        parts=[_part_view(part, tokens, explanation.prob) for part in explanation.parts],
        total=explanation.total,
        notes=list(_notes(explanation, counted)),
    )


def _part_view(part: Contribution, tokens: Tokens, prob: float) -> ContributionView:
    own = f"{part.own:.6g}"
    return ContributionView(
        order=part.order,
        context=" ".join(map(tokens.label, part.context)),
        product="" if part.weight == 1 else f"{part.weight:.6g} × {own}",
        prob=part.prob,
        share=min(part.prob / prob, 1.0) if prob else 0.0,
        details=list(_details(part)),
    )


def _details(part: Contribution) -> Iterator[str]:
    if evidence := part.evidence:
        seen = f"seen {_times(evidence.count)}, any token here {_times(evidence.context_count)}"
        yield seen
        if evidence.is_continuation:
            yield f"counted by what stands before: {evidence.counted:,} of {evidence.total:,}"
        if evidence.formula:
            yield f"p here = {_equation(evidence.formula, part.own)}"
        if part.backoff is not None and evidence.backoff_formula:
            yield f"left for less context = {_equation(evidence.backoff_formula, part.backoff)}"
    elif not part.order:
        if part.own:
            yield f"p here = 1 / {1 / part.own:.0f}, the same for every token"
    elif part.backoff is not None:
        yield f"not stored; backoff weight {part.backoff:.6g}"
    else:
        yield f"stored: p = {part.own:.6g}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times" if count else "never"


def _equation(formula: str, value: float) -> str:
    result = f"{value:.6g}"
    return result if formula == result else f"{formula} = {result}"


def _notes(explanation: Explanation, counted: CountedModel) -> Iterator[str]:
    wanted = len(explanation.context)
    followed = (part for part in explanation.parts if part.evidence is None or part.evidence.context_count)
    seen = max((len(part.context) for part in followed), default=0)
    if seen < wanted:
        yield (
            f"Of this context only the end was seen: {seen} of {wanted} tokens."
            if seen
            else "No end of this context was seen."
        )
    if any(part.evidence and part.evidence.is_continuation for part in explanation.parts):
        yield "Below the highest order a token counts by how many different tokens stand before the n-gram."
    if not counted.has_counts:
        yield "Of this model its file alone is known: one probability, and the backoff weights on the way to it."
