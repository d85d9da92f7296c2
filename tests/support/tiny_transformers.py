"""Folders of tiny random models as transformers writes them, in no time and without any network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

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
