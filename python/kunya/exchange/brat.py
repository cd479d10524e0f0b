"""brat: a text file and beside it an .ann file of standoff annotations, offsets in code points.

Labels are text-bound annotations (T), links their normalizations (N). Of a document, mentions of one entity are tied
by Equiv, and quotations are annotations "Quote" with a relation "Speaker" to who said them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kunya._core import Document
from kunya._files import replacing
from kunya.exchange._example import Example, Label

__all__ = ["config", "dump", "dumps", "load", "loads"]

NAME = re.compile(r"[\w-][\w.-]*")


def config(labels: Iterable[str]) -> str:
    """Return the annotation.conf of a folder with these labels."""
    entities = "\n".join(dict.fromkeys([*labels, "Quote"]))
    return (
        f"[entities]\n{entities}\n\n[relations]\n<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n"
        "Speaker Arg1:Quote, Arg2:<ENTITY>\n"
        "Equiv Arg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n\n[events]\n\n[attributes]\n"
    )


def dumps(found: Example | Document) -> str:
    """Return the content of the .ann file of an example or document; its text is the .txt file, unchanged.

    Raises ValueError for a label whose name is not of letters, digits, "-" and "_", which brat refuses.
    """
    example = Example.of(found) if isinstance(found, Document) else found
    lines: list[str] = []
    for number, label in enumerate(example.labels, 1):
        lines.append(_bound(number, label.label, example.text, label.start, label.end))
    for number, (at, label) in enumerate(
        ((i, x) for i, x in enumerate(example.labels, 1) if x.link), 1
    ):
        source, _, key = (label.link or "").partition(":")
        name = " ".join(example.text[label.start : label.end].split())
        lines.append(f"N{number}\tReference T{at} {source}:{key}\t{name}")
    if isinstance(found, Document):
        lines += _relations(found)
    return "".join(f"{line}\n" for line in lines)


def dump(source: Iterable[Example | Document], folder: str | os.PathLike[str]) -> int:
    """Write NAME.txt and NAME.ann for each text into a folder, which is made, with its annotation.conf.

    NAME is the example's id, or its number. Returns the number of texts. Raises ValueError for an id that is no plain
    file name and for one that comes twice.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    labels: dict[str, None] = {}
    names: set[str] = set()
    for number, found in enumerate(source):
        example = Example.of(found) if isinstance(found, Document) else found
        name = f"{number:06}" if example.id is None else example.id
        if not NAME.fullmatch(name):
            raise ValueError(
                f"an id must be letters, digits, '.', '-' and '_' in brat's files, got {name!r}"
            )
        if name in names:
            raise ValueError(f"an id must come once, got {name!r} twice")
        names.add(name)
        # the annotations first: where they are refused, no file is begun
        files = {f"{name}.ann": dumps(found), f"{name}.txt": example.text}
        for file, content in files.items():
            with replacing(folder / file) as part:
                part.write_bytes(content.encode("utf-8"))
        labels |= dict.fromkeys(x.label for x in example.labels)
    with replacing(folder / "annotation.conf") as part:
        part.write_text(config(labels), encoding="utf-8")
    return len(names)


def loads(text: str, ann: str, *, id: str | None = None, name: str = "ann") -> Example:
    """Return the example of a text and its .ann file; `name` stands for that file in errors.

    T and N lines count. A discontinuous annotation is read from its first to its last code point. Raises ValueError with
    the line of what is wrong.
    """
    places: dict[str, tuple[int, int, str]] = {}
    links: dict[str, str] = {}
    for number, line in enumerate(ann.split("\n"), 1):
        fields = line.rstrip("\r").split("\t")
        try:
            if fields[0].startswith("T"):
                label, _, offsets = fields[1].partition(" ")
                numbers = [int(x) for x in re.split(r"[ ;]", offsets)]
                places[fields[0]] = numbers[0], numbers[-1], label
            elif fields[0].startswith("N"):
                _, target, link = fields[1].split(" ", 2)
                links[target] = link
        except (ValueError, IndexError):
            raise ValueError(f"{name}:{number}: not a line of brat's: {line[:80]!r}") from None
    try:
        labels = [
            Label(start, end, label, links.get(key)) for key, (start, end, label) in places.items()
        ]
        return Example(text, tuple(labels), id)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def load(folder: str | os.PathLike[str]) -> Iterator[Example]:
    """Yield the examples of a folder, by name: each .txt file with its .ann file, where it has one."""
    for path in sorted(Path(folder).glob("*.txt")):
        ann = path.with_suffix(".ann")
        # bytes: offsets count line ends as they are
        text = path.read_bytes().decode("utf-8")
        found = ann.read_bytes().decode("utf-8") if ann.exists() else ""
        yield loads(text, found, id=path.stem, name=str(ann))


def _bound(number: int, label: str, text: str, start: int, end: int) -> str:
    if not re.fullmatch(r"[\w-]+", label):
        raise ValueError(f"a label must be letters, digits, '-' and '_' in brat, got {label!r}")
    # an annotation may not hold a line end: brat cuts it into fragments there
    fragments = [
        (start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n]+", text[start:end])
    ]
    places = ";".join(f"{a} {b}" for a, b in fragments) or f"{start} {end}"
    return f"T{number}\t{label} {places}\t{' '.join(text[a:b] for a, b in fragments)}"


def _relations(document: Document) -> list[str]:
    """Quotations with their speakers, and the mentions of each entity."""
    labels = Example.of(document).labels
    numbers = {(x.start, x.end, x.label): i for i, x in enumerate(labels, 1)}
    lines = []
    for n, quote in enumerate(document.quotes, 1):
        number = len(document.mentions) + n
        lines.append(_bound(number, "Quote", document.text, quote.start, quote.end))
        if quote.speaker is not None:
            speaker = numbers[quote.speaker.start, quote.speaker.end, quote.speaker.label]
            lines.append(f"R{n}\tSpeaker Arg1:T{number} Arg2:T{speaker}")
    for entity in document.entities:
        same = sorted({numbers[m.start, m.end, m.label] for m in entity.mentions})
        if len(same) > 1:
            lines.append(f"*\tEquiv {' '.join(f'T{x}' for x in same)}")
    return lines
