"""Builds `lexicon.bin` from Moby, WordNet, PPDB-XL and GloVe's vocabulary; see `data/README.md`."""
