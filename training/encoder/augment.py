"""Entity replacement: a training sentence says the same of somebody, some place or some body else.

The held-out news names people and places that the corpus never names; what carries over is the shape of names and the
company they keep. So in each epoch a share of the mentions is replaced: people by names put together from lists of Arab
given and family names or of foreign name tokens, places by a place list, organisations by other organisations of the
corpora. A proclitic written on the first word is kept. Letter variation (dropped hamza, ya without dots ...) is
applied to whole sentences, as careless press writes.
"""

import collections
import random
from pathlib import Path

from corpora import Document, Sentence, bits
from labels import spans

CLITICS = ("وال", "ول", "وب", "و", "ف", "ب", "ل", "ك")
HAMZA = str.maketrans("أإآ", "ااا")


class Names:
    """Lists to draw from."""

    def __init__(self, data: Path, training: list[Document]):
        self.given, self.family, given_weight, family_weight = [], [], [], []
        for line in (data / "lexicon/person_name_parts.tsv").read_text(encoding="utf8").splitlines()[1:]:
            _, forms, _, n_given, n_family, n_unknown, _, sources = line.split("\t")
            total = int(n_given) + int(n_family) + int(n_unknown)
            if total < 3 and len(sources) < 2:
                continue
            form = forms.split("|")[0].split()
            # The square root flattens the Zipf curve: rare names are what must be learned.
            if int(n_given):
                self.given.append(form)
                given_weight.append(int(n_given) ** 0.5)
            if int(n_family):
                self.family.append(form)
                family_weight.append(int(n_family) ** 0.5)
        self.given_weight = self._cumulate(given_weight)
        self.family_weight = self._cumulate(family_weight)
        self.foreign = []
        for line in (data / "names/train_pairs.tsv").read_text(encoding="utf8").splitlines()[1:]:
            name = line.split("\t")[0]
            if 3 <= len(name) <= 12 and " " not in name:
                self.foreign.append([name])
        self.places = [
            form.split()
            for line in (data / "lexicon/places.tsv").read_text(encoding="utf8").splitlines()[1:]
            for form in line.split("\t")[2].split("|")
            if form
        ]
        self.known: collections.Counter = collections.Counter()
        self.mentions: dict[str, list[list[str]]] = collections.defaultdict(list)
        for document in training:
            for s in document.sentences:
                for start, end, kind in spans(s.tags):
                    self.known[s.words[start]] += 1
                    self.mentions[kind].append(s.words[start:end])

    @staticmethod
    def _cumulate(weights):
        out, total = [], 0.0
        for w in weights:
            total += w
            out.append(total)
        return out

    def clitic(self, word: str) -> str:
        """The proclitic of a mention's first word: a known first word must remain."""
        for c in CLITICS:
            rest = word[len(c) :]
            if word.startswith(c) and len(rest) >= 3:
                if c == "وال":
                    c, rest = "و", word[1:]
                if self.known[rest] >= 2 and self.known[rest] > self.known[word]:
                    return c
        return ""

    def person(self, rng: random.Random, length: int) -> list[str]:
        if rng.random() < 0.5:
            n = length if rng.random() < 0.7 else rng.choice((1, 2, 2, 3))
            return [w for _ in range(min(n, 3)) for w in rng.choice(self.foreign)]
        given = lambda: rng.choices(self.given, cum_weights=self.given_weight)[0]
        family = lambda: rng.choices(self.family, cum_weights=self.family_weight)[0]
        if length == 1 and rng.random() < 0.8:
            return list(family() if rng.random() < 0.6 else given())
        out = list(given())
        if rng.random() < 0.3:
            out += (["بن"] if rng.random() < 0.3 else []) + given()
        return out + family()

    def replacement(self, rng: random.Random, kind: str, old: list[str]) -> list[str] | None:
        if kind == "PER":
            return self.person(rng, len(old))
        if kind == "LOC":
            return rng.choice(self.places) if rng.random() < 0.7 else rng.choice(self.mentions["LOC"])
        if kind in self.mentions:
            return rng.choice(self.mentions[kind])
        return None


RATE = {"PER": 0.5, "LOC": 0.3, "ORG": 0.3, "NORP": 0.0, "EVENT": 0.3, "PRODUCT": 0.3}


def replace_entities(s: Sentence, names: Names, rng: random.Random, strength: float = 1.0) -> Sentence:
    found = spans(s.tags)
    chosen = {}
    for start, end, kind in found:
        if rng.random() >= strength * RATE.get(kind, 0.0) or any(r > 0 for r in s.roles[start:end]):
            continue
        new = names.replacement(rng, kind, s.words[start:end])
        if new:
            clitic = names.clitic(s.words[start])
            first = new[0]
            if clitic.endswith("ل") and first.startswith("ال") and len(first) > 4:
                first = "ل" + first[2:]
            chosen[start] = (end, kind, [clitic + first, *new[1:]])
    if not chosen:
        return s
    words, tags, allowed, roles = [], [], [], []
    i = 0
    while i < len(s.words):
        if i in chosen:
            end, kind, new = chosen[i]
            role = 0 if s.roles[i] >= 0 else -1
            for k, word in enumerate(new):
                tag = ("B-" if k == 0 else "I-") + kind
                words.append(word)
                tags.append(tag)
                allowed.append(bits(tag))
                roles.append(role)
            i = end
        else:
            words.append(s.words[i])
            tags.append(s.tags[i])
            allowed.append(s.allowed[i])
            roles.append(s.roles[i])
            i += 1
    return Sentence(words, tags, allowed, roles)


def vary_letters(s: Sentence, rng: random.Random) -> Sentence:
    """One habit of spelling for the whole sentence."""
    habit = rng.randrange(4)
    if habit == 0:
        words = [w.translate(HAMZA) for w in s.words]
    elif habit == 1:
        words = [w[:-1] + "ى" if len(w) > 2 and w.endswith("ي") else w for w in s.words]
    elif habit == 2:
        words = [w[:-1] + "ه" if len(w) > 2 and w.endswith("ة") else w for w in s.words]
    else:
        words = [w[:-1] + "ي" if len(w) > 2 and w.endswith("ى") else w for w in s.words]
    return Sentence(words, s.tags, s.allowed, s.roles, s.origin)
