"""IOB2, the columns of CoNLL: a token and its tag a line, an empty line after each sentence.

A line `-DOCSTART- O` begins each text; `kunya train ner` reads such files. IOB2 keeps neither the space between tokens
nor nested labels: a text that is read has one space between tokens and a line for each sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import kunya
from kunya import _core
from kunya._files import replacing
from kunya.exchange._example import Example, Label, Source, examples

__all__ = ["dump", "dumps", "load", "loads"]

START = "-DOCSTART-\tO\n\n"


def dumps(source: Source) -> str:
    """Return examples or documents as IOB2, cut into kunya's tokens and sentences.

    Where labels nest, the outermost gives the tag; a token that a label covers in part belongs to it. Raises ValueError
    for a label with white space in its name, which the format has no place for.
    """
    return "".join(map(_write, examples(source)))


def dump(source: Source, path: str | os.PathLike[str]) -> int:
    """Write examples or documents to a file and return their number; the file appears whole or not at all."""
    count = 0
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for example in examples(source):
            file.write(_write(example))
            count += 1
    return count


def loads(text: str, *, name: str = "text") -> list[Example]:
    """Return the examples of a text in IOB2; `name` stands for the file in errors.

    Where no line -DOCSTART- tells texts apart, twenty sentences make one. Raises ValueError with the line of what is wrong.
    """
    return [
        Example(read, tuple(Label(start, end, label) for start, end, label in labels))
        for read, labels in _core.iob2_parse(text, name)
    ]


def load(path: str | os.PathLike[str]) -> Iterator[Example]:
    """Yield the examples of a file."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from None
    yield from loads(text, name=str(path))


def _write(example: Example) -> str:
    for label in example.labels:
        if any(c.isspace() for c in label.label):
            raise ValueError(f"a label must be without white space in IOB2, got {label.label!r}")
    # a token such as a lone byte order mark is white space to readers
    tokens = [t for t in kunya.tokenize(example.text) if t.text.strip().strip("\ufeff")]
    offsets = [(t.start, t.end) for t in tokens]
    ends = [s.end for s in kunya.sentences(example.text)]
    out, at = [START], 0
    for token, (_, end), tag in zip(tokens, offsets, example.tags(offsets), strict=True):
        out.append(f"{' '.join(token.text.split())}\t{tag}\n")
        while at < len(ends) and ends[at] < end:
            at += 1
        if at < len(ends) and ends[at] == end:
            out.append("\n")
    if out[-1] != "\n":
        out.append("\n")
    return "".join(out)
