"""Folders of tiny random models as transformers writes them, in no time and without any network."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support import tiny_llama

CONTEXT, WIDTH = 64, 32
BEGIN, END = 0, 1
_TEXT = "the old owl slept in the old oak, and the mouse ate the cheese"
PADDED = 4
"""How many ids have logits and no spelling, as where vocabularies are filled up to a round number."""


def byte_level_tokenizer(begins: bool) -> Any:
    """A `tokenizers.Tokenizer` of bytes and a few strings.

    Args:
        begins: whether the token BEGIN stands before each text.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=290,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([_TEXT] * 4, trainer)
    if begins:
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", BEGIN)])
    return tokenizer


def sentencepiece_tokenizer(names: Sequence[str], merges: Sequence[tuple[str, str]] = (), begins: str = "") -> Any:
    """A `tokenizers.Tokenizer` in SentencePiece's way: ▁ for a blank, and bytes by their names.

    Args:
        names: of the tokens, the unknown one, the first and the last of a text before all others.
        merges: the pairs of tokens that become one.
        begins: what is put before each text.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers, processors

    ids = {name: number for number, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(ids, list(merges), unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(begins), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", len(begins), 0)]
    )
    tokenizer.add_special_tokens(list(names[:3]))
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer


def write_tiny_folder(path: Path, kind: str = "llama", seed: int = 1) -> None:
    """Write a model of a kind: `llama`, `gpt2`, `mistral` (whose layers look back 4 tokens) `mamba` (recurrent),
    or `bert` (which looks at what follows, too).
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    import transformers

    tokenizer = byte_level_tokenizer(begins=kind != "gpt2")
    size = tokenizer.get_vocab_size() + PADDED
    common = {"vocab_size": size, "bos_token_id": BEGIN, "eos_token_id": END, "initializer_range": 0.3}
    attention = {
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": CONTEXT,
    }
    make = {
        "llama": lambda: transformers.LlamaConfig(**common, **attention),
        "mistral": lambda: transformers.MistralConfig(**common, **attention, sliding_window=4),
        "gpt2": lambda: transformers.GPT2Config(**common, n_embd=WIDTH, n_layer=2, n_head=2, n_positions=CONTEXT),
        "bert": lambda: transformers.BertConfig(**common, **attention),
        "mamba": lambda: transformers.MambaConfig(**common, hidden_size=WIDTH, num_hidden_layers=2, state_size=4),
    }
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(seed)
    model = transformers.AutoModelForCausalLM.from_config(make[kind]())
    model.save_pretrained(path)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>"
    ).save_pretrained(path)


def write_tiny_llama_folder(path: Path) -> None:
    """Write the weights and tokens of `write_tiny_llama` as a folder."""
    from safetensors.numpy import save_file

    path.mkdir()
    save_file(
        {_name_in_folder(name): _turned(name, weight) for name, weight in tiny_llama.tiny_weights().items()},
        path / "model.safetensors",
        {"format": "pt"},
    )
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": tiny_llama.WIDTH,
        "intermediate_size": tiny_llama.INNER,
        "num_hidden_layers": tiny_llama.LAYERS,
        "num_attention_heads": tiny_llama.HEADS,
        "max_position_embeddings": tiny_llama.CONTEXT,
        "rms_norm_eps": 1e-5,
        "vocab_size": tiny_llama.VOCABULARY,
        "bos_token_id": tiny_llama.BEGIN,
        "eos_token_id": tiny_llama.END,
    }
    (path / "config.json").write_text(json.dumps(config))
    specials = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    (path / "tokenizer_config.json").write_text(json.dumps(specials))
    sentencepiece_tokenizer(tiny_llama.TOKENS).save(str(path / "tokenizer.json"))


_NAMES = {
    "token_embd": "model.embed_tokens",
    "output": "lm_head",
    "output_norm": "model.norm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}


def _name_in_folder(name: str) -> str:
    """The name that transformers has for a weight of a GGUF file."""
    *layer, what, ending = name.split(".")
    return ".".join([*(["model.layers", layer[1]] if layer else []), _NAMES[what], ending])


def _turned(name: str, weight: Any) -> Any:
    """A weight as transformers has it, which turns the first half of a head with the second, and not neighbours."""
    if "attn_q" not in name and "attn_k" not in name:
        return weight
    halves = weight.reshape(tiny_llama.HEADS, -1, 2, tiny_llama.WIDTH).swapaxes(1, 2)
    return halves.reshape(weight.shape).copy()
