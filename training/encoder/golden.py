"""Writes the golden files that tie the Rust inference to the NumPy reference: a small model of random weights, and what
it answers. The tests need no trained weights then, and a difference in any step shows.

    python golden.py --base build/base.npz --out ../../tests/golden
"""

import argparse
from pathlib import Path

import numpy as np

import corpora
import export
import quantized
from labels import LABELS, ROLE_LABELS
from vocabulary import load_base
from wordpieces import METASPACE, Wordpieces

WINDOW = 48
HIDDEN, FEED, LAYERS = 64, 112, 2

# Sentences of our own: marks, tatweel, presentation forms, Latin, emoji, unknown script, very long words, and a
# sentence longer than a window.
SENTENCES = [
    "وصل الرئيس الروسي فلاديمير بوتين إلى بيونغ يانغ صباح الثلاثاء .",
    "وقالت وزارة الخارجية المصرية إن القاهرة ترحب بالاتفاق بين حركة حماس وإسرائيل .",
    "أعلنت شركة آبل عن هاتفها الجديد آيفون 15 خلال مؤتمر في كاليفورنيا .",
    "وأضاف لأوباما أن زيارته لِلْمَمْلَكَةِ الــعــربية السعودية تأتي في إطار كأس العالم .",
    "ﻣﺤﻤﺪ صلاح سجل هدفين لليفربول ضد Manchester United ، و احتفل 😀 漢字 .",
    "و" * 80 + " ـــ 12,5 ٪ .",
    " ".join(["قال المتحدث باسم الأمم المتحدة ستيفان دوجاريك في نيويورك إن المنظمة تتابع الوضع في السودان"] * 4),
]




def small_tokenizer(full: Wordpieces) -> Wordpieces:
    """The pieces that the sentences use, all their parts that are pieces too, and single Arabic letters."""
    words = {w for s in SENTENCES for w in s.split()}
    normal = [METASPACE + full.normalise(w) for w in words]
    parts = {n[i:j] for n in normal for i in range(len(n)) for j in range(i + 1, len(n) + 1)}
    keep = [i for i, p in enumerate(full.pieces) if i < 5 or (p in parts and not (p == "漢" or p == "字"))]
    letters = {ord(c) for w in words for c in w}
    return Wordpieces(
        [full.pieces[i] for i in keep],
        [full.scores[i] for i in keep],
        {k: v for k, v in full.normaliser.items() if k in letters},
    )


def random_parameters(vocabulary: int, rng) -> dict:
    normal = lambda *shape: rng.normal(0, 1, shape).astype(np.float32)
    dense = lambda k, n: {"w": normal(k, n) * 2 / k**0.5, "b": normal(n) * 0.1}
    norm = lambda: {"w": 1 + normal(HIDDEN) * 0.1, "b": normal(HIDDEN) * 0.1}
    return {
        "emb": {"word": normal(vocabulary, HIDDEN), "pos": normal(WINDOW, HIDDEN) * 0.3},
        "norm": norm(),
        "layers": [
            {"qkv": dense(HIDDEN, 3 * HIDDEN), "out": dense(HIDDEN, HIDDEN), "norm1": norm(),
             "up": dense(HIDDEN, FEED), "down": dense(FEED, HIDDEN), "norm2": norm()}
            for _ in range(LAYERS)
        ],
        "head": {"main": dense(HIDDEN, len(LABELS)), "role": dense(HIDDEN, len(ROLE_LABELS))},
    }


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    full, _ = load_base(args.base)
    tokenizer = small_tokenizer(full)
    params = random_parameters(len(tokenizer.pieces), np.random.default_rng(7))
    quantized.write(args.out / "encoder.bin", export.sections(tokenizer, params, WINDOW))
    # All sentences form one document, so that packing and context are compared too.
    sentences = [corpora.Sentence(s.split(), [], [], []) for s in SENTENCES]
    reference = quantized.Reference(params)
    (values,) = export.reference_emissions(reference, tokenizer, [corpora.Document("golden", sentences)], WINDOW)
    with (args.out / "encoder.tsv").open("w", encoding="utf8") as f:
        f.write("# sentence\tword\tlog-probabilities, from training/encoder/golden.py\n")
        for number, (sentence, rows) in enumerate(zip(sentences, values)):
            for word, row in zip(sentence.words, rows):
                f.write(f"{number}\t{word}\t{' '.join(f'{v:.3f}' for v in row)}\n")


if __name__ == "__main__":
    main()
