"""What the tests of Spark and Ray read, and what one machine makes of it."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import kunya
from conftest import NEWS
from kunya.integrations._resolve import Captured

ROWS = [
    NEWS,
    None,
    "",
    "زار وزير الخارجية المصري القاهرة.",
    "قالت الوزيرة ليلى بورتر: «سنعود قريبا». وأضافت بورتر أن الوفد وصل إلى عمان.",
    "وصل فلاديمير بوتن إلى الصين والتقى الرئيس الصيني شي جين بينغ.",
    "😀 نص",
]
IDS = [f"d{n}" for n in range(len(ROWS))]
DATES = ["2025-11-02", "2025-11-03", None, "2025-11-04", "2025-11-04", "2025-11-05", None]

# The tables of a corpus.
TABLES = ("entities", "mentions", "quotes", "variants", "co_mentions", "documents")


# People in spellings that vary, with titles that some texts give them; two pairs of namesakes of different countries, and
# a father and a son.
PEOPLE = [
    (["فلاديمير بوتين", "فلاديمير بوتن", "بوتين", "فلادمير بوتين"], ["الرئيس الروسي"]),
    (["فولوديمير زيلينسكي", "فولوديمير زيلنسكي", "زيلينسكي"], ["الرئيس الأوكراني"]),
    (["أنطونيو غوتيريش", "أنطونيو جوتيريش", "غوتيريش"], ["الأمين العام للأمم المتحدة"]),
    (["بنيامين نتنياهو", "بنيامين نتانياهو", "نتنياهو"], ["رئيس الوزراء الإسرائيلي"]),
    (["سامر العبدلي", "العبدلي"], ["وزير الخارجية الأردني"]),
    (["سامر العبدلي"], ["المدرب العراقي"]),
    (["خالد المنصوري", "المنصوري"], ["وزير الصحة المغربي", ""]),
    (["خالد عادل المنصوري"], [""]),
    (["ليلى بورتر", "ليلا بورتر"], ["السفيرة الأمريكية", "المبعوثة الأمريكية"]),
    (["عبدالرحمن الشمري", "عبد الرحمن الشمري"], ["المتحدث باسم وزارة الدفاع"]),
    (["هند الراوي", "الراوي"], [""]),
    (["كريم الراوي"], ["المدرب"]),
]
PLACES = [
    "القاهرة",
    "موسكو",
    "عمان",
    "بغداد",
    "الرباط",
    "كييف",
    "مدينة غزة",
    "واشنطن",
    "روسيا",
    "الأردن",
]
BODIES = [
    "وزارة الدفاع",
    "شركة غوغل",
    "شركة جوجل",
    "منظمة الصحة العالمية",
    "نادي الزمالك",
    "حركة حماس",
    "رويترز",
]
SENTENCES = [
    "قال {a} إن بلاده مستعدة للتعاون مع {place}.",
    "وصل {a} إلى {place} والتقى {b} في مقر {body}.",
    "نقلت {body} عن {a} قوله: «لن نتراجع عن قرارنا»، وأضاف أن الاجتماع مع {b} كان مفيدا.",
    "أكد {a} أن {body} ستفتح مكتبا في {place}، بحسب {b}.",
    "نفى {b} ما ذكره {a} بشأن {place}.",
    "واستقبل {a} في {place} وفدا من {body}، وأعرب {b} عن تفاؤله.",
    "زار وزير الخارجية المصري {place} أمس.",
]


def news(count: int, seed: int = 7) -> tuple[list[str], list[str], list[str | None]]:
    """Made-up texts with their ids and dates; some texts come twice."""
    random = Random(seed)

    def person(known: list[Any]) -> str:
        names, titles = random.choice(known)
        title = random.choice(["", *titles])
        return f"{title} {random.choice(names)}".strip()

    def text() -> str:
        chosen = random.choices(SENTENCES, k=random.randint(1, 4))
        # one text never names both of the namesakes
        absent = random.choice(PEOPLE[4:6])
        known = [who for who in PEOPLE if who is not absent]
        return " ".join(
            sentence.format(
                a=person(known),
                b=person(known),
                place=random.choice(PLACES),
                body=random.choice(BODIES),
            )
            for sentence in chosen
        )

    texts = [text() for _ in range(count)]
    texts[-3:] = texts[:3]
    ids = [f"n{n}" for n in range(count)]
    dates = [f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 5 else None for n in range(count)]
    return texts, ids, dates


# Some hundred documents, among them what is no news.
TEXTS, TEXT_IDS, TEXT_DATES = news(300)
TEXTS = [*ROWS, *TEXTS]
TEXT_IDS = [*IDS, *TEXT_IDS]
TEXT_DATES = [*DATES, *TEXT_DATES]


@lru_cache
def corpus() -> kunya.Corpus:
    """What kunya.resolve makes of all texts."""
    read = [n for n, text in enumerate(TEXTS) if text is not None]
    documents = kunya.Analyzer().analyze_batch([TEXTS[n] for n in read])
    ids, dates = [TEXT_IDS[n] for n in read], [TEXT_DATES[n] for n in read]
    return kunya.resolve(documents, ids=ids, dates=dates)


def rows(table: Any) -> list[Any]:
    """The rows of a table in an order that does not depend on the engine."""
    return sorted(table.to_pylist(), key=repr)


class DiesOnce:
    """Passes for an analyzer or a shared table, which at its first arrival in a worker ends that worker's process."""

    def __init__(self, mark: Path, value: Any = None) -> None:
        self.mark = str(mark)
        self.value = value

    def get(self) -> Any:
        return self.value

    def __reduce__(self) -> tuple[Any, ...]:
        # of names every worker knows; this module is not there
        arrives = "__import__('kunya').Analyzer()"
        if self.value is not None:
            shared = pickle.dumps(Captured(self.value))
            arrives = f"__import__('pickle').loads({shared!r})"
        code = (
            f"__import__('os').path.exists({self.mark!r}) "
            f"or (open({self.mark!r}, 'x').close(), __import__('os')._exit(1)), "
            f"{arrives}"
        )
        return eval, (f"({code})[-1]",)
