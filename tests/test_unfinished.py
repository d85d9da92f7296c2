"""What killed processes left is removed, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from lmtui.unfinished import remove_abandoned


def test_a_pipe_of_an_unfinished_name_is_not_waited_for_and_a_link_not_followed(tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    (tmp_path / "another" / "file").touch()
    os.mkfifo(tmp_path / f".lmtui-unfinished-{'0' * 16}")
    (tmp_path / f".lmtui-unfinished-{'1' * 16}").symlink_to(tmp_path / "another")
    remove_abandoned(tmp_path)
    assert not (tmp_path / f".lmtui-unfinished-{'0' * 16}").exists()
    assert (tmp_path / "another" / "file").exists()
