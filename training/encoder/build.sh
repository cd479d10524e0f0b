#!/usr/bin/env bash
# From the data to models/accurate/encoder.bin: see README.md for what each step does and how long it takes.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
data=${DATA:?the folder of corpora and draft lexicons}
root=$(cd ../.. && pwd)

$python vocabulary.py --data "$data" --articles "$root/tests/articles/train" --out build/base.npz
$python train.py --base build/base.npz --data "$data" --articles "$root/tests/articles" --out build/model.npz "$@"
$python export.py build/model.npz --out "$root/models/accurate/encoder.bin" --data "$data" --articles "$root/tests/articles"
$python golden.py --base build/base.npz --out "$root/tests/golden"
$python evaluate.py build/model.npz --data "$data" --articles "$root/tests/articles"
