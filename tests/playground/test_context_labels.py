"""What a distribution is conditioned on is shown as tokens, or as the words of the text that these are."""

from __future__ import annotations

from support.byte_model import ready
from support.models import trie_of
from support.mouse import RECIPES, trained

from lmtui.model.protocol import LanguageModel, ids_of
from lmtui.playground.context_labels import context_labels
from lmtui.text.specials import BOS, UNK


def labels_of(model: LanguageModel, text: str) -> tuple[str, ...]:
    return context_labels(model, ids_of(model.tokens.encode(text)))


def test_the_tokens_of_an_n_gram_model_are_shown_each_by_itself() -> None:
    model = trained().sampler.model
    vocabulary = trie_of(trained().sampler).vocabulary
    assert context_labels(model, [BOS, vocabulary.id("mouse"), UNK]) == ("<s>", "mouse", "<unk>")
    assert labels_of(trained(RECIPES[3]).sampler.model, "e ") == ("e", "␣")


def test_of_a_long_context_the_end_is_shown_after_an_ellipsis() -> None:
    model = trained().sampler.model
    assert labels_of(model, "the mouse " * 8) == ("the", "mouse") * 8
    assert labels_of(model, "ate " + "the mouse " * 8) == ("…", *("the", "mouse") * 8)


def test_of_tokens_with_blanks_of_their_own_the_words_are_shown_and_a_last_blank_and_line_ends_as_marks() -> None:
    model = ready().sampler.model
    assert labels_of(model, "") == ()
    assert labels_of(model, "the mouse") == ("the", "mouse")
    assert labels_of(model, "the\n") == ("the↵",)
    assert labels_of(model, "the ") == ("the", "␣")
