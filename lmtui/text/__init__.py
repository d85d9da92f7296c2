"""Text in: sources, tokenizers, the vocabulary, and how a token is shown."""
