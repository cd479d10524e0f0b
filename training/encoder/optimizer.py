"""AdamW with a learning rate per group of parameters, and its schedule."""

import jax
import jax.numpy as jnp


class AdamW:
    """Adam with decoupled weight decay and clipping by global norm. Groups are the top-level keys of the parameters."""

    def __init__(self, decay: float = 0.01, clip: float = 1.0):
        self.decay, self.clip = decay, clip

    def init(self, params):
        zeros = lambda p: jnp.zeros_like(p)
        return {"m": jax.tree.map(zeros, params), "v": jax.tree.map(zeros, params), "n": jnp.zeros((), jnp.int32)}

    def update(self, params, state, grads, rates):
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(grads)))
        grads = jax.tree.map(lambda g: g * jnp.minimum(1.0, self.clip / (norm + 1e-6)), grads)
        n = state["n"] + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["m"], grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, state["v"], grads)

        def step(p, m, v, rate):
            u = m / (1 - 0.9**n) / (jnp.sqrt(v / (1 - 0.999**n)) + 1e-8)
            return p - rate * (u + (self.decay * p if p.ndim > 1 else 0))

        params = {g: jax.tree.map(lambda p, m, v: step(p, m, v, rates[g]), params[g], m[g], v[g]) for g in params}
        return params, {"m": m, "v": v, "n": n}


def schedule(step: int, total: int, warm: float = 0.1) -> float:
    """Share of the learning rate: linear warm-up, linear decay to zero."""
    return step / (warm * total) if step < warm * total else max(0.0, (total - step) / ((1 - warm) * total))
