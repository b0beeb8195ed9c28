"""Fitting with scikit-learn; imported only when asked for."""

from spindetect.training.pair import Fitted, calibrate, fit_additive, fit_direction, fit_trees, to_model

__all__ = ["Fitted", "calibrate", "fit_additive", "fit_direction", "fit_trees", "to_model"]
