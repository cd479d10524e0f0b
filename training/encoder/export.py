"""Writes the shipped model file from a checkpoint, and measures what 8 bits cost.

    python export.py build/model.npz --out ../../models/accurate/encoder.bin --data ../../../shared/data --articles ../../tests/articles
"""

import argparse
import struct
from pathlib import Path

import numpy as np

import evaluate
import quantized
from labels import LABELS, ROLE_LABELS
from windows import LENGTH, pack
from wordpieces import Wordpieces

def sections(tokenizer: Wordpieces, params: dict, length: int = LENGTH) -> dict[str, bytes]:
    reference = quantized.Reference(params)
    f32 = lambda *arrays: b"".join(np.ascontiguousarray(a, "<f4").tobytes() for a in arrays)
    hidden = reference.emb.shape[1]
    feed = reference.layers[0]["up"]["q"].shape[1]
    out = {
        "shape": struct.pack("<8I", hidden, len(reference.layers), hidden // quantized.HEAD, feed, len(tokenizer.pieces), length, len(LABELS), len(ROLE_LABELS)),
        "labels": "\n".join((*LABELS, *ROLE_LABELS)).encode(),
    }
    # Pieces in the order of their UTF-8 bytes, so that a search narrows a range; ids say whose rows they are.
    entries = sorted((piece.encode(), i) for i, piece in enumerate(tokenizer.pieces) if i > 4)
    blob, offsets = b"", [0]
    for piece, _ in entries:
        blob += piece
        offsets.append(len(blob))
    out["piece-text"] = blob
    out["piece-ends"] = struct.pack(f"<{len(offsets)}I", *offsets)
    out["piece-ids"] = struct.pack(f"<{len(entries)}I", *(i for _, i in entries))
    out["piece-scores"] = f32([tokenizer.scores[i] for _, i in entries])
    codes = sorted(tokenizer.normaliser)
    blob, offsets = b"", [0]
    for code in codes:
        blob += tokenizer.normaliser[code].encode("utf8", "replace")
        offsets.append(len(blob))
    out["map-codes"] = struct.pack(f"<{len(codes)}I", *codes)
    out["map-ends"] = struct.pack(f"<{len(offsets)}I", *offsets)
    out["map-text"] = blob
    out["embedding"] = np.ascontiguousarray(reference.emb).tobytes()
    out["embedding-scales"] = f32(reference.emb_scale)
    out["positions"] = f32(reference.pos[:length])
    out["norm"] = f32(reference.norm["w"], reference.norm["b"])
    for l, layer in enumerate(reference.layers):
        for name in ("qkv", "out", "up", "down"):
            out[f"layer{l}.{name}"] = quantized.panels(layer[name]["q"])
            out[f"layer{l}.{name}.rest"] = f32(layer[name]["s"], layer[name]["b"])
        for name in ("norm1", "norm2"):
            out[f"layer{l}.{name}"] = f32(layer[name]["w"], layer[name]["b"])
    weights = np.concatenate([reference.head["main"]["w"], reference.head["role"]["w"]], 1)
    out["head"] = f32(weights.T, np.concatenate([reference.head["main"]["b"], reference.head["role"]["b"]]))
    return out


def reference_emissions(reference, tokenizer, documents, length: int = LENGTH):
    """As evaluate.emissions, with the quantised numbers: main and role log-probabilities side by side."""
    out = [[np.zeros((len(s.words), len(LABELS) + len(ROLE_LABELS)), np.float32) for s in d.sentences] for d in documents]
    for window in pack(documents, tokenizer, length):
        hidden = reference.hidden(window.ids)[window.first]
        both = np.concatenate([reference.log_probs(hidden, "main"), reference.log_probs(hidden, "role")], 1)
        for (d, s, w), row in zip(window.where, both):
            out[d][s][w] = row
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--data", type=Path, help="measure the quantised model on the dev sets")
    ap.add_argument("--articles", type=Path)
    args = ap.parse_args()
    tokenizer, params = evaluate.load(args.checkpoint)
    quantized.write(args.out, sections(tokenizer, params))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")

    if args.data:
        reference = quantized.Reference(params)
        for name, documents in evaluate.dev_sets(args.data, args.articles).items():
            emitted = [[v[:, : len(LABELS)] for v in d] for d in reference_emissions(reference, tokenizer, documents)]
            s = evaluate.score(documents, emitted)
            print(f"  {name} int8: {s.summary(('NORP', 'EVENT', 'PRODUCT') if name == 'articles' else ())}")


if __name__ == "__main__":
    main()
