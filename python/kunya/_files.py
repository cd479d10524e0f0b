"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replaced", "replacing"]


@contextmanager
def replacing(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a file to write that takes the place of `target` in the end.

    Where the block raises anything, the new file goes and an older one of that name stays as it was.
    """
    target = Path(target)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(_mode(target))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


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


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those of any new file; mkstemp lets only the owner read."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
