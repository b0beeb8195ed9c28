"""How the word model is made: texts, spun texts, what the network is told, fitting, measuring."""
