"""A laboratory for language models that fits in a terminal."""

__version__ = "0.1.0"
