"""Jurafsky & Martin, "Speech and Language Processing" (3rd edition), chapter on n-grams; taught at Stanford (CS124).

Of three sentences with the shape of "I am Sam": P(I|<s>) = 2/3, P(Sam|<s>) = 1/3, P(am|I) = 2/3, P(</s>|Sam) = 1/2,
P(Sam|am) = 1/2, P(do|I) = 1/3.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from support.cli import done

SENTENCES = b"we are home\nhome we are\nwe will not buy blue shirts or hats\n"
BIGRAMS = ("--corpus", "-", "--order", "2", "--smoothing", "mle", "--tokenizer", "whitespace")


@pytest.mark.parametrize(
    ("context", "token", "prob"),
    [
        ("", "we", Fraction(2, 3)),
        ("", "home", Fraction(1, 3)),
        ("we", "are", Fraction(2, 3)),
        ("home", "</s>", Fraction(1, 2)),
        ("are", "home", Fraction(1, 2)),
        ("we", "will", Fraction(1, 3)),
    ],
)
def test_bigrams_have_their_relative_frequencies(context: str, token: str, prob: Fraction) -> None:
    (table,) = done("next", *BIGRAMS, "--prompt", context, "--json", stdin=SENTENCES).records
    (found,) = (row["model_prob"] for row in table["candidates"] if row["token"] == token)
    assert found == pytest.approx(float(prob), abs=1e-15)


def test_the_probability_of_a_sentence_is_the_product_of_its_bigrams() -> None:
    ran = done("score", *BIGRAMS, "--text", "we are home", stdin=SENTENCES)
    prob = Fraction(2, 3) * Fraction(2, 3) * Fraction(1, 2) * Fraction(1, 2)
    assert ran.lines[1].split()[1] == f"{float(prob):.6g}"
