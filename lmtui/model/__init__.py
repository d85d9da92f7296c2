"""What everything above needs of a language model, and nothing of how the model is made."""
