"""A prompt has a name that is safe to show; an empty one, too."""

from __future__ import annotations

from support.byte_model import ready
from support.mouse import trained

from lmtui.playground.prompt_name import prompt_name


def test_it_is_the_running_text_without_controls() -> None:
    model = trained().sampler.model
    assert prompt_name(model, "The mouse,  \x1b[2J") == "The mouse, ␛ [2J"


def test_an_empty_prompt_is_called_after_what_texts_begin_with() -> None:
    assert prompt_name(trained().sampler.model, "") == "<s>"
    assert prompt_name(ready().sampler.model, "") == "anything"
