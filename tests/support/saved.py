"""Sessions to be written to files, and what can be seen of them before and after."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from lmtui.playground import session_file
from lmtui.playground.session import Session
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import EOS
from support.cli import strict_json
from support.mouse import catch_up, drawable, run, session

View = list[object]


def views(played: Session) -> View:
    """All that a person can see or set: every lane in every branch, and the settings."""
    seen_so_far: View = [
        played.recipe,
        played.text.prompt,
        played.text.state.samplings,
        played.text.state.active,
        played.text.state.tree.at,
        played.playback.pinned,
        played.playback.pace,
        played.text.state.tree.branches,
    ]
    for _ in played.text.state.tree.branches:
        played.go_to_branch(1)
        catch_up(played)
        seen_so_far.append([(lane.tokens[:], lane.transcript.pieces[:]) for lane in played.text.lanes])
    return seen_so_far


def _a_word_other_than_drawn(played: Session, position: int) -> int:
    """The id of a word that does not stand there; another text may not have it, as it has `</s>`."""
    here = played.text.tokens[position].drawn.token
    return next(token for token in drawable(played) if token not in (here, EOS))


def rich_session() -> Session:
    """Something of everything that a file can hold."""
    played = session("the mouse", Sampling(1.5, Cuts(top_k=4, typical=0.9, temperature_last=True), 7))
    played.add_lane(math.inf)
    run(played, 6)
    played.look_at(2)
    played.choose(_a_word_other_than_drawn(played, 2))
    played.playback.pause()
    run(played, 6)
    return played


def record_of(played: Session, folder: Path) -> dict[str, Any]:
    """What stands in its file."""
    path = folder / "record.json"
    path.unlink(missing_ok=True)
    session_file.save(played, str(path))
    return strict_json(path.read_text(encoding="utf-8"))
