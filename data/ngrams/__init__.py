"""How the n-gram model is made: texts to numbers, numbers to counts, counts to a table."""
