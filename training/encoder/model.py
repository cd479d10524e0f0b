"""The encoder in JAX: post-layer-norm BERT as in e5, matrix products on bfloat16 with float32 sums."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

HEADS = 12
EPSILON = 1e-12
HALF = jnp.bfloat16


@jax.custom_vjp
def matmul(x, w):
    return jnp.matmul(x.astype(HALF), w.astype(HALF), preferred_element_type=jnp.float32)


def _forward(x, w):
    x, w = x.astype(HALF), w.astype(HALF)
    return jnp.matmul(x, w, preferred_element_type=jnp.float32), (x, w)


def _backward(saved, g):
    x, w = saved
    g = g.astype(HALF)
    dx = jax.lax.dot_general(g, w, (((1,), (1,)), ((), ())), preferred_element_type=jnp.float32)
    dw = jax.lax.dot_general(x, g, (((0,), (0,)), ((), ())), preferred_element_type=jnp.float32)
    return dx, dw


matmul.defvjp(_forward, _backward)


def layer_norm(x, w, b):
    mean = x.mean(-1, keepdims=True)
    centred = x - mean
    return centred * jax.lax.rsqrt((centred * centred).mean(-1, keepdims=True) + EPSILON) * w + b


def from_base(tensors: dict[str, np.ndarray], layers: int, seed: int, outputs: dict[str, int]) -> dict:
    """Parameters from the starting checkpoint: its first `layers` layers, fresh heads."""
    t = lambda name: jnp.asarray(tensors[name])
    params = {
        "emb": {"word": t("emb.word"), "pos": jnp.asarray(tensors["emb.pos"][:512] + tensors["emb.type"].reshape(-1, 384)[0])},
        "norm": {"w": t("emb.ln.w"), "b": t("emb.ln.b")},
        "layers": [],
        "head": {},
    }
    for l in range(layers):
        g = lambda name: tensors[f"l{l}.{name}"]
        params["layers"].append({
            "qkv": {"w": jnp.asarray(np.concatenate([g("q.w"), g("k.w"), g("v.w")]).T), "b": jnp.asarray(np.concatenate([g("q.b"), g("k.b"), g("v.b")]))},
            "out": {"w": jnp.asarray(g("ao.w").T), "b": jnp.asarray(g("ao.b"))},
            "norm1": {"w": jnp.asarray(g("aln.w")), "b": jnp.asarray(g("aln.b"))},
            "up": {"w": jnp.asarray(g("fi.w").T), "b": jnp.asarray(g("fi.b"))},
            "down": {"w": jnp.asarray(g("fo.w").T), "b": jnp.asarray(g("fo.b"))},
            "norm2": {"w": jnp.asarray(g("oln.w")), "b": jnp.asarray(g("oln.b"))},
        })
    rng = np.random.default_rng(seed)
    hidden = tensors["emb.word"].shape[1]
    for name, n in outputs.items():
        params["head"][name] = {"w": jnp.asarray(rng.normal(0, 0.02, (hidden, n)).astype(np.float32)), "b": jnp.zeros(n)}
    return params


def dropout(key, x, rate):
    """Drops with 8 random bits an element (cheap on a CPU): the rate is rounded to 1/256."""
    threshold = round(rate * 256)
    keep = jax.random.bits(key, x.shape, jnp.uint8) >= threshold
    return jnp.where(keep, x * (256 / (256 - threshold)), 0)


def layer(p, x, bias, key, rate):
    batch, length, hidden = x.shape
    flat = x.reshape(-1, hidden)
    qkv = (matmul(flat, p["qkv"]["w"]) + p["qkv"]["b"]).reshape(batch, length, 3, HEADS, hidden // HEADS)
    q, k, v = (qkv[:, :, i].transpose(0, 2, 1, 3) for i in range(3))
    scores = jnp.einsum("bhqd,bhkd->bhqk", q, k) * (hidden // HEADS) ** -0.5 + bias
    context = jnp.einsum("bhqk,bhkd->bhqd", jax.nn.softmax(scores, -1), v).transpose(0, 2, 1, 3).reshape(-1, hidden)
    y = matmul(context, p["out"]["w"]) + p["out"]["b"]
    if rate:
        key1, key2 = jax.random.split(key)
        y = dropout(key1, y, rate)
    x = layer_norm(flat + y, p["norm1"]["w"], p["norm1"]["b"])
    y = matmul(jax.nn.gelu(matmul(x, p["up"]["w"]) + p["up"]["b"], approximate=False), p["down"]["w"]) + p["down"]["b"]
    if rate:
        y = dropout(key2, y, rate)
    return layer_norm(x + y, p["norm2"]["w"], p["norm2"]["b"]).reshape(batch, length, hidden)


def encode(params, ids, mask, key=None, rate=0.0):
    """Hidden states (batch, length, hidden) of piece ids; mask is False on padding."""
    x = params["emb"]["word"][ids] + params["emb"]["pos"][: ids.shape[1]][None]
    x = layer_norm(x, params["norm"]["w"], params["norm"]["b"])
    keys = [None] * (len(params["layers"]) + 1)
    if rate:
        keys = jax.random.split(key, len(keys))
        x = dropout(keys[-1], x, rate)
    bias = jnp.where(mask[:, None, None, :], 0.0, -1e9)
    for p, k in zip(params["layers"], keys):
        x = layer(p, x, bias, k, rate)
    return x


def head(params, name, hidden):
    """Log-probabilities of one head."""
    p = params["head"][name]
    return jax.nn.log_softmax(hidden @ p["w"] + p["b"], -1)


def flatten(tree) -> dict[str, np.ndarray]:
    """Leaves by path, as the checkpoint files keep them."""
    leaves = jax.tree_util.tree_flatten_with_path(tree)[0]
    return {"/".join(str(getattr(k, "key", getattr(k, "idx", k))) for k in path): np.asarray(v) for path, v in leaves}


def unflatten(arrays: dict[str, np.ndarray]) -> dict:
    out: dict = {}
    for path, value in arrays.items():
        *parents, last = path.split("/")
        node = functools.reduce(lambda n, k: n.setdefault(k, {}), parents, out)
        node[last] = jnp.asarray(value)
    out["layers"] = [out["layers"][str(i)] for i in range(len(out["layers"]))]
    return out
