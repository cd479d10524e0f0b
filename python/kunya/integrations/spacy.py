"""spaCy: the component "kunya", which writes what kunya finds into a Doc.

    import spacy

    nlp = spacy.blank("ar")
    nlp.add_pipe("kunya", config={"model": "fast"})
    doc = nlp("قال الرئيس الروسي فلاديمير بوتين: «نحن مستعدون».")
    doc.ents                      # people, places, organisations ...; ent.kb_id_ is the link
    doc.spans["kunya"]            # all mentions, nested ones too
    doc.spans["kunya_quotes"]     # quotations; quote._.speaker is the span that names the speaker
    doc[1]._.clitics              # clitics of a token

spaCy finds the component by its entry point; nothing need be imported. spaCy's Arabic tokens keep clitics in the
word, so a mention that leaves them out is widened to whole tokens (alignment "expand"). `doc.spans["kunya"]` and
`doc.user_data["kunya"]` keep the exact places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, tee
from operator import itemgetter
from typing import Any

from kunya._core import Analyzer, Document
from kunya.integrations._extras import require

_language = require("spacy.language", "spacy")
_tokens = require("spacy.tokens", "spacy")
_util = require("spacy.util", "spacy")

__all__ = ["Component", "make"]

# Names of what is written into a Doc.
MENTIONS, QUOTES, DATA = "kunya", "kunya_quotes", "kunya"


class Component:
    """Adds entities, mentions, quotations and clitics to Docs; built by `nlp.add_pipe("kunya")`."""

    def __init__(
        self, name: str, model: str, labels: list[str] | None, threads: int | None
    ) -> None:
        self.name = name
        self._labels = None if labels is None else frozenset(labels)
        self.threads = threads
        self._analyzer = Analyzer(model)
        _register_extensions()

    def __call__(self, doc: Any) -> Any:
        """Read one Doc."""
        return self._write(doc, self._analyzer.analyze(doc.text))

    def pipe(self, stream: Iterable[Any], *, batch_size: int = 128) -> Iterator[Any]:
        """Read Docs in parallel, in their order."""
        docs, ahead = tee(stream)
        texts = (doc.text for doc in ahead)
        found = self._analyzer.analyze_stream(texts, threads=self.threads)
        for doc, read in zip(docs, found, strict=True):
            yield self._write(doc, read)

    def _write(self, doc: Any, read: Document) -> Any:
        clitics: list[tuple[int, int, str]] = []
        for token in read.tokens:
            for part in token.segments:
                if part.role != "stem":
                    clitics.append((part.start, part.end, part.role))
        mentions, entities = [], []
        for mention in read.mentions:
            link = mention.entity.link if mention.entity else None
            span = doc.char_span(
                mention.start,
                mention.end,
                label=mention.label,
                kb_id=link or "",
                alignment_mode="expand",
            )
            if span is None:
                continue
            mentions.append(span)
            if self._labels is None or mention.label in self._labels:
                entities.append(span)
        quotes, speakers = [], []
        for quote in read.quotes:
            span = doc.char_span(quote.start, quote.end, label="QUOTE", alignment_mode="expand")
            if span is None:
                continue
            quotes.append(span)
            speakers.append(
                {
                    "start": quote.start,
                    "end": quote.end,
                    "direct": quote.direct,
                    "score": quote.score,
                    "cue": quote.cue.text if quote.cue else None,
                    "name": quote.entity.name if quote.entity else None,
                    "link": quote.entity.link if quote.entity else None,
                    "speaker": (quote.speaker.start, quote.speaker.end) if quote.speaker else None,
                }
            )
        doc.spans[MENTIONS] = mentions
        doc.spans[QUOTES] = quotes
        # plain values, so that Doc.to_bytes keeps them
        doc.user_data[DATA] = {
            "mentions": [(m.start, m.end, m.label) for m in read.mentions],
            "quotes": speakers,
            "clitics": clitics,
        }
        # of two that overlap the longer stays; what an earlier component found is kept
        taken = [*doc.ents]
        free = [s for s in entities if not any(s.start < t.end and t.start < s.end for t in taken)]
        doc.set_ents([*taken, *_util.filter_spans(free)])
        return doc


def make(
    nlp: Any, name: str, model: str, labels: list[str] | None, threads: int | None
) -> Component:
    """Make the component of a pipeline; spaCy calls this with the component's configuration."""
    return Component(name, model, labels, threads)


_language.Language.factory(
    "kunya",
    default_config={"model": "fast", "labels": None, "threads": None},
    assigns=["doc.ents", "doc.spans", "doc.user_data", "token.ent_type", "token.ent_kb_id"],
    func=make,
)


def _register_extensions() -> None:
    for owner, name, getter in [
        (_tokens.Token, "clitics", _clitics),
        (_tokens.Span, "speaker", _speaker),
        (_tokens.Span, "quote", _quote),
    ]:
        if not owner.has_extension(name):
            owner.set_extension(name, getter=getter)


def _clitics(token: Any) -> list[tuple[str, str]]:
    """Return text and role of the clitics of a token, in their order."""
    text, offset = token.text, token.idx
    found = token.doc.user_data.get(DATA, {}).get("clitics", ())
    at = bisect_left(found, offset, key=itemgetter(0))
    clitics = []
    for start, end, role in islice(found, at, None):
        if end > offset + len(text):
            break
        clitics.append((text[start - offset : end - offset], role))
    return clitics


def _quote(span: Any) -> dict[str, Any] | None:
    """Return what is known of a quotation of doc.spans["kunya_quotes"]; None of another span."""
    for found in span.doc.user_data.get(DATA, {}).get("quotes", ()):
        if span.start_char <= found["start"] and found["end"] <= span.end_char:
            return dict(found)
    return None


def _speaker(span: Any) -> Any:
    """Return the span that names the speaker of a quotation, or None."""
    found = _quote(span)
    if found is None or found["speaker"] is None:
        return None
    start, end = found["speaker"]
    return span.doc.char_span(start, end, alignment_mode="expand")
