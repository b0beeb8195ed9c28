"""Lines out of blocks of bytes; of one that is too long nothing is held but its length."""

from __future__ import annotations

from collections.abc import Iterator


def bounded_lines(blocks: Iterator[bytes], most: int) -> Iterator[bytes | int]:
    """Yield each line without its end, or how many bytes it has if these are more than `most`.

    A file's last line needs no end. Lines end at line feeds alone: a carriage return before one is kept.
    """
    held: list[bytes] = []
    size = 0
    for block in blocks:
        *whole, rest = block.split(b"\n")
        if not whole:
            size += len(rest)
            held.append(rest)
        else:
            size += len(whole[0])
            held.append(whole[0])
            yield b"".join(held) if size <= most else size
            for line in whole[1:]:
                yield line if len(line) <= most else len(line)
            held, size = [rest], len(rest)
        if size > most:
            held.clear()
    if size:
        yield b"".join(held) if size <= most else size
