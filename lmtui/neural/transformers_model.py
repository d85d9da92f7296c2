"""A folder as transformers writes it (`config.json`, `*.safetensors`, a tokenizer) as a model, in this process.

Nothing but the folder is read: transformers is told that there is no network, runs no code of the folder, and
unpickles nothing. Weights and logits are float32, on the GPU where PyTorch finds one, else on the CPU: so an answer
depends little on whether a context was computed at once or token by token.
"""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from lmtui.errors import Cancelled, LmtuiError, ModelError, Progress, ignore_progress
from lmtui.files import quoted
from lmtui.model.protocol import ModelFacts
from lmtui.model.ranking import DenseRanking
from lmtui.neural.model_files import CONFIG
from lmtui.neural.remembered_contexts import RememberedContexts
from lmtui.neural.served_tokens import fingerprint_of
from lmtui.neural.transformers_tokens import tokens_of
from lmtui.text.safety import visible

State = tuple[int, ...]

_MEMORY = 2 << 30  # bytes, for keys and values of the latest contexts
_MOST_TOKENS = 8192  # of these, however small: as many as are looked through in no time
_TOLERANCE = 1e-3  # of logits, whose rounding depends on how many tokens are computed at once
_LONGEST_REASON = 200  # characters of what another library says

_ALONE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",  # else a later fork of this process is remarked upon on the terminal
}
"""The environment in which Hugging Face's libraries ask no network, and write nothing on the terminal."""


def open_folder(path: str, progress: Progress = ignore_progress) -> TransformersModel:
    """The model of a folder.

    Raises:
        ModelError: transformers is not installed; or the folder has no causal language model with all its weights as
            safetensors and a tokenizer, or needs code of its own.
        Cancelled: by `progress`.
    """
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ModelError(f"the folder {quoted(path)} needs transformers: pip install 'lmtui[transformers]'")
    progress("opening", 0.0)
    _check_files(Path(path))
    try:
        _libraries()
        progress("opening", 0.2)
        model, tokenizer = _read(path)
        progress("opening", 0.8)
        return TransformersModel(Path(path).resolve().name, model, tokenizer)
    except (LmtuiError, Cancelled, MemoryError):
        raise
    except ImportError as error:
        again = "pip install --upgrade 'lmtui[transformers]'"
        raise ModelError(f"transformers cannot open {quoted(path)}: {_reason(error)}; {again}") from None
    except Exception as error:  # of whatever kind: what is damaged leads to errors of many
        raise ModelError(
            f"cannot open {quoted(path)}: {_reason(error)}; it is damaged, or too large for this machine"
        ) from None


def _read(path: str) -> tuple[Any, Any]:
    """The model and the tokenizer of a folder, as transformers has them."""
    torch, transformers = _libraries()
    _check_kind(path, transformers)
    alone = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(path, **alone)
    except MemoryError:
        raise
    except Exception as error:  # of whatever kind
        named = quoted(path)
        raise ModelError(f"{named} has no tokenizer.json that transformers can read: {_reason(error)}") from None
    model, found = transformers.AutoModelForCausalLM.from_pretrained(
        path, **alone, use_safetensors=True, dtype=torch.float32, output_loading_info=True
    )
    missing = sorted([*map(str, found["missing_keys"]), *map(str, found["mismatched_keys"])])
    if missing:  # transformers would go on with random numbers
        raise ModelError(
            f"the weights in {quoted(path)} are not all there: no '{visible(missing[0])}'; fetch them again"
        )
    return model, tokenizer


class TransformersModel:
    """A causal language model of transformers; see `lmtui.model.protocol.LanguageModel`. Any thread may ask.

    Args:
        name: the model's name.
        model: a `PreTrainedModel`, which computes logits.
        tokenizer: its `PreTrainedTokenizerFast`.

    Raises:
        ModelError: the tokenizer is of another kind; or the model cannot compute.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        torch, transformers = _libraries()
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            self._model = model.eval().to(self._device)
        except RuntimeError as error:
            raise self._trouble(error) from None
        self._takes = signature(model.forward).parameters
        self._lock = Lock()
        config = model.config.get_text_config()
        a_token = 8 * getattr(config, "num_hidden_layers", 1) * getattr(config, "hidden_size", 1)  # bytes, or less
        self._contexts = RememberedContexts(transformers.DynamicCache, min(_MEMORY // a_token, _MOST_TOKENS))
        window = getattr(config, "max_position_embeddings", None) or 0
        self.window: int | None = window if window > 0 else None  # some say −1
        size = model.get_output_embeddings().weight.shape[0]
        self.tokens = tokens_of(tokenizer, _ends(model), size)
        begin = (*self.tokens.start[-1:], tokenizer.bos_token_id, self.tokens.end)
        self._first: int = next((token for token in begin if token is not None), 0)
        self._check_is_causal()
        self._remembers = self._answers_alike_with_memory()
        begun = time.monotonic()
        self.ranking((self._first, self._first))
        cost = max(time.monotonic() - begun, 0.001)
        self.facts = ModelFacts(visible(name), vocabulary=size, support=size, cost=cost)

    @property
    def description(self) -> str:
        """What computes the model, in one line."""
        torch, transformers = _libraries()
        where = torch.cuda.get_device_name() if self._device == "cuda" else "the CPU"
        context = f", a context of {self.window:,}" if self.window else ""
        return (
            f"transformers {transformers.__version__} on {visible(where)}: {self.facts.name}, "
            f"{self.facts.vocabulary:,} tokens{context}"
        )

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of what every token is spelled like, and of the probabilities after the first one."""
        ranking = self.ranking(self.state(self.tokens.start))
        few = range(min(8, ranking.size))
        logs = np.log(ranking.values[ranking.runs_at(np.array(few))])
        return fingerprint_of(self.tokens, zip(ranking.tokens_at(np.array(few)).tolist(), logs.tolist(), strict=True))

    def state(self, context: Sequence[int]) -> State:
        """The token ids that logits are computed of; for an empty context the token that a text begins with."""
        last = context if self.window is None else context[-self.window :]
        return tuple(last) or (self._first,)

    def ranking(self, state: State) -> DenseRanking:
        """The whole vocabulary after a context: the softmax of its logits, as float64.

        Raises:
            ModelError: memory does not suffice, or logits are no numbers.
        """
        with self._lock:
            try:
                logits = self._logits(state).astype(np.float64)
            except RuntimeError as error:
                raise self._trouble(error) from None
        weights = np.exp(logits - logits.max())
        total = weights.sum()
        if not np.isfinite(total):
            raise ModelError("the model computes logits that are no numbers; its weights may be damaged")
        return DenseRanking(weights / total)

    def _logits(self, ids: State) -> Any:
        """float32 [V], the logits after a context."""
        if not self._remembers:
            return self._computed(ids)
        memory, known = self._contexts.take(ids)
        logits = self._computed(ids[known:], memory)
        self._contexts.put(ids, memory)
        return logits

    def _computed(self, ids: State, memory: Any = None, back: int = 1) -> Any:
        """float32 [V], the logits after the last of some tokens, or after one that stands so far back.

        Args:
            memory: keys and values of the tokens before, to which those of these tokens are added; None is of none.
        """
        torch, _ = _libraries()
        arguments: dict[str, Any] = {"use_cache": memory is not None}
        if memory is not None:  # older releases have another name for it
            arguments["cache" if "cache" in self._takes else "past_key_values"] = memory
        if "logits_to_keep" in self._takes:
            arguments["logits_to_keep"] = back
        with torch.inference_mode():
            answer = self._model(input_ids=torch.tensor([ids], device=self._device), **arguments)
            return answer.logits[0, -back].float().cpu().numpy()

    def _check_is_causal(self) -> None:
        """Raise a `ModelError` where tokens that come later have a part in the answers, as in BERT's."""
        ids = (self._first, 0)
        alone, followed = self._computed(ids), self._computed((*ids, 1), back=2)
        if not np.allclose(alone, followed, atol=_TOLERANCE):
            raise ModelError("the model looks at what follows a token; take a causal language model")

    def _answers_alike_with_memory(self) -> bool:
        """Whether the model can go on from keys and values that were cut off; recurrent models cannot."""
        ids, other = (self._first, 0, self._first, 1), (self._first, 0, 1)
        whole = self._computed(ids)
        self._remembers = True
        try:
            for context in (ids[:3], other):
                self._logits(context)
            return bool(np.allclose(self._logits(ids), whole, atol=_TOLERANCE))
        except Exception:  # of whatever kind; such a model computes each context from its beginning
            return False

    def _trouble(self, error: RuntimeError) -> ModelError:
        hint = "; CUDA_VISIBLE_DEVICES= takes the CPU" if self._device == "cuda" else ""
        return ModelError(f"the model cannot compute: {_reason(error)}{hint}")


def _ends(model: Any) -> list[int]:
    """The ids of the tokens that end a text."""
    for settings in (model.generation_config, model.config):
        ends = getattr(settings, "eos_token_id", None)
        if ends is not None:
            return [ends] if isinstance(ends, int) else list(ends)
    return []


def _check_files(folder: Path) -> None:
    """Check what can be told of a folder without transformers.

    Raises:
        ModelError: the folder has no weights that are safetensors, or needs code of its own.
    """
    named = quoted(str(folder))
    for name in (CONFIG, "tokenizer_config.json"):
        settings = _json(folder / name)
        if "auto_map" in settings:
            raise ModelError(
                f"{named} needs code of its own ('auto_map' in {name}), which lmtui does not run; take another"
            )
        if "quantization_config" in settings:
            raise ModelError(f"the weights in {named} are quantized; take the folder of the model as it was before")
    if not any(folder.glob("*.safetensors")):
        pickled = any(any(folder.glob(f"*.{ending}")) for ending in ("bin", "pt", "pth", "ckpt"))
        why = "its weights are pickles, which may hold code" if pickled else "it has no weights"
        raise ModelError(f"{named} has no *.safetensors: {why}; take the model as safetensors")


def _check_kind(path: str, transformers: Any) -> None:
    """Raise a `ModelError` where the model of a folder is none that goes on with a text token by token."""
    config = _json(Path(path) / CONFIG)
    known = transformers.models.auto.modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    kind = ", ".join(map(str, config.get("architectures") or [config.get("model_type")]))
    is_known = kind in known.values() if config.get("architectures") else kind in known
    if not is_known or config.get("is_encoder_decoder"):
        raise ModelError(f"{quoted(path)} is a {visible(kind)}, and no causal language model that transformers knows")


def _json(path: Path) -> dict[str, Any]:
    """A file of settings; none where it is missing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"cannot read {quoted(str(path))}: {_reason(error)}") from None
    return found if isinstance(found, dict) else {}


def _reason(error: Exception) -> str:
    """The first line of what another library says."""
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    return visible(said[:_LONGEST_REASON].rstrip(" .:"))


@cache
def _libraries() -> tuple[Any, Any]:
    """PyTorch and transformers, silent, alone, and with a core left for the screen."""
    os.environ.update(_ALONE)
    warnings.filterwarnings("ignore", module=r"(torch|transformers)\b")
    import torch
    import transformers

    torch.set_num_threads(max(torch.get_num_threads() - 1, 1))
    transformers.utils.logging.set_verbosity(transformers.utils.logging.CRITICAL)
    transformers.utils.logging.disable_progress_bar()
    return torch, transformers
