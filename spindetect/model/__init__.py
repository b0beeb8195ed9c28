"""Predicting with numpy alone: the model, its explanation, and the finding it leads to."""

from spindetect.model.judge import judge
from spindetect.model.model import CLASSES, Effect, Model

__all__ = ["CLASSES", "Effect", "Model", "judge"]
