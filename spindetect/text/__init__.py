"""Text in, tokens out: reading, undoing disguises, tokens, sentences, and what does not count."""

from spindetect.text.document import Document, key
from spindetect.text.readers import looks_like_path, read, read_bytes
from spindetect.text.tokens import NUMBER, OTHER, PUNCT, WORD, Tokens

__all__ = [
    "NUMBER",
    "OTHER",
    "PUNCT",
    "WORD",
    "Document",
    "Tokens",
    "key",
    "looks_like_path",
    "read",
    "read_bytes",
]
