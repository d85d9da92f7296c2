"""Whole sequences: their probability, the best of them, annealed ones and samples, all exact."""
