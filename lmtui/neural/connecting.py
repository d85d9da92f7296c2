"""Which kind of server answers at an address is found out by asking."""

from __future__ import annotations

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.neural.http_json import QUICK_SECONDS, JsonServer, RefusedQuestion, check_address
from lmtui.neural.llama_server import LlamaServerModel


def connect(address: str, name: str = "", progress: Progress = ignore_progress) -> LlamaServerModel:
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
    try:
        properties = server.ask("/props", seconds=QUICK_SECONDS)
    except RefusedQuestion as error:
        if error.status != 404:
            raise
        properties = None
    if isinstance(properties, dict) and "default_generation_settings" in properties:
        return LlamaServerModel(server, properties, name, progress)
    raise ModelError(f"the server at {server.address} is not llama.cpp's; start llama-server, or leave out --server")
