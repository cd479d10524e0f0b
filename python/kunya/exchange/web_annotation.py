"""W3C Web Annotations: a page of JSON-LD for each text.

Each label is an annotation with the purpose "tagging" and, where it has a link, "identifying"; its target tells place
(code points, as the recommendation wants it) and words with what stands before and after. Quotations of a document
are tagged "QUOTE" and annotations of the motivation "linking" tie them to the mention that names the speaker.
https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

from kunya._core import Document
from kunya.exchange import _json
from kunya.exchange._example import Example, Label

__all__ = ["dump", "dumps", "load", "loads", "page"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# How many code points before and after the words are told, so that they are found in a changed text.
AROUND = 32
# What links stand for on the web; others become URNs.
ADDRESSES = {
    "wikidata": "http://www.wikidata.org/entity/",
    "geonames": "https://sws.geonames.org/",
    "iso3166": "https://www.iso.org/obp/ui/#iso:code:3166:",
}
OTHER = "urn:kunya:link:"


def page(found: Example | Document, source: str | None = None) -> dict[str, Any]:
    """Return the AnnotationPage of an example or document as plain dicts.

    `source` is the IRI of the text; by default a URN of its id, or of its SHA-256 where it has none.
    """
    example = Example.of(found) if isinstance(found, Document) else found
    if source is None:
        source = f"urn:kunya:text:{_name(example)}"
    items = []
    ids: dict[tuple[int, int, str], str] = {}
    for number, label in enumerate(example.labels, 1):
        ids[label.start, label.end, label.label] = f"{source}#m{number}"
        items.append(_annotation(f"{source}#m{number}", source, example.text, label))
    for number, said in enumerate(found.quotes if isinstance(found, Document) else (), 1):
        name = f"{source}#q{number}"
        label = Label(said.start, said.end, "QUOTE")
        items.append(_annotation(name, source, example.text, label))
        if said.speaker is not None:
            speaker = said.speaker
            items.append(
                {
                    "id": f"{source}#s{number}",
                    "type": "Annotation",
                    "motivation": "linking",
                    "body": ids[speaker.start, speaker.end, speaker.label],
                    "target": name,
                }
            )
    return {
        "@context": CONTEXT,
        "id": f"{source}#annotations",
        "type": "AnnotationPage",
        "items": items,
    }


def dumps(found: Example | Document, source: str | None = None) -> str:
    """Return the page of an example or document as JSON, see `page`."""
    return json.dumps(page(found, source), ensure_ascii=False)


def dump(source: Iterable[Example | Document], path: str | os.PathLike[str]) -> int:
    """Write a page a line and return their number."""
    return _json.write_lines(path, (page(found) for found in source))


def loads(text: str, annotations: str, *, name: str = "annotations") -> Example:
    """Return the example of a text and a page of JSON, see `load`."""
    ((where, value),) = _json.parse_lines([annotations.replace("\n", " ")], name)
    return _read(text, value, where)


def load(path: str | os.PathLike[str], texts: Iterable[str]) -> Iterator[Example]:
    """Yield the examples of a file with a page a line and of the texts that they annotate, in their order.

    An annotation counts that tags a place of the text; where the words at its place are others than it says, it is
    found by its words, if they stand in the text once. Raises ValueError for a page that does not fit its text.
    """
    for (where, value), text in zip(_json.read_lines(path), texts, strict=True):
        yield _read(text, value, where)


def _name(example: Example) -> str:
    if example.id is not None:
        return quote(example.id, safe="")
    return hashlib.sha256(example.text.encode()).hexdigest()


def _annotation(name: str, source: str, text: str, label: Label) -> dict[str, Any]:
    body: list[dict[str, str]] = [
        {"type": "TextualBody", "value": label.label, "purpose": "tagging"}
    ]
    if label.link is not None:
        address = _address(label.link)
        body.append({"type": "SpecificResource", "source": address, "purpose": "identifying"})
    selectors = [
        {"type": "TextPositionSelector", "start": label.start, "end": label.end},
        {
            "type": "TextQuoteSelector",
            "exact": text[label.start : label.end],
            "prefix": text[max(0, label.start - AROUND) : label.start],
            "suffix": text[label.end : label.end + AROUND],
        },
    ]
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "tagging",
        "body": body,
        "target": {"source": source, "selector": selectors},
    }


def _address(link: str) -> str:
    scheme, _, key = link.partition(":")
    if scheme in ADDRESSES and re.fullmatch(r"[A-Za-z0-9-]+", key):
        return ADDRESSES[scheme] + key
    return OTHER + quote(link, safe=":")


def _link(address: str) -> str:
    for scheme, start in ADDRESSES.items():
        if address.startswith(start):
            return f"{scheme}:{address[len(start) :].rstrip('/')}"
    return unquote(address.removeprefix(OTHER))


def _read(text: str, value: dict[str, Any], where: str) -> Example:
    labels = []
    for item in _json.field(value, where, list, "items"):
        match item:
            case {"motivation": "tagging", "body": list(body), "target": {"selector": selectors}}:
                pass
            case _:
                continue
        tags, link = [], None
        for part in body:
            match part:
                case {"purpose": "tagging", "value": str(tag)}:
                    tags.append(tag)
                case {"purpose": "identifying", "source": str(address)}:
                    link = _link(address)
        start, end = _place(text, selectors if isinstance(selectors, list) else [selectors], where)
        labels += [(start, end, tag, link) for tag in tags]
    try:
        return Example(text, tuple(Label(*label) for label in labels))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _place(text: str, selectors: list[Any], where: str) -> tuple[int, int]:
    place: tuple[int, int] | None = None
    words: str | None = None
    for selector in selectors:
        match selector:
            case {"type": "TextPositionSelector", "start": int(start), "end": int(end)}:
                place = start, end
            case {"type": "TextQuoteSelector", "exact": str(exact)}:
                words = exact
    if place is not None and words in (None, text[slice(*place)]):
        return place
    if words and text.count(words) == 1:
        start = text.index(words)
        return start, start + len(words)
    raise ValueError(f"{where}: the place {place} with the words {words!r} is not in the text")
