"""What is known of broken terms before one is looked at: the shipped table of phrases and originals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.lexicon import Lexicon

KIND, FORMAT = "phrases", 1
DOUBT: Final = 0.5
"""A stretch seen n times is believed to stand for what it stood for with weight n / (n + DOUBT)."""

_ROWS: Final = ("phrases", "pairs", "terms")


class Known(NamedTuple):
    """Phrases, words and terms of which a list says what they stood for.

    Attributes
    ----------
    phrases : mapping of str to tuple of str
        Broken phrase to its originals, as keys joined by single spaces.
    pairs : mapping of str to mapping of str to int
        A stretch of words to what it stood for, and in how many phrases.
    terms : mapping of str to int
        Words of originals, and of how many different ones.
    """

    phrases: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, Mapping[str, int]]
    terms: Mapping[str, int]

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, str]], pairs: Mapping[str, Mapping[str, int]]) -> Known:
        """Return what follows from (broken phrase, original) and their aligned stretches."""
        found: dict[str, dict[str, None]] = {}
        for broken, original in phrases:
            found.setdefault(broken, {})[original] = None
        terms: dict[str, int] = {}
        for original in {form for forms in found.values() for form in forms}:
            for word in set(original.split()):
                terms[word] = terms.get(word, 0) + 1
        return cls({b: tuple(forms) for b, forms in found.items()}, pairs, terms)

    @classmethod
    def from_container(cls, container: Container) -> Known:
        """Read the table from its file.

        Raises
        ------
        ResourceError
            If a section is missing or a row has too few or wrong fields.
        """
        try:
            rows = {name: _rows(container.need(name, "|u1")) for name in ("phrases", "pairs")}
            phrases = [(broken, original) for broken, original in rows["phrases"]]
            pairs: dict[str, dict[str, int]] = {}
            for broken, original, count in rows["pairs"]:
                pairs.setdefault(broken, {})[original] = int(count)
        except ValueError as error:
            raise ResourceError(
                f"a row is not as it should be: {error}", where=str(container.path)
            ) from error
        return cls.of(phrases, pairs)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the sections for `write_container`."""
        phrases = [f"{broken}\t{form}" for broken, forms in sorted(self.phrases.items()) for form in forms]
        pairs = [
            f"{broken}\t{original}\t{count}"
            for broken, forms in sorted(self.pairs.items())
            for original, count in sorted(forms.items())
        ]
        return {
            name: np.frombuffer("\n".join(lines).encode(), np.uint8)
            for name, lines in (("phrases", phrases), ("pairs", pairs))
        }

    def belief(self, stretch: str) -> tuple[float, dict[str, float]]:
        """Return how far the pairs of a stretch are believed, in [0, 1), and the share of each original."""
        forms = self.pairs.get(stretch)
        if not forms:
            return 0.0, {}
        total = sum(forms.values())
        return total / (total + DOUBT), {form: count / total for form, count in forms.items()}

    def term_counts(self, lexicon: Lexicon) -> NDArray[np.float32]:
        """Return of how many originals each entry of the lexicon is a word, shape [len(lexicon)]."""
        out = np.zeros(len(lexicon), np.float32)
        numbers = lexicon.ids(list(self.terms))
        known = numbers >= 0
        out[numbers[known]] = np.array(list(self.terms.values()), np.float32)[known]
        return out


NOTHING_KNOWN: Final = Known({}, {}, {})


def _rows(section: NDArray[np.uint8]) -> list[list[str]]:
    text = section.tobytes().decode("utf-8")
    return [line.split("\t") for line in text.split("\n")] if text else []
