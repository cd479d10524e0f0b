"""A text with labelled places: what annotation formats have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import kunya
from kunya._core import Document

__all__ = ["Example", "Label", "Source", "examples"]


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled place of a text: code points, half-open. `link` is what it names, as in "iso3166:RU"."""

    start: int
    end: int
    label: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its labels, sorted by start; of two that start together the longer comes first.

    `id` is the text's own, where it has one; `meta` is passed on to formats that keep such things.

    Raises ValueError for a label outside the text, an empty one, and one whose name is empty.
    """

    text: str
    labels: tuple[Label, ...] = ()
    id: str | None = None
    meta: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for found in self.labels:
            if not 0 <= found.start < found.end <= len(self.text):
                raise ValueError(
                    f"a label must lie in the text, 0 to {len(self.text)}, "
                    f"got {found.start} to {found.end} ({found.label})"
                )
            if not found.label:
                raise ValueError(f"a label must have a name, got none at {found.start}")
        ordered = sorted(self.labels, key=lambda x: (x.start, -x.end, x.label))
        object.__setattr__(self, "labels", tuple(ordered))

    @classmethod
    def of(cls, document: Document, id: str | None = None) -> Example:
        """Return the mentions of a document as an example."""
        found = [
            Label(m.start, m.end, m.label, m.entity.link if m.entity else None)
            for m in document.mentions
        ]
        return cls(document.text, tuple(found), id)

    def flat(self) -> tuple[Label, ...]:
        """Return the outermost labels, of two that overlap the first: no place has two of them."""
        found: list[Label] = []
        for label in self.labels:
            if not found or label.start >= found[-1].end:
                found.append(label)
        return tuple(found)

    def only(self, labels: Iterable[str]) -> Example:
        """Return the example with labels of these names only."""
        names = set(labels)
        kept = tuple(x for x in self.labels if x.label in names)
        return Example(self.text, kept, self.id, self.meta)

    def tags(self, offsets: Sequence[tuple[int, int]] | None = None) -> list[str | None]:
        """Return an IOB2 tag for each token of any tokenizer.

        `offsets` are start and end of its tokens in code points, in ascending order, as in the offset_mapping of a Hugging
        Face tokenizer; by default those of kunya.tokenize. A token that a label covers in part belongs to it; an empty one,
        as (0, 0) of special tokens, has None. Where labels nest, the outermost gives the tag.
        """
        if offsets is None:
            offsets = [(t.start, t.end) for t in kunya.tokenize(self.text)]
        labels = self.flat()
        at, begun = 0, False
        tags: list[str | None] = []
        for start, end in offsets:
            if start >= end:
                tags.append(None)
                continue
            while at < len(labels) and labels[at].end <= start:
                at, begun = at + 1, False
            if at < len(labels) and labels[at].start < end:
                tags.append(f"{'I' if begun else 'B'}-{labels[at].label}")
                begun = True
            else:
                tags.append("O")
        return tags


# What can be written in every format.
Source: TypeAlias = "Iterable[Example | Document]"


def examples(source: Source) -> Iterator[Example]:
    """Yield examples; of a document its mentions.

    Raises TypeError for a single example or another object.
    """
    if isinstance(source, Example | Document | str):
        raise TypeError(
            f"examples must be an iterable of Example or Document, got {type(source).__name__}"
        )
    for i, found in enumerate(source):
        if isinstance(found, Document):
            yield Example.of(found)
        elif isinstance(found, Example):
            yield found
        else:
            raise TypeError(
                f"examples[{i}] must be Example or Document, got {type(found).__name__}"
            )
