"""What can be learned from a model: scores of texts, and what the temperature does to it."""
