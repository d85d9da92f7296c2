"""Yardsticks: apps that `lmtui bench` compares the playground with."""
