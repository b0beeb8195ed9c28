"""Predicting with numpy alone: the models, their explanations, and the findings they lead to."""

from spindetect.model.judge import judge
from spindetect.model.model import CLASSES, Effect, Model
from spindetect.model.text_judge import TextFound, TextWhy, judge_text
from spindetect.model.text_model import TextModel

__all__ = ["CLASSES", "Effect", "Model", "TextFound", "TextModel", "TextWhy", "judge", "judge_text"]
