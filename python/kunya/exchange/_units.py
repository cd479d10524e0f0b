"""Offsets as JavaScript counts them: in UTF-16 units, of which characters outside the BMP have two."""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["UNITS", "Units"]

UNITS = ("char", "utf16")


class Units:
    """Converts offsets of one text between code points and another unit, "char" (no change) or "utf16"."""

    def __init__(self, text: str, unit: str) -> None:
        if unit not in UNITS:
            raise ValueError(f'unit must be "char" or "utf16", got {unit!r}')
        wide = unit == "utf16" and not text.isascii()
        self._astral = [i for i, c in enumerate(text) if ord(c) > 0xFFFF] if wide else []
        self._units = [i + n for n, i in enumerate(self._astral)]

    def write(self, char: int) -> int:
        """Return the offset of a code point in the other unit."""
        return char + bisect_left(self._astral, char)

    def read(self, unit: int) -> int:
        """Return an offset in the other unit as one of code points.

        Raises ValueError for an offset inside a character.
        """
        before = bisect_left(self._units, unit)
        if before and self._units[before - 1] + 1 == unit:
            raise ValueError(f"an offset must not cut a character, got {unit} (UTF-16)")
        return unit - before
