"""How the cost of a corpus grows with its documents: short news texts, made from names at random.

    python benches/corpus.py [--documents 1000 10000 100000] [--threads 2] [--articles tests/articles/train]

With --articles each text is two paragraphs of annotated articles, drawn at random.

For each size, in a process of its own: the CPU seconds and the most memory of reading the texts and resolving them as a
stream, the CPU seconds of the resolution alone, and those of adding one document in a hundred afterwards.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import kunya

GIVEN = [
    "محمد",
    "أحمد",
    "سامر",
    "كريم",
    "نادين",
    "جورج",
    "رامي",
    "ليلى",
    "هدى",
    "يوسف",
    "خالد",
    "سعاد",
    "منير",
    "فؤاد",
    "عمر",
    "علي",
    "حسن",
    "زينب",
    "مريم",
    "طارق",
]
MIDDLE = [
    "عبد الله",
    "بن سعيد",
    "حسين",
    "إبراهيم",
    "الأمين",
    "سليمان",
    "نور الدين",
    "عزيز",
    "منصور",
    "صالح",
    "شفيق",
    "لطفي",
]
ENDINGS = ["ي", "اوي", "ان", "ون", "ين", "وري", "اني", "لي", "مي", "دي"]
STEMS = [
    "حداد",
    "شاذل",
    "غطاس",
    "نصر",
    "بكر",
    "جبر",
    "فرح",
    "سلام",
    "رشد",
    "زهر",
    "كرم",
    "ودع",
    "صبر",
    "عطر",
    "قصب",
    "برك",
    "نجم",
    "هلال",
    "سرح",
    "مرج",
]
ROLES = [
    "وزير الخارجية",
    "رئيس البرلمان",
    "المدير",
    "الناطق باسم الحكومة",
    "وزير المالية",
    "رئيس الاتحاد",
]
PLACES = [
    "القاهرة",
    "بيروت",
    "عمان",
    "تونس",
    "الرباط",
    "بغداد",
    "دمشق",
    "الجزائر",
    "الخرطوم",
    "مسقط",
    "الدوحة",
    "المنامة",
]
ORGS = [
    "الأمم المتحدة",
    "البنك الدولي",
    "الاتحاد الأوروبي",
    "جامعة الدول العربية",
    "حلف الناتو",
    "منظمة الصحة العالمية",
]


def people(count: int, choose: random.Random) -> list[str]:
    """As many different names of three parts."""
    found: dict[str, None] = {}
    while len(found) < count:
        family = choose.choice(STEMS) + choose.choice(ENDINGS)
        found[
            f"{choose.choice(GIVEN)} {choose.choice(MIDDLE)} {family}{choose.choice(ENDINGS)}"
        ] = None
    return list(found)


def made(count: int) -> Iterator[str]:
    """Short news texts: few people are in many of them, most in few."""
    choose = random.Random(count)
    known = people(max(200, min(count // 4, 20_000)), choose)
    for _ in range(count):
        a, b = (known[int(len(known) * choose.random() ** 3)] for _ in range(2))
        place, other = choose.sample(PLACES, 2)
        org, role = choose.choice(ORGS), choose.choice(ROLES)
        if choose.random() < 0.1:
            a = a.replace("ي", "ى")
        yield (
            f"قال {role} {a} في {place} إن بلاده مستعدة للحوار مع {other} بشأن المياه والطاقة. "
            f"وأضاف {a.split()[-1]} خلال لقائه {b}: «لا بد من اتفاق يضمن حقوق الجميع». "
            f"ورحبت {org} بالتصريحات، ودعت الأطراف إلى العودة إلى المفاوضات في {other} الشهر المقبل."
        )


def drawn(count: int, articles: Path) -> Iterator[str]:
    """Texts of two paragraphs of a folder's annotated articles."""
    sys.path.insert(0, str(articles.resolve().parent))
    import check

    bodies = (check.parse(check.read(path).body).plain for path in check.article_paths([articles]))
    paragraphs = [p for body in bodies for p in body.split("\n") if len(p) > 80]
    choose = random.Random(count)
    for _ in range(count):
        yield "\n".join(choose.sample(paragraphs, 2))


def measure(count: int, threads: int | None, articles: Path | None) -> dict[str, float]:
    """The figures of one size."""
    texts = made if articles is None else lambda count: drawn(count, articles)
    nlp = kunya.Analyzer()
    corpus = kunya.Corpus()
    start, wall = time.process_time(), time.monotonic()
    corpus.add(nlp.analyze_stream(texts(count), threads), threads=threads)
    both, both_wall = time.process_time() - start, time.monotonic() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    few = nlp.analyze_batch(itertools.islice(texts(count + 1), max(count // 100, 1)), threads)
    start = time.process_time()
    corpus.add(few, ids=(f"new {i}" for i in range(len(few))), threads=threads)
    more = time.process_time() - start
    # the same mentions again, as a table: no text is read, so that the resolution stands alone
    table = corpus.mentions
    start = time.process_time()
    kunya.resolve(table, threads=threads)
    alone = time.process_time() - start
    return {
        "documents": count,
        "entities": corpus.entities.num_rows,
        "mentions": table.num_rows,
        "all_cpu_s": round(both, 2),
        "all_wall_s": round(both_wall, 2),
        "memory_mb": round(memory),
        "resolve_cpu_s": round(alone, 2),
        "add_1_percent_cpu_s": round(more, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--articles", type=Path, help="a folder of annotated articles")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.documents[0], options.threads, options.articles)))
        return
    shown = False
    for count in options.documents:
        command = [sys.executable, __file__, "--one", "--documents", str(count)]
        if options.articles:
            command += ["--articles", str(options.articles)]
        done = subprocess.run(
            [*command, "--threads", str(options.threads)],
            check=True,
            capture_output=True,
            text=True,
        )
        figures = json.loads(done.stdout)
        if not shown:
            print("| " + " | ".join(figures) + " |\n|" + "---:|" * len(figures))
            shown = True
        print("| " + " | ".join(f"{value:,}" for value in figures.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
