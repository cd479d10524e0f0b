"""Label Studio: tasks of texts with labelled regions, as it imports and exports them.

What kunya found goes in as predictions, which annotators accept or correct; labels that people made go in as
annotations. `config` writes the labelling interface that the regions belong to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from kunya import __version__
from kunya.exchange import _json
from kunya.exchange._example import Example, Label, Source, examples
from kunya.exchange._units import UNITS, Units

__all__ = ["config", "dump", "dumps", "load", "loads"]

# The names of the tags of the interface that `config` writes.
FROM, TO = "label", "text"
KINDS = ("predictions", "annotations")


def config(labels: Iterable[str]) -> str:
    """Return a labelling interface for right-to-left texts with these labels."""
    found = "\n".join(f"    <Label value={quoteattr(x)}/>" for x in dict.fromkeys(labels))
    return (
        f'<View>\n  <Labels name="{FROM}" toName="{TO}">\n{found}\n  </Labels>\n'
        f'  <View style="direction: rtl">\n    <Text name="{TO}" value="${TO}"/>\n  </View>\n</View>\n'
    )


def dumps(source: Source, *, kind: str = "predictions", unit: str = "char") -> str:
    """Return examples or documents as tasks, a line of JSON each.

    `kind` is "predictions" or "annotations". `unit` is how the Label Studio that imports them counts: "char" (code points)
    or, as older versions did, "utf16"; it matters where a text has emoji.
    """
    _check(kind)
    return "".join(_json.lines(_write(x, kind, unit) for x in examples(source)))


def dump(
    source: Source,
    path: str | os.PathLike[str],
    *,
    kind: str = "predictions",
    unit: str = "char",
) -> int:
    """Write examples or documents to a file, as `dumps`, and return their number."""
    _check(kind)
    return _json.write_lines(path, (_write(x, kind, unit) for x in examples(source)))


def loads(text: str, *, kind: str = "annotations", name: str = "text") -> list[Example]:
    """Return the examples of tasks, one a line; `name` stands for the file in errors.

    Of a task with several annotations the last that was not cancelled counts; a task without one has no example. Offsets
    are taken in the unit in which they agree with the regions' text. Raises ValueError with the line of what is wrong.
    """
    _check(kind)
    return list(_read(_json.parse_lines(text.split("\n"), name), kind))


def load(path: str | os.PathLike[str], *, kind: str = "annotations") -> Iterator[Example]:
    """Yield the examples of a file: lines of JSON, or one list as the export "JSON" gives it."""
    _check(kind)
    return _read(_json.read_values(path), kind)


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f'kind must be "predictions" or "annotations", got {kind!r}')


def _write(example: Example, kind: str, unit: str) -> dict[str, Any]:
    units = Units(example.text, unit)
    regions = []
    for number, label in enumerate(example.labels):
        region: dict[str, Any] = {
            "id": f"m{number}",
            "from_name": FROM,
            "to_name": TO,
            "type": "labels",
            "value": {
                "start": units.write(label.start),
                "end": units.write(label.end),
                "text": example.text[label.start : label.end],
                "labels": [label.label],
            },
        }
        if label.link is not None:
            region["meta"] = {"text": [label.link]}
        regions.append(region)
    data = {**example.meta, TO: example.text}
    if example.id is not None:
        data["id"] = example.id
    result: dict[str, Any] = {"result": regions}
    if kind == "predictions":
        result["model_version"] = f"kunya {__version__}"
    return {"data": data, kind: [result]}


def _read(values: Iterable[tuple[str, dict[str, Any]]], kind: str) -> Iterator[Example]:
    for where, value in values:
        data = _json.field(value, where, dict, "data")
        results = _json.field(value, where, list, kind) if kind in value else []
        done = [x for x in results if isinstance(x, dict) and not x.get("was_cancelled")]
        if not done:
            continue
        text = _json.field(data, where, str, TO)
        labels = []
        for region in _json.field(done[-1], where, list, "result"):
            if not isinstance(region, dict):
                raise ValueError(
                    f"{where}: a region must be an object, got {type(region).__name__}"
                )
            if region.get("type") == "labels":
                labels += _labels(region, text, where)
        meta = {k: v for k, v in data.items() if k not in (TO, "id")}
        number = data.get("id", value.get("id"))
        try:
            yield Example(text, tuple(labels), None if number is None else str(number), meta)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None


def _labels(region: dict[str, Any], text: str, where: str) -> list[Label]:
    value = _json.field(region, where, dict, "value")
    start = _json.field(value, where, int, "start")
    end = _json.field(value, where, int, "end")
    start, end = _place(text, start, end, value.get("text"), where)
    names = _json.field(value, where, list, "labels")
    link: str | None = None
    match region.get("meta"):
        case {"text": [str(said), *_]}:
            link = said
    return [Label(start, end, str(name), link) for name in names]


def _place(text: str, start: int, end: int, said: Any, where: str) -> tuple[int, int]:
    """The place in code points, in the unit in which it agrees with what the region says stands there."""
    if not isinstance(said, str):
        return start, end
    for unit in UNITS:
        units = Units(text, unit)
        try:
            place = units.read(start), units.read(end)
        except ValueError:
            continue
        # Label Studio writes line ends of a region as two characters
        if text[slice(*place)] in (said, said.replace("\\n", "\n")):
            return place
    raise ValueError(f"{where}: {start} to {end} is not {said!r} in the text")
