"""Many sessions: the memory of some of them, and what all of them do at rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.bench import figures_of

from lmtui.cli.measure import sessions


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="this system does not say what processes hold"
)
def test_of_many_sessions_the_first_the_second_and_the_last_are_measured_and_all_at_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_WATCHED", 0.3)
    monkeypatch.setattr(sessions, "_GENERATING", 0.3)
    figures = figures_of(capsys, "--sessions", "3")
    assert [figure["what"] for figure in figures] == [
        *(f"session {number} of 3: memory of its own" for number in (1, 2, 3)),
        "all 3, idle: processor",
    ]
    for figure in figures[:3]:
        assert 0 < figure["value"] < 1000
        assert figure["yardstick_value"] > 0
