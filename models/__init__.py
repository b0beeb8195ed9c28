"""How the shipped models are made and proved: recipes, training, evaluation, the gate."""
