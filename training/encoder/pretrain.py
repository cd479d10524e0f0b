"""Continued masked-word training on Arabic news, from the first layers of e5.

e5 was tuned to give one vector per text; this makes its first layers predict hidden words of Arabic news again, with
the cut vocabulary. Text: the radio articles (Apache-2.0) and the words of the training corpora.

    python pretrain.py --base build/base.npz --data ../../../shared/data --articles ../../tests/articles --out build/adapted.npz
"""

import argparse
import functools
import json
import lzma
import random
import re
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import corpora
import model
from optimizer import AdamW, schedule
from train import save
from vocabulary import load_base
from windows import LENGTH, collate, pack
from wordpieces import Wordpieces

SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")


def plain(words: list[str]) -> corpora.Sentence:
    return corpora.Sentence(words, [], [], [])


def news(data: Path) -> list[corpora.Document]:
    """The radio's articles: paragraphs cut into sentences, an empty line between articles."""
    out, sentences = [], []
    for line in lzma.open(data / "raw/ant.txt.xz", "rt", encoding="utf8"):
        if line.strip():
            for part in SENTENCE_END.split(line):
                words = corpora.WORD.findall(part)
                if words:
                    sentences.append(plain(words))
        elif sentences:
            out.append(corpora.Document(f"ant-{len(out)}", sentences))
            sentences = []
    if sentences:
        out.append(corpora.Document(f"ant-{len(out)}", sentences))
    return out


def treebank(path: Path) -> list[corpora.Sentence]:
    """Sentences of a CoNLL-U file as running text."""
    return [plain(corpora.WORD.findall(line[9:])) for line in path.read_text(encoding="utf8").splitlines() if line.startswith("# text = ")]


def texts(data: Path, articles: Path) -> list[corpora.Document]:
    train, _ = corpora.split_dev(corpora.blocks(corpora.anercorp(data / "ner/anercorp.train.iob2"), "anercorp"))
    out = news(data) + train
    out += corpora.blocks(treebank(data / "segmentation/pud.conllu"), "pud", 8)
    out += corpora.blocks(corpora.wojood(data / "ner/wojood-sample.train.txt", set()), "wojood", 8)
    if (articles / "train").is_dir():
        out += corpora.articles(articles / "train")
    return out


def hidden_words(windows, batch: int, share: float, vocabulary: int, rng: random.Random):
    """Arrays of one epoch: ids with hidden words, mask, and (rows, columns, targets, weights) of a fixed number of pieces."""
    limit = round(batch * LENGTH * share)
    order = list(range(len(windows)))
    rng.shuffle(order)
    for at in range(0, len(order) - batch + 1, batch):
        part = [windows[i] for i in order[at : at + batch]]
        ids, mask = collate(part, batch)
        chosen = []
        for row, w in enumerate(part):
            ends = w.first[1:] + [len(w.ids) - 1]
            for start, end in zip(w.first, ends):
                if rng.random() < share:
                    while end > start + 1 and w.ids[end - 1] == Wordpieces.EOS:
                        end -= 1
                    fate = rng.random()
                    for c in range(start, end):
                        chosen.append((row, c, w.ids[c]))
                        if fate < 0.8:
                            ids[row, c] = Wordpieces.MASK
                        elif fate < 0.9:
                            ids[row, c] = rng.randrange(5, vocabulary)
        rng.shuffle(chosen)
        chosen = chosen[:limit]
        weight = np.zeros(limit, np.float32)
        weight[: len(chosen)] = 1
        table = np.zeros((limit, 3), np.int32)
        table[: len(chosen)] = chosen
        yield ids, mask, table, weight


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--articles", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--epochs", type=int, default=1)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--lr", type=float, default=4e-4)
    ap.add_argument("--share", type=float, default=0.2, help="share of words hidden")
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    print(json.dumps({k: str(v) for k, v in vars(args).items()}))
    began = time.time()
    rng = random.Random(args.seed)
    tokenizer, tensors = load_base(args.base)
    vocabulary = len(tokenizer.pieces)
    params = model.from_base(tensors, args.layers, args.seed, {"transform": tensors["emb.word"].shape[1]})
    params["output"] = {"norm": {"w": jnp.ones(384), "b": jnp.zeros(384)}, "bias": jnp.zeros(vocabulary)}
    documents = texts(args.data, args.articles)
    print("documents", len(documents), "words", sum(len(s.words) for d in documents for s in d.sentences), flush=True)

    def loss_of(params, ids, mask, table, weight, key):
        hidden = model.encode(params, ids, mask, key, 0.1)[table[:, 0], table[:, 1]]
        p = params["head"]["transform"]
        hidden = jax.nn.gelu(hidden @ p["w"] + p["b"])
        hidden = model.layer_norm(hidden, params["output"]["norm"]["w"], params["output"]["norm"]["b"])
        logits = model.matmul(hidden, params["emb"]["word"].T) + params["output"]["bias"]
        nll = -jnp.take_along_axis(jax.nn.log_softmax(logits), table[:, 2:], 1)[:, 0]
        return (nll * weight).sum() / weight.sum()

    optimizer = AdamW()
    state = optimizer.init(params)

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def train_step(params, state, ids, mask, table, weight, key, share):
        loss, grads = jax.value_and_grad(loss_of)(params, ids, mask, table, weight, key)
        rates = {"emb": args.lr * share, "norm": args.lr * share, "layers": args.lr * share, "head": 3 * args.lr * share, "output": 3 * args.lr * share}
        params, state = optimizer.update(params, state, grads, rates)
        return params, state, loss

    key = jax.random.key(args.seed, impl="unsafe_rbg")
    total, step, losses = None, 0, []
    for _ in range(args.epochs):
        rng.shuffle(documents)
        # Articles are joined: full windows matter more here than clean borders.
        joined = [corpora.Document("joined", [s for d in documents[at : at + 30] for s in d.sentences]) for at in range(0, len(documents), 30)]
        windows = pack(joined, tokenizer, rng=rng)
        total = total or len(windows) // args.batch * args.epochs
        for arrays in hidden_words(windows, args.batch, args.share, vocabulary, rng):
            key, sub = jax.random.split(key)
            params, state, loss = train_step(params, state, *arrays, sub, schedule(step, total, 0.05))
            losses.append(loss)
            step += 1
            if step % 50 == 0:
                print(f"step {step}/{total} loss {np.mean([float(x) for x in losses[-50:]]):.3f} {time.time() - began:.0f}s", flush=True)
            if step % 500 == 0:
                save(args.out, args.base, params)
        save(args.out, args.base, params)
    print(f"done in {time.time() - began:.0f}s", flush=True)


if __name__ == "__main__":
    main()
