"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replaced"]


@contextmanager
def replaced(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give a new file beside each of the paths, and put them in their places when all are written.

    Where anything fails, as on a full disk, the old files stay and the new ones go. An OSError names the path asked for.
    """
    new = [path.with_name(f".{path.name}.{os.getpid()}.new") for path in paths]
    try:
        yield new
        for path in new:
            with path.open("rb+") as written:
                os.fsync(written.fileno())
        for path, old in zip(new, paths, strict=True):
            path.replace(old)
    except OSError as error:
        for path, old in zip(new, paths, strict=True):
            if error.filename is not None and os.fspath(error.filename) == str(path):
                error.filename = str(old)
        raise
    finally:
        for path in new:
            path.unlink(missing_ok=True)
