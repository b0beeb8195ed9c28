"""How the scorer of gaps is made: data, network, training, evaluation."""
