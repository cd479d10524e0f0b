"""Prodigy: a line of JSON for each task, `{"text": …, "tokens": […], "spans": […]}`, offsets in code points.

Its recipes want spans that begin and end with tokens: the tokens here are cut where labels begin and end, so that
a clitic outside a mention is a token of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import kunya
from kunya.exchange import _json
from kunya.exchange._example import Example, Label, Source, examples

__all__ = ["dump", "dumps", "load", "loads"]


def dumps(source: Source, *, nested: bool = True) -> str:
    """Return examples or documents as lines of JSON.

    With nested=False only outermost labels are written, as `ner.manual` wants it; `spans.manual` takes all.
    """
    return "".join(_json.lines(_write(x, nested) for x in examples(source)))


def dump(source: Source, path: str | os.PathLike[str], *, nested: bool = True) -> int:
    """Write examples or documents to a file and return their number."""
    return _json.write_lines(path, (_write(x, nested) for x in examples(source)))


def loads(text: str, *, name: str = "text") -> list[Example]:
    """Return the examples of lines of JSON, without rejected and ignored ones; `name` stands for the file in errors."""
    return list(_read(_json.parse_lines(text.split("\n"), name)))


def load(path: str | os.PathLike[str]) -> Iterator[Example]:
    """Yield the examples of a file, read as they are asked for, without rejected and ignored ones."""
    return _read(_json.read_lines(path))


def _tokens(example: Example) -> list[tuple[int, int]]:
    """Tokens of kunya, cut where labels begin and end."""
    cuts = sorted({x.start for x in example.labels} | {x.end for x in example.labels})
    found: list[tuple[int, int]] = []
    at = 0
    for token in kunya.tokenize(example.text):
        start, end = token.start, token.end
        while at < len(cuts) and cuts[at] <= start:
            at += 1
        while at < len(cuts) and cuts[at] < end:
            found.append((start, cuts[at]))
            start, at = cuts[at], at + 1
        found.append((start, end))
    return found


def _write(example: Example, nested: bool) -> dict[str, Any]:
    text, tokens = example.text, _tokens(example)
    starts = {start: i for i, (start, _) in enumerate(tokens)}
    ends = {end: i for i, (_, end) in enumerate(tokens)}
    spans = []
    for label in example.labels if nested else example.flat():
        span: dict[str, Any] = {"start": label.start, "end": label.end, "label": label.label}
        if label.start in starts and label.end in ends:
            span["token_start"], span["token_end"] = starts[label.start], ends[label.end]
        if label.link is not None:
            span["kb_id"] = label.link
        spans.append(span)
    found: dict[str, Any] = {
        "text": text,
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": i, "ws": text[b : b + 1].isspace()}
            for i, (a, b) in enumerate(tokens)
        ],
        "spans": spans,
    }
    meta = dict(example.meta)
    if example.id is not None:
        meta["id"] = example.id
    return {**found, "meta": meta} if meta else found


def _read(values: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Example]:
    for where, value in values:
        if value.get("answer", "accept") != "accept":
            continue
        text = _json.field(value, where, str, "text")
        spans = _json.field(value, where, list, "spans") if "spans" in value else []
        labels = []
        for span in spans:
            if not isinstance(span, dict):
                raise ValueError(f"{where}: a span must be an object, got {type(span).__name__}")
            link = span.get("kb_id")
            labels.append(
                Label(
                    _json.field(span, where, int, "start"),
                    _json.field(span, where, int, "end"),
                    _json.field(span, where, str, "label"),
                    link if isinstance(link, str) else None,
                )
            )
        meta = dict(_json.field(value, where, dict, "meta")) if "meta" in value else {}
        number = meta.pop("id", None)
        try:
            yield Example(text, tuple(labels), None if number is None else str(number), meta)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None
