"""What all servers have in common that may give no more than their first ranks."""

from __future__ import annotations

import math

import pytest
from support.fake_server import fake_server

from lmtui.errors import ModelError
from lmtui.neural.first_ranks_model import chosen_name, number, text_asked
from lmtui.neural.http_json import JsonServer


def test_a_server_with_several_models_is_asked_for_the_one_that_was_named() -> None:
    with fake_server({}) as fake:
        server = JsonServer(fake.address)
        assert chosen_name(server, ["a"], "") == "a"
        assert chosen_name(server, ["a", "b:latest"], "b") == "b:latest"
        assert chosen_name(server, [], "a") == "a"
        for names, named, message in (
            (["a", "b"], "", "has 'a', 'b'; name one with --model"),
            ([], "", "has no model; name one with --model"),
            (["a"], "c", "has 'a' and not 'c'"),
        ):
            with pytest.raises(ModelError, match=message):
                chosen_name(server, names, named)


def test_only_a_text_of_whole_characters_can_be_asked_about() -> None:
    assert text_asked("The €".encode()) == "The €"
    with pytest.raises(ModelError, match="give a prompt"):
        text_asked(b"")
    with pytest.raises(ModelError, match="ends within a character"):
        text_asked("The €".encode()[:-1])


def test_logarithms() -> None:
    assert (number(-1), number(None)) == (-1.0, -math.inf)
    with pytest.raises(ValueError, match="no number"):
        number(math.nan)
