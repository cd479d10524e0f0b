"""Strict span scores on the corpora's own tokens, and prediction with a checkpoint.

    python evaluate.py build/model.npz --data ../../../shared/data --articles ../../tests/articles
"""

import argparse
import collections
import functools
import json
from pathlib import Path

import jax
import numpy as np

import corpora
import model
from labels import LABELS, spans, viterbi
from windows import LENGTH, collate, pack
from wordpieces import Wordpieces


@functools.partial(jax.jit, static_argnames="with_roles")
def _forward(params, ids, mask, with_roles):
    hidden = model.encode(params, ids, mask)
    return (model.head(params, "main", hidden), model.head(params, "role", hidden)) if with_roles else model.head(params, "main", hidden)


def emissions(params, tokenizer: Wordpieces, documents, batch: int = 16) -> list[list[np.ndarray]]:
    """Log-probabilities (words, labels) of each sentence of each document."""
    out = [[np.full((len(s.words), len(LABELS)), np.nan, np.float32) for s in d.sentences] for d in documents]
    todo = pack(documents, tokenizer)
    for at in range(0, len(todo), batch):
        part = todo[at : at + batch]
        ids, mask = collate(part, batch)
        values = np.asarray(_forward(params, ids, mask, False))
        for row, w in enumerate(part):
            for position, (d, s, k) in zip(w.first, w.where):
                out[d][s][k] = values[row, position]
    return out


def token_spans(sentence, tags) -> set[tuple[int, int, str]]:
    """Spans in corpus tokens: a span covers every token that it touches."""
    return {(sentence.origin[a], sentence.origin[b - 1], kind) for a, b, kind in spans(tags)}


class Score:
    """Counts of hits, spurious and missed spans by type."""

    def __init__(self):
        self.hit, self.ours, self.gold = collections.Counter(), collections.Counter(), collections.Counter()

    def add(self, gold: set, ours: set):
        for counter, found in ((self.gold, gold), (self.ours, ours), (self.hit, gold & ours)):
            for span in found:
                counter[span[2]] += 1

    def prf(self, *kinds) -> tuple[float, float, float, int]:
        h, o, g = (sum(c[k] for k in kinds) for c in (self.hit, self.ours, self.gold))
        p, r = h / o if o else 0.0, h / g if g else 0.0
        return round(100 * p, 1), round(100 * r, 1), round(200 * p * r / (p + r), 1) if p + r else 0.0, g

    def summary(self, extra: tuple[str, ...] = ()) -> str:
        parts = ["PLO P %.1f R %.1f F %.1f (%d)" % self.prf("PER", "LOC", "ORG")]
        parts += ["%s %.1f/%.1f/%.1f (%d)" % (k, *self.prf(k)) for k in ("PER", "LOC", "ORG", *extra)]
        return "; ".join(parts)


def score(documents, emitted) -> Score:
    result = Score()
    for document, values in zip(documents, emitted):
        for sentence, v in zip(document.sentences, values):
            result.add(token_spans(sentence, sentence.tags), token_spans(sentence, viterbi(v)))
    return result


def dev_sets(data: Path, articles: Path) -> dict:
    """name -> documents. AQMAR and the articles' dev part are never trained on."""
    _, dev = corpora.split_dev(corpora.blocks(corpora.anercorp(data / "ner/anercorp.train.iob2"), "anercorp"))
    sets = {"anercorp": dev, "aqmar": corpora.blocks(corpora.aqmar(data / "ner/aqmar.dev.iob2"), "aqmar")}
    if (articles / "dev").is_dir():
        sets["articles"] = corpora.articles(articles / "dev")
    return sets


def report(params, tokenizer, sets) -> dict:
    out = {}
    for name, documents in sets.items():
        s = score(documents, emissions(params, tokenizer, documents))
        out[name] = s.prf("PER", "LOC", "ORG")[2]
        print(f"  {name}: {s.summary(('NORP', 'EVENT', 'PRODUCT') if name == 'articles' else ())}", flush=True)
    return out


def surfaces(documents) -> set[str]:
    """The strings of all mentions."""
    return {" ".join(s.words[a:b]) for d in documents for s in d.sentences for a, b, _ in spans(s.tags)}


def seen_and_unseen(documents, emitted, known: set[str]) -> str:
    """Recall by type of mentions whose string the training corpora mention, and of all others."""
    gold, hit = collections.Counter(), collections.Counter()
    for document, values in zip(documents, emitted):
        for sentence, v in zip(document.sentences, values):
            ours = token_spans(sentence, viterbi(v))
            for a, b, kind in spans(sentence.tags):
                key = kind, " ".join(sentence.words[a:b]) in known
                gold[key] += 1
                hit[key] += (sentence.origin[a], sentence.origin[b - 1], kind) in ours
    parts = []
    for kind in ("PER", "LOC", "ORG"):
        for seen, name in ((True, "seen"), (False, "unseen")):
            n = gold[kind, seen]
            parts.append(f"{kind} {name} {100 * hit[kind, seen] / max(n, 1):.1f} ({n})")
    return "; ".join(parts)


def calibration(documents, emitted, bins: int = 5) -> str:
    """Share of right mentions by the model's own probability of them (the least certain word's)."""
    count, right, total = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    for document, values in zip(documents, emitted):
        for sentence, v in zip(document.sentences, values):
            gold = token_spans(sentence, sentence.tags)
            tags = viterbi(v)
            for a, b, kind in spans(tags):
                if kind in ("PER", "LOC", "ORG"):
                    p = float(np.exp(min(v[i, LABELS.index(tags[i])] for i in range(a, b))))
                    at = min(int(p * bins), bins - 1)
                    count[at] += 1
                    total[at] += p
                    right[at] += (sentence.origin[a], sentence.origin[b - 1], kind) in gold
    return "; ".join(f"said {total[i] / count[i]:.2f} right {right[i] / count[i]:.2f} ({int(count[i])})" for i in range(bins) if count[i])


def load(path: Path) -> tuple[Wordpieces, dict]:
    """Tokenizer and parameters of a checkpoint that train.py wrote."""
    z = np.load(path)
    t = json.loads(z["tokenizer"].tobytes().decode())
    tokenizer = Wordpieces(t["pieces"], t["scores"], {int(k): v for k, v in t["normaliser"].items()})
    return tokenizer, model.unflatten({k[2:]: z[k] for k in z.files if k.startswith("p/")})


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--articles", type=Path, required=True)
    args = ap.parse_args()
    tokenizer, params = load(args.checkpoint)
    train, _ = corpora.split_dev(corpora.blocks(corpora.anercorp(args.data / "ner/anercorp.train.iob2"), "anercorp"))
    known = surfaces(train + corpora.articles(args.articles / "train"))
    for name, documents in dev_sets(args.data, args.articles).items():
        emitted = emissions(params, tokenizer, documents)
        kinds = ("NORP", "EVENT", "PRODUCT") if name == "articles" else ()
        print(f"{name}: {score(documents, emitted).summary(kinds)}")
        print(f"  recall: {seen_and_unseen(documents, emitted, known)}")
        print(f"  calibration: {calibration(documents, emitted)}", flush=True)
