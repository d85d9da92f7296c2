"""Which kind of server answers at an address is found out by asking."""

from __future__ import annotations

from typing import Any

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.neural.completions_server import CompletionsModel, VllmModel
from lmtui.neural.first_ranks_model import FirstRanksModel
from lmtui.neural.http_json import QUICK_SECONDS, JsonServer, RefusedQuestion, check_address
from lmtui.neural.llama_server import LlamaServerModel
from lmtui.neural.ollama_server import OllamaModel

ServedModel = LlamaServerModel | FirstRanksModel


def connect(address: str, name: str = "", progress: Progress = ignore_progress) -> ServedModel:
    """The model of a server.

    Args:
        address: of the server.
        name: of the model, where the server has several; "" is what the server has.
        progress: may end the questions.

    Raises:
        SettingError: the address is none.
        ModelError: the server does not answer, or is of an unknown kind.
        Cancelled: by `progress`.
    """
    server = JsonServer(check_address(address))
    progress("asking", 0.0)
    properties = _said(server, "/props")
    if "default_generation_settings" in properties:
        return LlamaServerModel(server, properties, name, progress)
    ollama = _said(server, "/api/version")
    if "version" in ollama:
        return OllamaModel(server, str(ollama["version"]), name)
    models = _said(server, "/v1/models")
    if "data" in models:
        vllm = _said(server, "/version")
        with server.reading():
            is_vllm = "version" in vllm and any("max_model_len" in one for one in models["data"])
        if is_vllm:
            return VllmModel(server, str(vllm["version"]), models, name, progress)
        return CompletionsModel(server, models, name)
    raise ModelError(
        f"the server at {server.address} is not llama.cpp's, vLLM or Ollama, and has no /v1/models; start one of "
        "these, or leave out --server"
    )


def _said(server: JsonServer, path: str) -> dict[str, Any]:
    """What a server says at a path; nothing where it has no such page."""
    try:
        answer = server.ask(path, seconds=QUICK_SECONDS)
    except RefusedQuestion as error:
        if error.status not in (404, 405, 501):
            raise
        return {}
    return answer if isinstance(answer, dict) else {}
