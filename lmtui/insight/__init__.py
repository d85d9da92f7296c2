"""What can be learned from a model: scores of texts."""
