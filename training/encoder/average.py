"""The mean of several checkpoints' weights: fine-tunings of one start that differ in their seed.

    python average.py build/seed1.npz build/seed2.npz ... --out build/model.npz

Wortsman et al. (2022), "Model soups": where the runs end in one basin, the mean is better than each, at the cost of one.
"""

import argparse
from pathlib import Path

import numpy as np


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoints", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    files = [np.load(p) for p in args.checkpoints]
    out = {"tokenizer": files[0]["tokenizer"]}
    for name in files[0].files:
        if name.startswith("p/"):
            out[name] = np.mean([f[name] for f in files], axis=0, dtype=np.float32)
    np.savez(args.out, **out)


if __name__ == "__main__":
    main()
