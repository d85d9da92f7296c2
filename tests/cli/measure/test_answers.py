"""How long a key waits for its effect is measured beside an answer of the model."""

from __future__ import annotations

import pytest
from support.bench import figures_of


def test_the_longest_wait_of_a_key_stands_beside_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    (figure,) = figures_of(capsys, "--quick", "--only", "answers")
    assert (figure["subject"], figure["yardstick"]) == ("answers", "an answer of the model")
    assert figure["value"] > 0
    assert figure["yardstick_value"] == 50
