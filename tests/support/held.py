"""Trainings that can be held back."""

from __future__ import annotations

import threading

from lmtui.playground.training_job import TrainedModel, TrainingJob

_WAITS = 3000


class HeldTrainings:
    """Every training waits until it is released.

    Attributes:
        started: those that began, in order.
        deaf: they do not notice that they were cancelled, as if the message came too late.
        stage: what they say they are at while they wait.
    """

    def __init__(self) -> None:
        self.started: list[TrainingJob] = []
        self.ended = 0
        self.deaf = False
        self.stage = "reading"
        self._gates: list[threading.Event] = []
        self._run = TrainingJob.run
        self._open = False

    def run(self, training: TrainingJob) -> TrainedModel:
        """Stands in for `TrainingJob.run`, in its thread."""
        gate = threading.Event()
        self._gates.append(gate)
        self.started.append(training)
        try:
            for _ in range(_WAITS):
                if self._open or gate.wait(0.01):
                    break
                if not self.deaf:
                    training._report(self.stage, 0.25)
            return self._run(TrainingJob(training.recipe) if self.deaf else training)
        finally:
            self.ended += 1

    def release(self, number: int) -> None:
        """Let one go on, by the order in which they started."""
        self._gates[number].set()

    def release_all(self) -> None:
        """Let all go on, those to come too."""
        self._open = True
