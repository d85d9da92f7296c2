"""A random Llama of 260 tokens, nearly all of them single bytes, that llama.cpp loads in no time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

WIDTH, HEADS, LAYERS, INNER, CONTEXT = 32, 2, 1, 64, 256
BEGIN, END, FIRST_BYTE = 1, 2, 3
BLANK = FIRST_BYTE + 256
TOKENS = ("<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "\N{LOWER ONE EIGHTH BLOCK}")
"""The tokens as vocabularies of this kind have them, which write a blank so."""

VOCABULARY = len(TOKENS)


def tiny_weights(seed: int = 1) -> dict[str, npt.NDArray[np.float32]]:
    """The model's weights by their names in a GGUF file."""
    random = np.random.default_rng(seed)
    weights = {}

    def add(name: str, *shape: int) -> None:
        weights[f"{name}.weight"] = random.normal(0, 0.5, shape).astype(np.float32)

    add("token_embd", VOCABULARY, WIDTH)
    add("output", VOCABULARY, WIDTH)
    weights["output_norm.weight"] = np.ones(WIDTH, np.float32)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{name}", WIDTH, WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            add(f"{block}.{name}", INNER, WIDTH)
        add(f"{block}.ffn_down", WIDTH, INNER)
        for name in ("attn_norm", "ffn_norm"):
            weights[f"{block}.{name}.weight"] = np.ones(WIDTH, np.float32)
    return weights


def write_tiny_llama(path: Path, seed: int = 1) -> None:
    """Write the model as a GGUF file."""
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(VOCABULARY)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([token.encode() for token in TOKENS])
    writer.add_token_scores([0.0] * VOCABULARY)
    kinds = gguf.TokenType
    writer.add_token_types([kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256, kinds.NORMAL])
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    for name, weight in tiny_weights(seed).items():
        writer.add_tensor(name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
