"""Arabic news text: tokens, names, entities and quotations, with offsets into the original.

    >>> import kunya
    >>> doc = kunya.analyze("قال الرئيس الروسي فلاديمير بوتين: «نحن مستعدون لاستئناف المحادثات».")
    >>> doc.quotes[0].entity.name
    'فلاديمير بوتين'

Offsets are Unicode code points, half-open, in the text as it was given. All functions may be called from
several threads and let other threads run while they work.
"""

from kunya import columns, names, train
from kunya._core import (
    Analyzer,
    Corpus,
    Document,
    DocumentStream,
    Entity,
    Mention,
    Normalized,
    Normalizer,
    Quote,
    Segment,
    Span,
    Token,
    Value,
    __version__,
    analyze,
    normalize,
    read_value,
    resolve,
    segment,
    sentences,
    tokenize,
    transliterate,
)

__all__ = [
    "Analyzer",
    "Corpus",
    "Document",
    "DocumentStream",
    "Entity",
    "Mention",
    "Normalized",
    "Normalizer",
    "Quote",
    "Segment",
    "Span",
    "Token",
    "Value",
    "__version__",
    "analyze",
    "columns",
    "names",
    "normalize",
    "read_value",
    "resolve",
    "segment",
    "sentences",
    "tokenize",
    "train",
    "transliterate",
]
