"""Training of models on your own labels.

    >>> import kunya
    >>> scores = kunya.train.ner("a.iob2", "own.model", dev="b.iob2")  # doctest: +SKIP
    >>> kunya.Analyzer("own.model")  # doctest: +SKIP
    Analyzer("own.model")

docs/training.md says what the files look like and what to expect.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kunya import _core

__all__ = ["Score", "ner"]

_Path = str | os.PathLike[str]


class Score(NamedTuple):
    """How well a label is found: whole mentions with the right place and label."""

    gold: int
    """Mentions in the labelled text."""
    found: int
    """Mentions that the model found."""
    right: int
    """Mentions that it found and that are right."""

    @property
    def precision(self) -> float:
        """The share of the found mentions that are right, 0 to 1."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the labelled mentions that were found, 0 to 1."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1."""
        total = self.gold + self.found
        return 2 * self.right / total if total else 0.0


def ner(
    train: _Path | Iterable[_Path],
    out: _Path,
    *,
    dev: _Path | Iterable[_Path] = (),
    articles: _Path | None = None,
    rename: Mapping[str, str] | None = None,
    passes: int = 16,
    seed: int = 1,
    progress: Callable[[float, str | None], object] | None = None,
) -> dict[str, Score]:
    """Train the fast recogniser on labelled text and write the model's file.

    `train` and `dev` are files in IOB2, `articles` is a folder of annotated articles. `rename` gives labels another name, as
    in `{"PERS": "PER"}`. `progress` is told how much is done (0 to 1) and now and then a message. The same files, passes
    and seed give the same model.

    Returns the scores on `dev` by label. An error or Ctrl-C leaves `out` as it was.

    Raises:
        ValueError: a line is malformed (the message has its file and number) or there is nothing to learn.
        OSError: a file cannot be read or written.
    """
    if articles is not None:
        articles = Path(articles)
    counts = _core.train_ner(
        _paths(train),
        Path(out),
        _paths(dev),
        articles,
        list((rename or {}).items()),
        passes,
        seed,
        progress,
    )
    return {label: Score(*numbers) for label, *numbers in counts}


def _paths(files: _Path | Iterable[_Path]) -> list[os.PathLike[str]]:
    if isinstance(files, str | os.PathLike):
        files = [files]
    return [Path(file) for file in files]
