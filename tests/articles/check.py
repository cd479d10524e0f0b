"""Read and check the annotated articles of this folder (format: README.md).

Run it on files or folders (default: the folder it stands in):

    python check.py [--corpus] [--stats] [PATH ...]

It prints one line for each defect, `file:line: kind: what`, and exits with 1 if there is an
`error`. A `doubt` is a place that a person should look at; it does not change the exit code.
Import it to use the annotations:

    article = check.read(path)                        # header and body of a file
    plain, mentions, quotes, cues = check.parse(article.body)

Every start and end is a code point offset into `plain`, half-open.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ENTITY_LABELS = frozenset({"PER", "LOC", "ORG", "NORP", "ROLE", "EVENT", "PRODUCT"})
VALUE_LABELS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
NAMES = ENTITY_LABELS - {"ROLE"}
QUOTE_LABELS = frozenset({"DIRECT", "INDIRECT"})
LABELS = ENTITY_LABELS | VALUE_LABELS | QUOTE_LABELS | {"CUE"}

# Labels that one entity may carry together: a person and the office, a country and its people.
ENTITY_KIND = {
    "PER": "person",
    "ROLE": "person",
    "LOC": "place or people",
    "NORP": "place or people",
    "ORG": "organisation",
    "EVENT": "event",
    "PRODUCT": "product",
}
HEADER_KEYS = ("topic", "region", "style", "spelling")

OPEN = re.compile(r"\{([A-Z]+)(?:#([a-z0-9-]+|\?)(?:<([a-z0-9-]+))?)?(?: |(?=\}))")
OPENING_MARKS = "«“”\"'‘’"
CLOSING_MARKS = "»“”\"'‘’"
EDGE_PUNCTUATION = "،؛:.!؟…-–—"
WORD = re.compile(r"[\w\u064b-\u0652\u0640]+")
NUMBER = re.compile(r"(?<![\d-])\d+(?![\d]*-)")
CALENDAR = re.compile(
    r"(?<!\w)(?:[وفبل])?(?:ال(?:سبت|أحد|احد|إثنين|اثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة)"
    r"|يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
    r"|شباط|آذار|نيسان|أيار|حزيران|تموز|أيلول|جانفي|فيفري|أفريل|جوان|جويلية|أوت)(?!\w)"
)


class Mention(NamedTuple):
    """A marked name or value: `plain[start:end]`."""

    start: int
    end: int
    label: str
    entity: str | None


class Quote(NamedTuple):
    """A marked quotation; `speaker` is an entity id, or None where the text names nobody."""

    start: int
    end: int
    direct: bool
    speaker: str | None
    relay: str | None


class Cue(NamedTuple):
    """A word of saying that governs a quotation."""

    start: int
    end: int


class Parsed(NamedTuple):
    """What the markup says, in the order in which the spans begin (outer before inner)."""

    plain: str
    mentions: list[Mention]
    quotes: list[Quote]
    cues: list[Cue]


class Article(NamedTuple):
    """A file: its `# key: value` header and its marked-up body."""

    header: dict[str, str]
    body: str
    first_line: int


class Defect(NamedTuple):
    """A place that is wrong (`error`) or looks wrong (`doubt`); `at` is an offset in `plain`."""

    at: int
    kind: str
    what: str


class MarkupError(ValueError):
    """Markup that cannot be read; `line` counts from 1 in the body."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line} of the body: {what}")
        self.line = line
        self.what = what


class _Open(NamedTuple):
    order: int
    start: int
    label: str
    entity: str | None
    relay: str | None


def read(path: Path) -> Article:
    """Split a file into header and body. Raises MarkupError if the header does not end."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header: dict[str, str] = {}
    for number, line in enumerate(lines):
        if not line:
            return Article(header, "\n".join(lines[number + 1 :]).rstrip("\n"), number + 2)
        if not line.startswith("#") or ":" not in line:
            break
        key, value = line[1:].split(":", 1)
        header[key.strip()] = value.strip()
    raise MarkupError(1, "the header is not ended by an empty line")


def parse(text: str) -> Parsed:
    """Strip the markup of a body and return the plain text with its spans.

    Raises MarkupError for an unbalanced brace, an unknown label, a missing or needless id.
    """
    plain: list[str] = []
    length = 0
    stack: list[_Open] = []
    closed: list[tuple[_Open, int]] = []
    order = 0
    at = 0

    def fail(what: str) -> MarkupError:
        return MarkupError(text.count("\n", 0, at) + 1, what)

    while at < len(text):
        char = text[at]
        if char == "{":
            found = OPEN.match(text, at)
            if found is None:
                raise fail(f"not a tag: {text[at : at + 20]!r}")
            label, entity, relay = found.groups()
            _require_valid_tag(label, entity, relay, fail)
            stack.append(_Open(order, length, label, entity, relay))
            order += 1
            at = found.end()
        elif char == "}":
            if not stack:
                raise fail("a closing brace without an opening one")
            closed.append((stack.pop(), length))
            at += 1
        else:
            if char == "\n" and stack and stack[-1].label not in QUOTE_LABELS:
                raise fail(f"{stack[-1].label} is not closed in its paragraph")
            plain.append(char)
            length += 1
            at += 1
    if stack:
        raise fail(f"{stack[-1].label} is never closed")

    closed.sort(key=lambda pair: pair[0].order)
    parsed = Parsed("".join(plain), [], [], [])
    for tag, end in closed:
        if tag.label in QUOTE_LABELS:
            speaker = None if tag.entity == "?" else tag.entity
            parsed.quotes.append(Quote(tag.start, end, tag.label == "DIRECT", speaker, tag.relay))
        elif tag.label == "CUE":
            parsed.cues.append(Cue(tag.start, end))
        else:
            parsed.mentions.append(Mention(tag.start, end, tag.label, tag.entity))
    return parsed


def _require_valid_tag(
    label: str, entity: str | None, relay: str | None, fail: Callable[[str], MarkupError]
) -> None:
    if label not in LABELS:
        raise fail(f"unknown label {label}")
    needs_id = label in ENTITY_LABELS or label in QUOTE_LABELS
    if needs_id and entity is None:
        raise fail(f"{label} needs an id")
    if not needs_id and entity is not None:
        raise fail(f"{label} takes no id, got {entity}")
    if entity == "?" and label not in QUOTE_LABELS:
        raise fail(f"{label} cannot have the id ?")
    if relay is not None and label not in QUOTE_LABELS:
        raise fail(f"{label} cannot be relayed by {relay}")


def defects(article: Article, parsed: Parsed) -> Iterator[Defect]:
    """Everything in one article that is wrong or doubtful."""
    for key in HEADER_KEYS:
        if not article.header.get(key):
            yield Defect(0, "error", f"header {key} is missing")
    yield from _text_defects(parsed.plain)
    yield from _edge_defects(parsed)
    yield from _nesting_defects(parsed)
    yield from _id_defects(parsed)
    yield from _quote_defects(parsed)
    yield from _cue_defects(parsed)
    ordinary = ordinary_words(article)
    surfaces = {parsed.plain[m.start : m.end] for m in parsed.mentions if m.label in ENTITY_LABELS}
    for start, surface in unmarked(parsed, surfaces - ordinary):
        yield Defect(start, "doubt", f"marked elsewhere but not here: {surface}")
    yield from _value_defects(parsed, ordinary)


def ordinary_words(article: Article) -> set[str]:
    """The words that the header `ordinary` declares to be rightly unmarked somewhere."""
    return {w.strip() for w in re.split("[،,]", article.header.get("ordinary", "")) if w.strip()}


def _text_defects(plain: str) -> Iterator[Defect]:
    for found in re.finditer(r"[{}]|  |[\u202a-\u202e\u2066-\u2069\ufeff]| (?=\n|$)|\n ", plain):
        yield Defect(found.start(), "error", f"stray characters in the text: {found.group()!r}")
    for found in re.finditer(r"(?<!\w)[وف]?لال(?=\w{2})", plain):
        yield Defect(found.start(), "doubt", "ل before ال is written لل")
    for found in re.finditer(r" [،؛.؟](?!\.)", plain):
        yield Defect(found.start(), "doubt", "a space before punctuation")


def _edge_defects(parsed: Parsed) -> Iterator[Defect]:
    spans = [(m.start, m.end, m.label) for m in parsed.mentions]
    spans += [(c.start, c.end, "CUE") for c in parsed.cues]
    spans += [(q.start, q.end, "DIRECT" if q.direct else "INDIRECT") for q in parsed.quotes]
    for start, end, label in spans:
        inside = parsed.plain[start:end]
        if not inside:
            yield Defect(start, "error", f"empty {label}")
            continue
        if inside != inside.strip():
            yield Defect(start, "error", f"{label} has a space at its edge: {inside!r}")
        if label in QUOTE_LABELS:
            continue
        if inside[0] in OPENING_MARKS + EDGE_PUNCTUATION:
            yield Defect(start, "error", f"{label} begins with punctuation: {inside}")
        unopened = inside[-1] in CLOSING_MARKS and not any(c in OPENING_MARKS for c in inside[:-1])
        if inside[-1] in EDGE_PUNCTUATION or unopened:
            yield Defect(start, "error", f"{label} ends with punctuation: {inside}")
        if end < len(parsed.plain) and label in {"NORP", "DATE"} and parsed.plain[end].isalnum():
            yield Defect(start, "doubt", f"{label} ends inside a word: {inside}")
    surfaces = {parsed.plain[m.start : m.end] for m in parsed.mentions if m.label in ENTITY_LABELS}
    for mention in parsed.mentions:
        inside = parsed.plain[mention.start : mention.end]
        if parsed.plain[mention.start - 1 : mention.start] == "ل" == inside[0]:
            yield Defect(mention.start, "doubt", f"both letters of لل belong outside: {inside}")
        if len(inside) > 3 and inside[0] in "وفبكل" and inside[1:] in surfaces:
            yield Defect(mention.start, "doubt", f"a proclitic inside {mention.label}: {inside}")


def _nesting_defects(parsed: Parsed) -> Iterator[Defect]:
    for i, inner in enumerate(parsed.mentions):
        for outer in parsed.mentions[:i]:
            if outer.end < inner.end or outer.start > inner.start:
                continue
            pair = f"{inner.label} inside {outer.label}"
            where = parsed.plain[outer.start : outer.end]
            forbidden = (
                outer.label in {"PER", "LOC", "NORP"}
                or (outer.label in VALUE_LABELS and inner.label in VALUE_LABELS)
                or (outer.label == "ROLE" and inner.label == "PER" and not _in_org(parsed, inner))
            )
            if forbidden:
                yield Defect(inner.start, "error", f"{pair}: {where}")
            elif (outer.start, outer.end) == (inner.start, inner.end):
                yield Defect(inner.start, "error", f"{pair}, same span: {where}")
    for cue in parsed.cues:
        for mention in parsed.mentions:
            if mention.start < cue.end and cue.start < mention.end:
                yield Defect(cue.start, "error", f"a cue inside or around {mention.label}")


def _in_org(parsed: Parsed, inner: Mention) -> bool:
    """Whether the name is part of an organisation's, as in جامعة الملك سعود."""
    return any(
        m.label == "ORG" and m.start <= inner.start and inner.end <= m.end for m in parsed.mentions
    )


def _id_defects(parsed: Parsed) -> Iterator[Defect]:
    kinds: dict[str, tuple[str, str]] = {}
    for mention in parsed.mentions:
        if mention.entity is None:
            continue
        kind = ENTITY_KIND[mention.label]
        known = kinds.setdefault(mention.entity, (kind, mention.label))
        if known[0] != kind:
            what = f"id {mention.entity} is {known[1]} before and {mention.label} here"
            yield Defect(mention.start, "error", what)
    surfaces: dict[tuple[str, str], str] = {}
    for mention in parsed.mentions:
        if mention.entity is None or mention.label == "ROLE":
            continue
        surface = parsed.plain[mention.start : mention.end]
        first = surfaces.setdefault((surface, mention.label), mention.entity)
        if first != mention.entity:
            what = f"{surface} has id {first} before and {mention.entity} here"
            yield Defect(mention.start, "doubt", what)
    for quote in parsed.quotes:
        for entity in (quote.speaker, quote.relay):
            if entity is not None and entity not in kinds:
                yield Defect(quote.start, "error", f"speaker {entity} is mentioned nowhere")


def _quote_defects(parsed: Parsed) -> Iterator[Defect]:
    plain = parsed.plain
    for quote in parsed.quotes:
        before = plain[: quote.start].rstrip(" ")[-1:]
        inside = plain[quote.start : quote.end]
        if not quote.direct and re.match(r"[أإا]ن(?:ه|ها|هم|هما|نا|ني)? ", inside):
            yield Defect(quote.start, "error", f"INDIRECT begins with its particle: {inside[:20]}")
        if quote.direct and before not in set(OPENING_MARKS) | set(":-–—\n") and quote.start:
            yield Defect(quote.start, "doubt", f"DIRECT without a mark before it: {inside[:20]}")
        if quote.direct and inside[:1] in OPENING_MARKS and inside[-1:] in CLOSING_MARKS:
            yield Defect(quote.start, "doubt", f"DIRECT holds its own marks: {inside[:20]}")
        if not quote.direct and inside[-1:] in EDGE_PUNCTUATION:
            yield Defect(quote.start, "doubt", f"INDIRECT ends with punctuation: {inside[-20:]}")


def _cue_defects(parsed: Parsed) -> Iterator[Defect]:
    """Quotations without a cue and cues without a quotation, paragraph by paragraph."""
    start = 0
    for paragraph in parsed.plain.split("\n"):
        end = start + len(paragraph)
        cues = [c for c in parsed.cues if start <= c.start <= end]
        quotes = [q for q in parsed.quotes if start <= q.start <= end]
        announces = paragraph.endswith(":")
        if cues and not quotes and not announces:
            yield Defect(cues[0].start, "doubt", "a cue in a paragraph without quotation")
        said = start
        for quote in quotes:
            sentence = parsed.plain.rfind(". ", said, quote.start - 12) + 1
            led = any(max(said, sentence) <= c.start < quote.start for c in cues)
            rest = parsed.plain[quote.end : quote.end + 60].split(". ")[0]
            followed = any(quote.end <= c.start < quote.end + len(rest) for c in cues)
            nested = any(
                q.start <= quote.start and quote.end <= q.end for q in quotes if q != quote
            )
            between = parsed.plain[said : quote.start]
            chained = bool(re.search(r"[،,]? و(?:[أا]ن(?:ه|ها)?)? ?$", between))
            dialogue = bool(re.fullmatch(r"[-–—] ?", parsed.plain[start : quote.start]))
            if not (led or followed or nested or chained or dialogue) and start > 0:
                what = parsed.plain[max(said, quote.start - 40) : quote.start + 20]
                yield Defect(quote.start, "doubt", f"a quotation without a cue: {what}")
            said = quote.start
        start = end + 1


def unmarked(parsed: Parsed, surfaces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Whole-word occurrences of the surfaces, proclitics allowed, that carry no mark.

    An occurrence inside a person, a place, a product or a value is part of that, not a miss.
    """
    exact = {(m.start, m.end) for m in parsed.mentions}
    closed = [
        (m.start, m.end)
        for m in parsed.mentions
        if m.label in {"PER", "LOC", "PRODUCT"} or m.label in VALUE_LABELS
    ]
    for surface in sorted(surfaces, key=len, reverse=True):
        article = surface.startswith("ال")
        # Most surfaces of a corpus do not occur in one article at all: a plain search is quick to tell.
        if (surface[2:] if article else surface) not in parsed.plain or not re.search(
            r"\w", surface
        ):
            continue
        pattern = r"(?<!\w)(?:[وف]?[بكل]?)(" + re.escape(surface) + r")(?!\w)"
        if article:  # the same name after لل, which swallows its alef
            pattern += r"|(?<!\w)[وف]?لل(?P<after>" + re.escape(surface[2:]) + r")(?!\w)"
        for found in re.finditer(pattern, parsed.plain):
            start, end = found.span(found.lastindex or 0)
            if (start, end) in exact or any(s <= start and end <= e for s, e in closed):
                continue
            # A shorter surface inside a longer mark of the same sort is part of it.
            if any(
                m.start <= start and end <= m.end and not _must_nest(parsed, surface, m)
                for m in parsed.mentions
            ):
                continue
            yield start, surface


def _must_nest(parsed: Parsed, surface: str, outer: Mention) -> bool:
    """Whether a surface that is a place or a people must be marked inside `outer`."""
    labels = {m.label for m in parsed.mentions if parsed.plain[m.start : m.end] == surface}
    return bool(labels & {"LOC", "NORP", "ORG"}) and outer.label == "ROLE"


def _value_defects(parsed: Parsed, ordinary: set[str]) -> Iterator[Defect]:
    covered = [(m.start, m.end) for m in parsed.mentions]
    for kind, pattern in (("number", NUMBER), ("calendar word", CALENDAR)):
        for found in pattern.finditer(parsed.plain):
            inside = any(s <= found.start() + 1 <= e and found.end() <= e for s, e in covered)
            if not inside and found.group().strip() not in ordinary:
                yield Defect(found.start(), "doubt", f"unmarked {kind}: {found.group()}")


def corpus_defects(files: dict[Path, tuple[Article, Parsed]]) -> Iterator[tuple[Path, Defect]]:
    """What only shows when the articles are read together: names marked in one and not in another,
    and names that carry different labels."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for _, parsed in files.values():
        for mention in parsed.mentions:
            if mention.label in NAMES:
                labels[parsed.plain[mention.start : mention.end]][mention.label] += 1
    for path, (article, parsed) in files.items():
        own = {parsed.plain[m.start : m.end] for m in parsed.mentions}
        ordinary = ordinary_words(article)
        wanted = {
            surface
            for surface, seen in labels.items()
            if surface not in own
            and surface not in ordinary
            and (" " in surface or (seen["LOC"] + seen["NORP"] > 1 and "PER" not in seen))
        }
        for start, surface in unmarked(parsed, wanted):
            sort = "/".join(labels[surface])
            yield path, Defect(start, "doubt", f"marked {sort} in other files: {surface}")
        for mention in parsed.mentions:
            surface = parsed.plain[mention.start : mention.end]
            seen = labels.get(surface, Counter[str]()) if mention.label in NAMES else Counter[str]()
            common = max(seen, key=lambda label: seen[label], default=mention.label)
            if common != mention.label and seen[common] > seen[mention.label]:
                what = f"{surface} is {mention.label} here and mostly {common}"
                yield path, Defect(mention.start, "doubt", what)


def article_paths(paths: Iterable[Path]) -> list[Path]:
    """The article files among and under the paths, sorted."""
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*.txt") if path.is_dir() else [path])
    return sorted(found)


def _report(path: Path, line: int, kind: str, what: str) -> None:
    print(f"{path}:{line}: {kind}: {what}")


def main(argv: list[str] | None = None) -> int:
    """Check the files and print what is found; 1 if there is an error."""
    options = argparse.ArgumentParser(description="Check annotated articles.")
    options.add_argument("paths", nargs="*", type=Path, help="files or folders (default: here)")
    options.add_argument("--corpus", action="store_true", help="compare the files with each other")
    options.add_argument("--stats", action="store_true", help="print counts of every label")
    chosen = options.parse_args(argv)

    files: dict[Path, tuple[Article, Parsed]] = {}
    counts: Counter[str] = Counter()
    words = errors = 0
    for path in article_paths(chosen.paths or [Path(__file__).parent]):
        first_line = 1
        try:
            article = read(path)
            first_line = article.first_line
            parsed = parse(article.body)
        except MarkupError as error:
            _report(path, error.line + first_line - 1, "error", error.what)
            errors += 1
            continue
        files[path] = (article, parsed)
        words += len(WORD.findall(parsed.plain))
        counts.update(mention.label for mention in parsed.mentions)
        counts.update("DIRECT" if quote.direct else "INDIRECT" for quote in parsed.quotes)
        counts["CUE"] += len(parsed.cues)
        for defect in defects(article, parsed):
            line = first_line + parsed.plain.count("\n", 0, defect.at)
            _report(path, line, defect.kind, defect.what)
            errors += defect.kind == "error"
    if chosen.corpus:
        for path, defect in corpus_defects(files):
            line = files[path][0].first_line + files[path][1].plain.count("\n", 0, defect.at)
            _report(path, line, defect.kind, defect.what)
    if chosen.stats:
        print(f"files {len(files)}, words {words}")
        for label, count in counts.most_common():
            print(f"{label} {count}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
