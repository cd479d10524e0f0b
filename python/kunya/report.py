"""A corpus as one page that opens without a network.

The page holds its data as JSON and renders a page of rows at a time; text of articles enters the document as text only.
"""

from __future__ import annotations

import json
import os
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kunya._core import __version__
from kunya._files import replaced

if TYPE_CHECKING:
    from kunya._core import Corpus

__all__ = ["render", "write"]

_LABELS = {
    "ar": {
        "PER": "أشخاص",
        "LOC": "أماكن",
        "ORG": "منظمات",
        "NORP": "جنسيات وشعوب",
        "EVENT": "أحداث",
        "PRODUCT": "منتجات",
    },
    "en": {
        "PER": "people",
        "LOC": "places",
        "ORG": "organisations",
        "NORP": "nationalities and peoples",
        "EVENT": "events",
        "PRODUCT": "products",
    },
}

# The page's own words; %1, %2... are numbers.
_WORDS: dict[str, dict[str, Any]] = {
    "ar": {
        "title": "من قال ماذا",
        "skip": "إلى الكيانات",
        "size": "الوثائق: %1 · الكيانات: %2 · مرات الذكر: %3 · الأقوال: %4",
        "entities": "الكيانات",
        "search": "بحث في الأسماء والصفات",
        "label": "النوع",
        "all": "الكل",
        "entityCount": "يظهر %1 من أصل %2",
        "more": "عرض المزيد",
        "detail": "التفاصيل",
        "choose": "اختر كيانا لترى المقاطع التي ورد فيها.",
        "name": "الاسم",
        "documents": "الوثائق",
        "mentions": "مرات الذكر",
        "quotesHead": "الأقوال",
        "variants": "صيغ الاسم",
        "roles": "الصفات",
        "passages": "المقاطع",
        "passageCount": "%1 من المقاطع، والوثائق %2، ومرات الذكر %3",
        "statements": "ما قاله",
        "quotes": "من قال ماذا",
        "speaker": "القائل",
        "words": "القول",
        "kind": "نوع القول",
        "cue": "الفعل",
        "source": "الوثيقة",
        "quoteCount": "يظهر %1 من أصل %2",
        "network": "من يذكر مع من",
        "networkHelp": "يزداد سُمك الخط بعدد الوثائق التي تذكر الاثنين معا. اختر اسما أو خطا لترى المقاطع.",
        "pairs": "الصورة في جدول",
        "pairCount": "الوثائق التي تذكرهما معا: %1",
        "nothing": "لا تذكر وثيقة كيانين معا.",
        "footer": "أنشأه برنامج kunya. ما هنا قراءة آلية، والمقاطع هي المرجع.",
        "noscript": "تحتاج هذه الصفحة إلى تشغيل البرامج النصية؛ فهي لا تتصل بأي شبكة.",
        "kinds": {
            "direct": "مباشر",
            "indirect": "غير مباشر",
            "mixed": "مختلط",
            "belief": "رأي أو توقع",
        },
    },
    "en": {
        "title": "Who said what",
        "skip": "To the entities",
        "size": "Documents: %1 · entities: %2 · mentions: %3 · quotations: %4",
        "entities": "Entities",
        "search": "Search names and titles",
        "label": "Kind",
        "all": "all",
        "entityCount": "%1 shown of %2",
        "more": "Show more",
        "detail": "Details",
        "choose": "Choose an entity to see the passages that name it.",
        "name": "Name",
        "documents": "Documents",
        "mentions": "Mentions",
        "quotesHead": "Quotations",
        "variants": "Spellings",
        "roles": "Titles",
        "passages": "Passages",
        "passageCount": "%1 passages; documents: %2, mentions: %3",
        "statements": "Statements",
        "quotes": "Who said what",
        "speaker": "Speaker",
        "words": "Words",
        "kind": "Kind of quotation",
        "cue": "Verb",
        "source": "Document",
        "quoteCount": "%1 shown of %2",
        "network": "Who is named with whom",
        "networkHelp": "A line is the thicker, the more documents name both. Choose a name or a line to see the passages.",
        "pairs": "The picture as a table",
        "pairCount": "Documents that name both: %1",
        "nothing": "No document names two entities.",
        "footer": "Made by kunya. This is a machine's reading; the passages are what counts.",
        "noscript": "This page needs scripts; it connects to no network.",
        "kinds": {
            "direct": "direct",
            "indirect": "indirect",
            "mixed": "mixed",
            "belief": "belief",
        },
    },
}


def render(
    corpus: Corpus,
    title: str | None = None,
    language: str = "ar",
    entities: int = 1000,
    passages: int = 12,
) -> str:
    """Return the page of Corpus.report as text."""
    if language not in _WORDS:
        raise ValueError(f'language must be "ar" or "en", got {language!r}')
    for name, value in (("entities", entities), ("passages", passages)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    words = _WORDS[language] | {"labels": _LABELS[language]}
    values = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "title": escape(title or words["title"]),
        "version": escape(__version__),
        "noscript": escape(words["noscript"]),
        "words": _json_in_html(json.dumps(words, ensure_ascii=False)),
        "data": _json_in_html(corpus._digest(entities, passages)),
    }
    template = resources.files("kunya").joinpath("report.html").read_text("utf-8")
    head, *rest = template.split("{{")
    parts = [head]
    for part in rest:
        name, after = part.split("}}", 1)
        parts += [values[name], after]
    return "".join(parts)


def _json_in_html(text: str) -> str:
    """JSON that no HTML parser takes for anything but text: neither </script> nor <!-- can stand in it."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def write(
    corpus: Corpus,
    path: str | os.PathLike[str],
    title: str | None = None,
    language: str = "ar",
    entities: int = 1000,
    passages: int = 12,
) -> None:
    """Write the page to a file; an old file stays where that fails."""
    page = render(corpus, title, language, entities, passages)
    with replaced([Path(path)]) as (target,):
        target.write_text(page, encoding="utf-8")
