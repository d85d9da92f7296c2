"""What kind of server answers is found out by asking."""

from __future__ import annotations

import pytest
from support.fake_server import always, fake_server

from lmtui.errors import ModelError, SettingError
from lmtui.neural.connecting import connect


def test_a_server_of_another_kind_is_named_in_one_line() -> None:
    with (
        fake_server({"/v1/models": lambda _: {"data": []}}) as fake,
        pytest.raises(ModelError, match="has no model; name one with --model"),
    ):
        connect(fake.address)
    with (
        fake_server({"/props": lambda _: {"some": "thing"}}) as fake,
        pytest.raises(ModelError, match=r"not llama\.cpp"),
    ):
        connect(fake.address)
    for models in (1.5, [1], {"a": "b"}, [None]):
        with fake_server({"/version": lambda _: {"version": ""}}) as fake:
            fake.answers["/v1/models"] = always({"data": models})
            with pytest.raises(ModelError, match="cannot read"):
                connect(fake.address)
    with pytest.raises(SettingError, match="no address"):
        connect("http://")


def test_another_model_than_the_one_that_was_named(tiny_server: str) -> None:
    assert connect(tiny_server, "tiny").facts.name == "tiny"
    with pytest.raises(ModelError, match="has 'tiny' and not 'large'"):
        connect(tiny_server, "large")
