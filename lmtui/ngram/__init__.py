"""N-gram models: counts, smoothing, and the model they give."""
