"""Every error a user can meet: what was wrong, where, and what to do about it."""

from __future__ import annotations


class SpindetectError(Exception):
    """Base of all errors that spindetect raises on purpose.

    Parameters
    ----------
    problem : str
        What was wrong, in one sentence without a full stop.
    where : str, optional
        The file, argument or row it was found in.
    hint : str, optional
        What the reader can do about it.
    """

    def __init__(self, problem: str, *, where: str = "", hint: str = "") -> None:
        self.problem = problem
        self.where = where
        self.hint = hint
        super().__init__(problem)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.problem}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default, and errors cross process borders.
        return (_rebuild, (type(self), self.problem, self.where, self.hint))


def _rebuild(kind: type[SpindetectError], problem: str, where: str, hint: str) -> SpindetectError:
    return kind(problem, where=where, hint=hint)


class InputError(SpindetectError):
    """A document or argument that cannot be used."""


class ResourceError(SpindetectError):
    """A shipped or user-given table or model that is missing, damaged or of another version."""


class RecordError(SpindetectError):
    """A stored record that cannot be read back, or does not say what it claims to say."""


class MissingExtraError(SpindetectError):
    """An optional dependency that is not installed; the hint is the install line."""
