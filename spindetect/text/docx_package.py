"""The parts of a Word file: opened without trusting what the archive says of itself."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final
from xml.parsers import expat

from spindetect.errors import InputError

Attributes = dict[str, str]
Start = Callable[[str, str, Attributes], None]
End = Callable[[str, str], None]
Text = Callable[[str], None]

# A book of 300,000 words is 8 MB of XML and 300,000 elements, and several times as much after many hands'
# changes. As many elements as this take 10 s.
MAX_XML: Final = 64_000_000
MAX_ELEMENTS: Final = 3_000_000
# Entries of the archive, at about 600 bytes of memory each; a report with 2,000 pictures has as many.
MAX_ENTRIES: Final = 20_000
_ENTRY: Final = b"PK\x01\x02"
_CHUNK: Final = 1 << 18
_HINT: Final = "open it in a word processor and save it again, or as plain text"
_RELATIONS: Final = "_rels/.rels"


class Package:
    """A Word file's archive.

    Parameters
    ----------
    data : bytes
        The file.
    where : str
        Its name, for messages.

    Raises
    ------
    InputError
        If it is no archive, or one made to exhaust its reader.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self._where = where
        self._left, self._elements = MAX_XML, MAX_ELEMENTS
        if data.count(_ENTRY) > MAX_ENTRIES:
            raise self.error(f"has more than {MAX_ENTRIES:,} parts: no document of a person")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._names = frozenset(self._archive.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, MemoryError) as error:
            raise self.error("is not a whole .docx file: its archive is damaged or cut off") from error

    def error(self, problem: str) -> InputError:
        """Return the error of this file."""
        return InputError(problem, where=self._where, hint=_HINT)

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def main_part(self) -> str:
        """Return the name of the part that holds the text.

        Raises
        ------
        InputError
            If the archive is no Word file.
        """
        if _RELATIONS in self:
            for kind, target in self.relations("").items():
                if kind == "officeDocument" and target in self:
                    return target
        if "word/document.xml" in self:
            return "word/document.xml"
        raise self.error("is a ZIP archive, and not one of a Word document")

    def relations(self, part: str) -> dict[str, str]:
        """Return what a part refers to: the last word of the relation's type -> the name of a part."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, str] = {}
        if relations not in self:
            return found

        def start(_: str, name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))

        self.parse(relations, start)
        return found

    def parse(self, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Parse a part, telling its elements as (namespace, name) while they are read.

        Raises
        ------
        InputError
            If it is encrypted, damaged, no XML, declares entities, or has too much in it.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = partial(self._start, start)
        if end is not None:
            parser.EndElementHandler = lambda name: end(*_split(name))
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self.error(f"unpacks to more than {MAX_XML / 1e6:.0f} MB of text and marks")
                    parser.Parse(chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self.error(f"is damaged: {part} is no XML at line {error.lineno}") from error
        except RuntimeError as error:  # what zipfile says of a part with a password
            raise self.error("is encrypted with a password") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
            raise self.error(f"is damaged: {part} cannot be unpacked") from error

    def _start(self, start: Start, name: str, attributes: Attributes) -> None:
        self._elements -= 1
        if self._elements < 0:
            raise self.error(f"has more than {MAX_ELEMENTS:,} elements: no document of a person")
        start(*_split(name), attributes)

    def _refuse(self, *_: object) -> None:
        # Word writes none, and what one declares can grow without bound or name other files.
        raise self.error("declares a document type, which no word processor writes")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(" ")
    return namespace, local
