"""Reads the corpora into one shape: documents of sentences of words, each word with the labels it may have.

A word's supervision is a set of allowed labels (a bit mask over labels.LABELS) rather than one label, since the
corpora do not mark the same things: ANERcorp's O may well be a nationality, and its MISC holds currencies and
faiths next to events. Words are cut as the library cuts them: punctuation stands alone.
"""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from labels import INDEX, LABELS, TYPES

WORD = re.compile(r"[\w\u064b-\u065f\u0670]+(?:[.,\u066b\u066c][\d]+)*|\S")
ALL = (1 << len(LABELS)) - 1


def bits(*labels: str) -> int:
    mask = 0
    for label in labels:
        mask |= 1 << INDEX[label]
    return mask


# ANERcorp and AQMAR mark people, places and organisations; anything else only says "none of these".
OTHER = bits("O", *(f"{p}-{t}" for t in ("NORP", "EVENT", "PRODUCT") for p in "BI"))
ANERCORP_OUTSIDE = bits("O", "B-NORP", "I-NORP")


@dataclass
class Sentence:
    """words; tags as the corpus has them in our names; allowed label masks; role tags (0 O, 1 B, 2 I, -1 unknown);
    origin[i]: the corpus token that word i came from."""

    words: list[str]
    tags: list[str]
    allowed: list[int]
    roles: list[int]
    origin: list[int] = field(default_factory=list)


@dataclass
class Document:
    name: str
    sentences: list[Sentence]


def read_iob2(path: Path) -> list[list[tuple[str, str]]]:
    """Sentences of (token, first tag). A malformed line raises ValueError with file and line."""
    sentences, current = [], []
    for number, line in enumerate(Path(path).read_text(encoding="utf8").splitlines(), 1):
        if not line.strip():
            if current:
                sentences.append(current)
            current = []
            continue
        parts = line.split()
        if len(parts) < 2:
            raise ValueError(f"{path}:{number}: expected 'token tag', got {line!r}")
        current.append((parts[0], parts[-1]))
    if current:
        sentences.append(current)
    return sentences


def _split(tokens: list[tuple[str, str]], rename: dict[str, str | None]) -> tuple[list[str], list[str], list[int]]:
    """Cuts punctuation off the tokens; punctuation at the edge of a span falls outside it."""
    words, tags, origin = [], [], []
    for at, (token, tag) in enumerate(tokens):
        prefix, _, kind = tag.partition("-")
        kind = rename.get(kind, kind or None)
        pieces = WORD.findall(token) or [token]
        is_word = [p[0].isalnum() or p[0] == "_" for p in pieces]
        first = is_word.index(True) if any(is_word) else 0
        for k, piece in enumerate(pieces):
            words.append(piece)
            origin.append(at)
            if kind is None:
                tags.append("O")
            elif prefix == "B":
                tags.append("O" if k < first else ("B-" if k == first else "I-") + kind)
            else:
                tags.append("I-" + kind)
    for start, end, _ in _tag_spans(tags):
        while end > start + 1 and not (words[end - 1][0].isalnum() or words[end - 1][0] == "_") and words[end - 1] not in '"»”)':
            end -= 1
            tags[end] = "O"
    return words, tags, origin


def _tag_spans(tags):
    from labels import spans

    return spans(tags)


def nationality_adjectives() -> set[str]:
    """Adjectives of countries and peoples with the article, as the lexicons list them."""
    lexicons = Path(__file__).parents[2] / "lexicons"
    out = set()
    for file, columns in (("countries.tsv", (4, 5)), ("norps.tsv", (1, 2))):
        for line in (lexicons / file).read_text(encoding="utf8").splitlines()[1:]:
            fields = line.split("\t")
            out.update("ال" + form for c in columns for form in fields[c].split("|") if form != "-")
    return out


def anercorp(path: Path) -> list[Sentence]:
    """The adjective of a country behind an organisation belongs to its name in this project's articles (وزارة الخارجية
    الروسية); ANERcorp mostly leaves it out, as it leaves out nationalities: there it may be either."""
    rename = {"PERS": "PER"}
    adjectives = nationality_adjectives()
    out = []
    for tokens in read_iob2(path):
        words, tags, origin = _split(tokens, rename)
        allowed = []
        for word, tag, before in zip(words, tags, ["O", *tags]):
            if tag == "O" and before.endswith("-ORG") and word in adjectives:
                allowed.append(ANERCORP_OUTSIDE | bits("I-ORG"))
            elif tag == "O":
                allowed.append(ANERCORP_OUTSIDE)
            elif tag.endswith("MISC"):
                allowed.append(OTHER)
            else:
                allowed.append(bits(tag))
        out.append(Sentence(words, tags, allowed, [-1] * len(words), origin))
    return out


def aqmar(path: Path) -> list[Sentence]:
    """For measuring only."""
    out = []
    for tokens in read_iob2(path):
        words, tags, origin = _split(tokens, {"MIS": "MISC"})
        out.append(Sentence(words, tags, [ALL] * len(words), [-1] * len(words), origin))
    return out


WOJOOD = {"PERS": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG", "NORP": "NORP", "EVENT": "EVENT", "PRODUCT": "PRODUCT"}


def wojood(path: Path, countries: set[str]) -> list[Sentence]:
    """Nested labels: the outermost of our types wins. A country's name marked ORG (its government) is a place here."""
    out, current = [], []

    def flush():
        if not current:
            return
        words = [w for w, _ in current]
        tags = ["O"] * len(words)
        roles = [0] * len(words)
        # One column per nesting level is not kept by the format: a type is followed from its B- tag on.
        taken = [False] * len(words)
        candidates = []
        for i, (_, own) in enumerate(current):
            for tag in own:
                if tag.startswith("B-"):
                    kind = tag[2:]
                    end = i + 1
                    while end < len(current) and "I-" + kind in current[end][1] and "B-" + kind not in current[end][1]:
                        end += 1
                    if kind == "OCC":
                        for k in range(i, end):
                            roles[k] = 1 if k == i else 2
                    elif kind in WOJOOD:
                        candidates.append((i, end, WOJOOD[kind]))
        for start, end, kind in sorted(candidates, key=lambda c: (c[0] - c[1], c[0])):
            if any(taken[start:end]):
                continue
            if kind == "ORG" and " ".join(words[start:end]) in countries:
                kind = "LOC"
            for k in range(start, end):
                taken[k] = True
                tags[k] = ("B-" if k == start else "I-") + kind
        out.append(Sentence(words, tags, [bits(t) for t in tags], roles, list(range(len(words)))))

    for line in Path(path).read_text(encoding="utf8").splitlines():
        parts = line.split()
        if not parts or parts[0] == "$#$":
            flush()
            current = []
            continue
        current.append((parts[0], parts[1:]))
    flush()
    return out


MARKUP = re.compile(r"\{([A-Z]+)(?:#[^\s{}]*)? ?|\}")


def article(path: Path) -> Document:
    """One annotated article of this project (tests/articles): the outermost of our types wins; ROLE is its own layer.
    A mention that starts inside a word (a clitic before it) takes the whole word."""
    return _marked(Path(path).stem, Path(path).read_text(encoding="utf8").split("\n\n", 1)[1])


def _marked(name: str, body: str) -> Document:
    text, marks, open_marks, at, length = [], [], [], 0, 0
    for m in MARKUP.finditer(body):
        text.append(body[at : m.start()])
        length += m.start() - at
        at = m.end()
        if m.group(1):
            open_marks.append((m.group(1), length))
        else:
            if not open_marks:
                raise ValueError(f"{name}: unbalanced braces")
            kind, start = open_marks.pop()
            marks.append((start, length, kind))
    if open_marks:
        raise ValueError(f"{name}: unbalanced braces")
    text.append(body[at:])
    text = "".join(text)
    sentences = []
    for line in re.finditer(r"[^\n]+", text):
        # Sentences end at . ! ? followed by space; the windows join neighbours again anyway.
        for part in re.finditer(r".+?(?:[.!?؟](?=\s|$)|$)", line.group()):
            base = line.start() + part.start()
            tokens = [(base + m.start(), base + m.end(), m.group()) for m in WORD.finditer(part.group())]
            if not tokens:
                continue
            tags, roles = ["O"] * len(tokens), [0] * len(tokens)
            taken = [False] * len(tokens)
            for start, end, kind in sorted(marks, key=lambda s: (s[0] - s[1], s[0])):
                covered = [i for i, (a, b, _) in enumerate(tokens) if a < end and b > start]
                if not covered:
                    continue
                if kind == "ROLE":
                    for i in covered:
                        roles[i] = 1 if i == covered[0] else 2
                elif kind in TYPES and not any(taken[i] for i in covered):
                    for i in covered:
                        taken[i] = True
                        tags[i] = ("B-" if i == covered[0] else "I-") + kind
            sentences.append(Sentence([t for _, _, t in tokens], tags, [bits(t) for t in tags], roles, list(range(len(tokens)))))
    return Document(name, sentences)


def texts(folder: Path) -> list[Document]:
    """Texts written for training alone, in the articles' markup without ids and without roles: each paragraph is a document."""
    out = []
    for path in sorted(Path(folder).glob("*.txt")):
        body = path.read_text(encoding="utf8").split("\n\n", 1)[1]
        for number, line in enumerate(body.strip().split("\n")):
            document = _marked(f"{path.stem}-{number}", line)
            for s in document.sentences:
                s.roles = [-1] * len(s.roles)
            out.append(document)
    return out


def articles(folder: Path) -> list[Document]:
    return [article(p) for p in sorted(Path(folder).glob("*.txt"))]


def blocks(sentences: list[Sentence], name: str, size: int = 20) -> list[Document]:
    """Contiguous blocks stand in for documents where the corpus does not mark them."""
    return [Document(f"{name}-{i}", sentences[i : i + size]) for i in range(0, len(sentences), size)]


def split_dev(documents: list[Document], share: float = 0.1, seed: int = 13) -> tuple[list[Document], list[Document]]:
    """Whole documents (blocks) to dev until it has `share` of the sentences: neighbours share names."""
    order = list(range(len(documents)))
    random.Random(seed).shuffle(order)
    wanted = share * sum(len(d.sentences) for d in documents)
    dev, count = set(), 0
    for i in order:
        if count >= wanted:
            break
        dev.add(i)
        count += len(documents[i].sentences)
    return [d for i, d in enumerate(documents) if i not in dev], [d for i, d in enumerate(documents) if i in dev]
