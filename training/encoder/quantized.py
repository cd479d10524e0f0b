"""The model in 8-bit numbers, as the shipped file holds it: its layout, its writer, and a NumPy reference of inference.

Weights have one scale per output channel; activations are quantised on the fly, one scale per row (piece).
Both are symmetric in -127..127, sums are exact 32-bit integers, so every processor gives the same sums.

Layout, little-endian; every section starts at a multiple of 64 bytes:

    0   magic "KUNYAENC", u32 version, u32 number of sections, u64 file bytes, u64 checksum of all bytes from 64 on
    64  directory: per section 24 bytes name (zero-padded), u64 offset, u64 bytes
    ..  sections

The checksum is FNV-1a over little-endian u64 words (the file is padded to 64 bytes).
A weight matrix of K inputs and N outputs (N padded to 16) is stored in panels of 16 outputs: panel p holds, for each
group of four inputs k, sixteen outputs times four inputs, so that one 64-byte line feeds one dot-product instruction.
"""

import struct
from pathlib import Path

import numpy as np

MAGIC = b"KUNYAENC"
VERSION = 1
HEAD = 32  # width of an attention head
PANEL = 16
ALIGN = 64


def quantize_columns(w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(int8 weights, scale of each column) of a (inputs, outputs) matrix."""
    scale = np.maximum(np.abs(w).max(0) / 127, 1e-12).astype(np.float32)
    return np.clip(np.rint(w / scale), -127, 127).astype(np.int8), scale


def quantize_rows(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(int8 values, scale of each row), as inference quantises activations."""
    peak = np.abs(x).max(1, keepdims=True)
    inverse = np.where(peak > 0, np.float32(127) / np.maximum(peak, np.float32(1e-30)), 0).astype(np.float32)
    return np.rint(x * inverse).astype(np.int8), (peak / np.float32(127)).astype(np.float32)


def panels(w: np.ndarray) -> bytes:
    """The stored order of an int8 (inputs, outputs) matrix."""
    k, n = w.shape
    padded = np.zeros((k, -(-n // PANEL) * PANEL), np.int8)
    padded[:, :n] = w
    return padded.reshape(k // 4, 4, -1, PANEL).transpose(2, 0, 3, 1).tobytes()


def checksum(data: bytes) -> int:
    h = 0xCBF29CE484222325
    for word in np.frombuffer(data, "<u8").tolist():
        h = ((h ^ word) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def write(path: Path, sections: dict[str, bytes]):
    directory_bytes = 40 * len(sections)
    at = -(-(64 + directory_bytes) // ALIGN) * ALIGN
    directory, body = b"", b""
    start = at
    for name, data in sections.items():
        directory += name.encode().ljust(24, b"\0") + struct.pack("<QQ", at, len(data))
        data += b"\0" * (-len(data) % ALIGN)
        body += data
        at += len(data)
    rest = directory.ljust(start - 64, b"\0") + body
    head = MAGIC + struct.pack("<IIQQ", VERSION, len(sections), 64 + len(rest), checksum(rest))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.ljust(64, b"\0") + rest)


class Reference:
    """Inference with the quantised numbers, for the golden file and for measuring the loss."""

    def __init__(self, params: dict):
        """`params` as model.py has them, on NumPy arrays."""
        self.emb, self.emb_scale = quantize_columns(np.asarray(params["emb"]["word"]).T)
        self.emb = self.emb.T
        self.pos = np.asarray(params["emb"]["pos"])
        self.norm = {k: np.asarray(v) for k, v in params["norm"].items()}
        self.layers = []
        for p in params["layers"]:
            layer = {k: {n: np.asarray(v) for n, v in p[k].items()} for k in ("norm1", "norm2")}
            for name in ("qkv", "out", "up", "down"):
                q, scale = quantize_columns(np.asarray(p[name]["w"]))
                layer[name] = {"q": q, "s": scale, "b": np.asarray(p[name]["b"]), "f": q.astype(np.float32)}
            self.layers.append(layer)
        heads = params["head"]
        self.head = {n: {"w": np.asarray(heads[n]["w"]), "b": np.asarray(heads[n]["b"])} for n in ("main", "role")}

    @staticmethod
    def _product(x, p):
        q, scale = quantize_rows(x)
        # Sums stay below 2^24 for 1,040 inputs at most; two halves keep float32 sums exact for 1,536.
        half = q.shape[1] // 2
        total = q[:, :half].astype(np.float32) @ p["f"][:half]
        total = total.astype(np.float64) + q[:, half:].astype(np.float32) @ p["f"][half:]
        return total.astype(np.float32) * scale * p["s"] + p["b"]

    @staticmethod
    def _norm(x, p):
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12) * p["w"] + p["b"]

    def hidden(self, ids: list[int]) -> np.ndarray:
        from scipy.special import erf

        x = self.emb[ids].astype(np.float32) * self.emb_scale[ids][:, None] + self.pos[: len(ids)]
        x = self._norm(x, self.norm)
        n, h = x.shape
        for p in self.layers:
            q, k, v = self._product(x, p["qkv"]).reshape(n, 3, h // HEAD, HEAD).transpose(1, 2, 0, 3)
            scores = q @ k.transpose(0, 2, 1) * np.float32(HEAD**-0.5)
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            context = (scores / scores.sum(-1, keepdims=True)) @ v
            x = self._norm(x + self._product(context.transpose(1, 0, 2).reshape(n, h), p["out"]), p["norm1"])
            up = self._product(x, p["up"])
            up = (0.5 * up * (1 + erf(up / np.sqrt(2)))).astype(np.float32)
            x = self._norm(x + self._product(up, p["down"]), p["norm2"])
        return x

    def log_probs(self, hidden: np.ndarray, name: str) -> np.ndarray:
        z = hidden @ self.head[name]["w"] + self.head[name]["b"]
        z = z - z.max(-1, keepdims=True)
        return z - np.log(np.exp(z).sum(-1, keepdims=True))
