"""Labels raw news with trained models (the mean of their probabilities) for others to learn from.

    python label.py build/model.npz [build/other.npz ...] --data ../../../shared/data --words 400000 --out build/silver.iob2
"""

import argparse
import collections
import random
import time
from pathlib import Path

import numpy as np

import evaluate
import silver
from labels import spans, viterbi
from pretrain import news


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoints", type=Path, nargs="+")
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--words", type=int, default=400_000)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--seed", type=int, default=5)
    args = ap.parse_args()
    began = time.time()
    documents = news(args.data)
    random.Random(args.seed).shuffle(documents)
    chosen, words, seen = [], 0, set()
    for document in documents:
        if words >= args.words:
            break
        # The radio repeats itself: a sentence is labelled once. Menus and lists, longer than any sentence, are left out.
        document.sentences = [s for s in document.sentences if 4 <= len(s.words) <= 120 and tuple(s.words) not in seen]
        seen.update(tuple(s.words) for s in document.sentences)
        if document.sentences:
            chosen.append(document)
            words += sum(len(s.words) for s in document.sentences)
    total = None
    for path in args.checkpoints:
        tokenizer, params = evaluate.load(path)
        values = [[np.exp(v) for v in d] for d in evaluate.emissions(params, tokenizer, chosen)]
        total = values if total is None else [[a + b for a, b in zip(x, y)] for x, y in zip(total, values)]
    counts = collections.Counter()

    def rows():
        for document, values in zip(chosen, total):
            for sentence, v in zip(document.sentences, values):
                p = v / len(args.checkpoints)
                tags = viterbi(np.log(p + 1e-9))
                counts.update(kind for _, _, kind in spans(tags))
                yield document.name, sentence.words, tags, p.max(1).min()

    silver.write(args.out, rows())
    print(f"{words} words, {dict(counts)}, {time.time() - began:.0f}s")


if __name__ == "__main__":
    main()
