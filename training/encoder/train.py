"""Fine-tunes the encoder on ANERcorp, the Wojood sample and the project's own articles.

    python train.py --base build/base.npz --data ../../../shared/data --articles ../../tests/articles --out build/model.npz
"""

import argparse
import functools
import json
import random
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import augment
import corpora
import evaluate
import model
from labels import LABELS, ROLE_LABELS
from optimizer import AdamW, schedule
from vocabulary import load_base
from windows import LENGTH, collate, pack
from wordpieces import Wordpieces


def arguments():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--init", type=Path, help="start from this checkpoint's encoder instead of the base's (see pretrain.py)")
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--articles", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--epochs", type=int, default=3)
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--lr", type=float, default=3.5e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--embedding-lr", type=float, default=1e-4)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--mask-outside", type=float, default=0.04, help="share of ordinary words hidden")
    ap.add_argument("--mask-inside", type=float, default=0.10, help="share of name words hidden")
    ap.add_argument("--replace", type=float, default=1.0, help="strength of entity replacement")
    ap.add_argument("--article-copies", type=int, default=2)
    ap.add_argument("--silver", type=Path, help="IOB2 labelled by a teacher")
    ap.add_argument("--full", action="store_true", help="train on ANERcorp's dev blocks too")
    ap.add_argument("--seed", type=int, default=1)
    return ap.parse_args()


def training_documents(args) -> list[corpora.Document]:
    countries = {
        name
        for line in (args.data / "lexicon/countries_nisba.tsv").read_text(encoding="utf8").splitlines()[1:]
        for name in line.split("\t")[2].split("|")
    }
    train, dev = corpora.split_dev(corpora.blocks(corpora.anercorp(args.data / "ner/anercorp.train.iob2"), "anercorp"))
    if args.full:
        train += dev
    out = list(train)
    print("anercorp sentences", sum(len(d.sentences) for d in train), "dev", sum(len(d.sentences) for d in dev))
    # The Wojood sample is single sentences in random order: each is its own document.
    wojood = corpora.wojood(args.data / "ner/wojood-sample.train.txt", countries)
    out += corpora.blocks(wojood, "wojood", 1)
    own = corpora.articles(args.articles / "train") if (args.articles / "train").is_dir() else []
    own += corpora.texts(Path(__file__).parent / "texts")
    out += own * args.article_copies
    print("wojood sentences", len(wojood), "articles and texts", len(own), "words", sum(len(s.words) for d in own for s in d.sentences), flush=True)
    return out


def epoch_windows(documents, names, tokenizer, args, rng):
    """This epoch's windows with their targets: (ids, mask, first-piece allowed masks, roles)."""
    augmented = []
    for d in documents:
        sentences = []
        for s in d.sentences:
            if args.replace and rng.random() < 0.6:
                s = augment.replace_entities(s, names, rng, args.replace)
            if rng.random() < 0.15:
                s = augment.vary_letters(s, rng)
            sentences.append(s)
        augmented.append(corpora.Document(d.name, sentences))
    rng.shuffle(augmented)
    # Documents are joined, for full windows; now and then a window holds the end of one and the beginning of another.
    joined = [corpora.Document("joined", [s for d in augmented[at : at + 12] for s in d.sentences]) for at in range(0, len(augmented), 12)]
    return joined, pack(joined, tokenizer, rng=rng)


def batches(documents, windows, args, rng):
    order = list(range(len(windows)))
    rng.shuffle(order)
    for at in range(0, len(order) - args.batch + 1, args.batch):
        part = [windows[i] for i in order[at : at + args.batch]]
        ids, mask = collate(part, args.batch)
        allowed = np.zeros((args.batch, LENGTH), np.int32)
        roles = np.full((args.batch, LENGTH), -1, np.int32)
        for row, w in enumerate(part):
            ends = w.first[1:] + [len(w.ids) - 1]
            for position, end, (d, s, k) in zip(w.first, ends, w.where):
                sentence = documents[d].sentences[s]
                allowed[row, position] = sentence.allowed[k]
                roles[row, position] = sentence.roles[k]
                hide = args.mask_outside if sentence.tags[k] == "O" else args.mask_inside
                if rng.random() < hide:
                    while end > position + 1 and w.ids[end - 1] == Wordpieces.EOS:
                        end -= 1
                    ids[row, position:end] = Wordpieces.MASK
        yield ids, mask, allowed, roles


def loss_of(params, ids, mask, allowed, roles, key, rate):
    hidden = model.encode(params, ids, mask, key, rate)
    main = model.head(params, "main", hidden)
    permitted = (allowed[..., None] >> jnp.arange(len(LABELS))) & 1
    supervised = allowed != 0
    nll = -jax.nn.logsumexp(jnp.where(permitted == 1, main, -1e9), -1)
    loss = jnp.where(supervised, nll, 0).sum() / jnp.maximum(supervised.sum(), 1)
    role = model.head(params, "role", hidden)
    known = roles >= 0
    nll = -jnp.take_along_axis(role, jnp.maximum(roles, 0)[..., None], -1)[..., 0]
    return loss + 0.5 * jnp.where(known, nll, 0).sum() / jnp.maximum(known.sum(), 32)


def save(path: Path, base: Path, params):
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, tokenizer=np.load(base)["tokenizer"], **{f"p/{k}": v for k, v in model.flatten(params).items()})


def main():
    args = arguments()
    print(json.dumps({k: str(v) for k, v in vars(args).items()}))
    began = time.time()
    rng = random.Random(args.seed)
    tokenizer, tensors = load_base(args.base)
    # One seed for the fresh heads: runs that differ in --seed can be averaged (average.py).
    params = model.from_base(tensors, args.layers, 1, {"main": len(LABELS), "role": len(ROLE_LABELS)})
    if args.init:
        start = evaluate.load(args.init)[1]
        params = {**params, "emb": start["emb"], "norm": start["norm"], "layers": start["layers"][: args.layers]}
    documents = training_documents(args)
    names = augment.Names(args.data, documents)
    silver = []
    if args.silver:
        import silver as silver_file

        silver = silver_file.read(args.silver)
        print("silver documents", len(silver))
    sets = evaluate.dev_sets(args.data, args.articles)
    optimizer = AdamW()
    state = optimizer.init(params)

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def train_step(params, state, ids, mask, allowed, roles, key, share):
        loss, grads = jax.value_and_grad(loss_of)(params, ids, mask, allowed, roles, key, args.dropout)
        rates = {"emb": args.embedding_lr * share, "norm": args.lr * share, "layers": args.lr * share, "head": args.head_lr * share}
        params, state = optimizer.update(params, state, grads, rates)
        return params, state, loss

    key = jax.random.key(args.seed, impl="unsafe_rbg")
    total, step, losses = None, 0, []
    for epoch in range(args.epochs):
        merged, windows = epoch_windows(documents + silver, names, tokenizer, args, rng)
        per_epoch = len(windows) // args.batch
        total = total or per_epoch * args.epochs
        if epoch == 0:
            print("windows", len(windows), "steps an epoch", per_epoch, "full", sum(len(w.ids) for w in windows) / len(windows) / LENGTH, flush=True)
        for arrays in batches(merged, windows, args, rng):
            key, sub = jax.random.split(key)
            params, state, loss = train_step(params, state, *arrays, sub, schedule(step, total))
            step += 1
            losses.append(loss)
            if step % 50 == 0:
                print(f"step {step}/{total} loss {np.mean([float(x) for x in losses[-50:]]):.4f} {time.time() - began:.0f}s", flush=True)
        print(f"epoch {epoch + 1} loss {np.mean([float(x) for x in losses[-per_epoch:]]):.4f} {time.time() - began:.0f}s", flush=True)
        evaluate.report(params, tokenizer, sets)
        save(args.out, args.base, params)
    print(f"done in {time.time() - began:.0f}s", flush=True)


if __name__ == "__main__":
    main()
