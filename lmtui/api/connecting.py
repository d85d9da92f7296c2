"""Have a neural model: of a server, a file, or a folder."""

from __future__ import annotations

import os

from lmtui import library
from lmtui.api.any_model import AnyModel
from lmtui.api.arguments import path_given, text_given
from lmtui.neural.http_json import check_address, send_key_to
from lmtui.neural.model_files import is_neural, path_of
from lmtui.recipe import Recipe


def connect(server: str | os.PathLike[str], model: str = "") -> AnyModel:
    """The model of a server; of a GGUF file, for which a server then runs for this program alone; or of a folder.

    The server is llama.cpp's, vLLM, Ollama from 0.12.11 on, or has `/v1/completions`. Every answer is about the whole
    vocabulary; with a server that does not give that, texts can be generated and scored alone. A key of the server is
    read from the environment variable `LMTUI_API_KEY`. For a folder, the environment of this process says from then
    on that Hugging Face's libraries are to ask no network.

    Args:
        server: the address, as "http://127.0.0.1:8080"; or the path of a `.gguf` file, or "smollm2";
            or the path of a folder of transformers (see `lmtui.neural.transformers_model`).
        model: what the model of the server is called; "" is the only one it has.

    Raises:
        SettingError: the address is none.
        ModelError: the server does not answer, or has another model; or the file or folder cannot be opened.
    """
    named = path_of(path_given(server, "the server"))
    if is_neural(named):
        return AnyModel(library.load(Recipe((), model=named)).model)
    address = check_address(named)
    send_key_to(address)
    return AnyModel(library.load(Recipe((), model=text_given(model, "the model"), server=address)).model)
