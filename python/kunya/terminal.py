"""Documents, entities, quotations and names as text for a terminal.

Arabic stands between bidi isolates and in the last column, since its width cannot be known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kunya._core import Comparison, Corpus, Document, Entity, Matches, Mention, Quote

__all__ = ["document", "isolate", "runs", "text"]

# Isolates a stretch of text of its own direction from its neighbours (Unicode bidi controls).
FSI, PDI = "\u2068", "\u2069"


# Arabic words with single spaces between them.
_ARABIC = re.compile(
    r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+"
    r"(?: [\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+)*"
)


def runs(sentence: str) -> Iterator[tuple[str, bool]]:
    """Cut a sentence in another script into runs, and say of each whether it is Arabic words."""
    at = 0
    for found in _ARABIC.finditer(sentence):
        if found.start() > at:
            yield sentence[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(sentence):
        yield sentence[at:], False


def isolate(text: str) -> str:
    """Return the text on one line, kept apart from the direction of what stands around it."""
    return f"{FSI}{' '.join(text.split())}{PDI}"


def text(shown: Any) -> str:
    """Return what a terminal shows of an object."""
    match shown:
        case Document():
            return document(shown).rstrip("\n")
        case Entity():
            return "\n".join([_ENTITY_HEAD, _entity(shown)])
        case Quote():
            return "\n".join([_QUOTE_HEAD, _quote(shown)])
        case Mention():
            return (
                f"{shown.label:8} {shown.start}-{shown.end} {shown.score:.2f} {isolate(shown.text)}"
            )
        case Matches():
            return "\n".join(_match(match) for match in shown[:]) or "none found"
        case Comparison():
            return _comparison(shown)
        case Corpus():
            return repr(shown)
    return repr(shown)


_ENTITY_HEAD = f"{'label':8} {'n':>3}  {'Latin':24} {'link':18} names and titles"
_QUOTE_HEAD = f"{'kind':8} speaker, cue, words"


def document(doc: Document, name: str | None = None) -> str:
    """Return a document's counts, entities, values and quotations."""
    title = f"{isolate(name)}: " if name is not None else ""
    lines = [
        f"{title}{len(doc)} tokens, {len(doc.sentences)} sentences, "
        f"{len(doc.mentions)} mentions, {len(doc.entities)} entities, {len(doc.quotes)} quotations",
        "",
        "ENTITIES",
        _ENTITY_HEAD,
    ]
    lines += map(_entity, sorted(doc.entities, key=lambda e: -len(e.mentions)))
    lines += ["", "DATES AND AMOUNTS", f"{'label':8} {'value':24} text"]
    lines += [
        f"{m.label:8} {_value(m):24} {isolate(m.text)}" for m in doc.mentions if m.entity is None
    ]
    lines += ["", "QUOTATIONS", _QUOTE_HEAD]
    lines += map(_quote, doc.quotes)
    return "\n".join(lines) + "\n\n"


def _entity(entity: Entity) -> str:
    variants = [entity.name, *(v for v in entity.variants if v != entity.name)]
    shown = " = ".join(map(isolate, variants))
    if entity.roles:
        shown += f" ({', '.join(map(isolate, entity.roles))})"
    return f"{entity.label:8} {len(entity.mentions):3}  {entity.latin or '-':24} {entity.link or '-':18} {shown}"


def _value(mention: Mention) -> str:
    """The value of a date or amount; what is counted stands in the text."""
    value = mention.value
    if value is None:
        return "-"
    if value.amount is not None and value.iso is None and value.unit is None:
        return str(value.decimal)
    return str(value)


def _quote(quote: Quote) -> str:
    speaker = quote.entity.name if quote.entity else quote.speaker.text if quote.speaker else "?"
    cue = isolate(quote.cue.text) if quote.cue else "-"
    return f"{quote.kind:8} {isolate(speaker)} {cue} {isolate(quote.text)}"


def _comparison(found: Comparison) -> str:
    """The verdict, whose names are isolated already, and the reasons."""
    verdict = str(found).partition("\n")[0]
    reasons = (
        "".join(isolate(run) if arabic else run for run, arabic in runs(reason))
        for reason in found.reasons
    )
    return "\n".join([verdict, *(f"  - {reason}" for reason in reasons)])


def _match(match: Any) -> str:
    return f"{match.score:.3f}  {match.id!s:>6}  {isolate(match.name)}"
