"""Sampling: one exact distribution, the luck that decides a token, and generation."""
