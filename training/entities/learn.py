"""The network of services/enrich/entities/network.py, learnt by gradient descent (JAX) with a CRF over its scores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from services.enrich.entities.network import LABELS, key_of
from training.entities.gold import Sentence

_RATE = 2e-3
_MEMORY = 0.997
"""Of the running mean of the weights, which is what is shipped."""
_DECAY = 0.01
_LENGTHS = (8, 16, 24, 32, 48, 64, 96)
_MOST_SIGNS = 32
# How often something is hidden while learning, so that nothing is relied on alone: numbers between the layers, the word
# itself, its first and last letters, a character with what follows it, any other sign.
_HIDE = 0.2
_HIDE_SIGNS = {"w=": 0.4, "p=": 0.3, "s=": 0.3, "2=": 0.2, "3=": 0.3}
_HIDE_OTHER = 0.05

Params = dict[str, Any]


class Size(NamedTuple):
    """How much a network holds, and what it may rely on."""

    width: int
    """Numbers in the vector of a sign."""
    hidden: int
    """Numbers that a word is seen as."""
    steps: tuple[int, ...]
    """Of each convolution, how far the words lie to each side that it looks at: it sees as far as their sum."""
    epochs: int
    batch: int
    """Words that are learnt at once, the filling included: more where signs are many, as each step touches all."""
    least_count: int
    """How often a sign must stand in the texts to get a vector."""
    hide_language: float
    """How often the language is hidden while learning: much where others than those learnt are to be served."""


class Network(NamedTuple):
    """What was learnt: the number of each sign, from 1 on, and the arrays."""

    vocabulary: dict[str, int]
    steps: tuple[int, ...]
    params: Params


class _Batch(NamedTuple):
    signs: np.ndarray
    labels: np.ndarray
    real: np.ndarray


def learn(sentences: list[Sentence], size: Size, seed: int) -> Network:
    """Return a network learnt from sentences; the same for the same sentences and seed on one machine."""
    vocabulary = _vocabulary(sentences, size.least_count)
    often = {number: _how_often_hidden(sign, size) for sign, number in vocabulary.items()}
    hidden = np.array([0.0, *(often[number] for number in sorted(often))], np.float32)
    encoded = [_encode(sentence, vocabulary) for sentence in sentences]
    draw = np.random.default_rng(seed)
    params = _start(len(hidden), size, seed)
    steps = size.epochs * sum(1 for _ in _batches(encoded, size.batch, np.random.default_rng(seed)))
    rate = optax.warmup_cosine_decay_schedule(0, _RATE, steps // 20, int(steps * 1.05), _RATE / 50)
    rule = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, b2=0.98, weight_decay=_DECAY))
    state, mean = rule.init(params), params

    @jax.jit
    def step(
        params: Params, mean: Params, state: Any, batch: _Batch, key: jax.Array
    ) -> tuple[Params, Params, Any, jax.Array]:
        loss, slope = jax.value_and_grad(_loss)(params, batch, key, hidden, size)
        change, state = rule.update(slope, state, params)
        params = optax.apply_updates(params, change)
        mean = jax.tree.map(lambda old, new: _MEMORY * old + (1 - _MEMORY) * new, mean, params)
        return params, mean, state, loss

    key = jax.random.PRNGKey(seed)
    for epoch in range(size.epochs):
        losses = []
        for batch in _batches(encoded, size.batch, draw):
            key, now = jax.random.split(key)
            params, mean, state, loss = step(params, mean, state, batch, now)
            losses.append(loss)
        print(f"epoch {epoch + 1}: loss {float(jnp.mean(jnp.stack(losses))):.4f}", flush=True)
    return Network(vocabulary, size.steps, {name: np.asarray(value) for name, value in mean.items()})


def _vocabulary(sentences: list[Sentence], least_count: int) -> dict[str, int]:
    counts = Counter(sign for sentence in sentences for signs in sentence.signs for sign in signs)
    languages = {f"l={sentence.language}" for sentence in sentences}
    known = sorted(languages | {sign for sign, count in counts.items() if count >= least_count})
    numbers: dict[int, int] = {}
    # Of many signs some have the key of another: they share a vector.
    return {sign: numbers.setdefault(key_of(sign), len(numbers) + 1) for sign in known}


def _how_often_hidden(sign: str, size: Size) -> float:
    if sign.startswith("l="):
        return size.hide_language
    return _HIDE_SIGNS.get(sign[:2], _HIDE_OTHER)


def _encode(sentence: Sentence, vocabulary: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    signs = np.zeros((len(sentence.labels), _MOST_SIGNS), np.int32)
    for row, these in zip(signs, sentence.signs, strict=True):
        known = [vocabulary[sign] for sign in (f"l={sentence.language}", *these) if sign in vocabulary]
        row[: len(known)] = known[:_MOST_SIGNS]
    return signs, np.array(sentence.labels, np.int32)


def _batches(encoded: list[tuple[np.ndarray, np.ndarray]], most: int, draw: np.random.Generator) -> Iterator[_Batch]:
    """Yield all sentences in random order, those of about one length together."""
    waiting: dict[int, list[int]] = defaultdict(list)
    full: list[tuple[int, list[int]]] = []
    for index in draw.permutation(len(encoded)).tolist():
        length = next(length for length in _LENGTHS if len(encoded[index][1]) <= length)
        waiting[length].append(index)
        if len(waiting[length]) == most // length:
            full.append((length, waiting.pop(length)))
    full += waiting.items()
    for turn in draw.permutation(len(full)).tolist():
        length, indices = full[turn]
        shape = (most // length, length)
        batch = _Batch(
            np.zeros((*shape, _MOST_SIGNS), np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.float32)
        )
        for row, index in enumerate(indices):
            signs, labels = encoded[index]
            batch.signs[row, : len(labels)] = signs
            batch.labels[row, : len(labels)] = labels
            batch.real[row, : len(labels)] = 1
        yield batch


def _start(signs: int, size: Size, seed: int) -> Params:
    keys = iter(jax.random.split(jax.random.PRNGKey(seed), len(size.steps) + 3))

    def random(*shape: int, scale: float) -> jax.Array:
        return jax.random.normal(next(keys), shape) * scale

    params = {
        "vectors": random(signs, size.width, scale=0.1),
        "first": random(size.width, size.hidden, scale=size.width**-0.5),
        "first.bias": jnp.zeros(size.hidden),
        "last": random(size.hidden, len(LABELS), scale=0.05),
        "last.bias": jnp.zeros(len(LABELS)),
        "steps": jnp.zeros((len(LABELS), len(LABELS))),
        "starts": jnp.zeros(len(LABELS)),
    }
    for number in range(1, len(size.steps) + 1):
        params[f"layer{number}"] = random(3 * size.hidden, size.hidden, scale=(3 * size.hidden) ** -0.5)
        params[f"layer{number}.bias"] = jnp.zeros(size.hidden)
    return params


def _normal(values: jax.Array) -> jax.Array:
    centred = values - values.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5)


def _scores(params: Params, batch: _Batch, key: jax.Array, hidden: np.ndarray, size: Size) -> jax.Array:
    first, *keys = jax.random.split(key, len(size.steps) + 3)
    real = batch.real[..., None]

    def hide(values: jax.Array, key: jax.Array) -> jax.Array:
        return values * jax.random.bernoulli(key, 1 - _HIDE, values.shape) / (1 - _HIDE)

    seen = (jax.random.uniform(first, batch.signs.shape) >= jnp.asarray(hidden)[batch.signs]) & (batch.signs > 0)
    word = _normal((params["vectors"][batch.signs] * seen[..., None]).sum(-2)) * real
    word = jax.nn.relu(hide(word, keys[0]) @ params["first"] + params["first.bias"]) * real
    for number, far in enumerate(size.steps, start=1):
        wide = jnp.pad(_normal(word) * real, ((0, 0), (far, far), (0, 0)))
        near = hide(jnp.concatenate([wide[:, : -2 * far], wide[:, far:-far], wide[:, 2 * far :]], -1), keys[number])
        word = (word + jax.nn.relu(near @ params[f"layer{number}"] + params[f"layer{number}.bias"])) * real
    return hide(_normal(word), keys[-1]) @ params["last"] + params["last.bias"]


def _loss(params: Params, batch: _Batch, key: jax.Array, hidden: np.ndarray, size: Size) -> jax.Array:
    """Return the negative log likelihood of the right labels, for each word."""
    scores = _scores(params, batch, key, hidden, size)
    steps, starts, labels, real = params["steps"], params["starts"], batch.labels, batch.real
    right = (jnp.take_along_axis(scores, labels[..., None], -1)[..., 0] * real).sum(-1)
    right += (steps[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(-1) + starts[labels[:, 0]]

    def on(before: jax.Array, here: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
        score, real = here
        after = jax.nn.logsumexp(before[:, :, None] + steps, axis=1) + score
        return jnp.where(real[:, None] > 0, after, before), None

    last, _ = jax.lax.scan(on, scores[:, 0] + starts, (scores[:, 1:].swapaxes(0, 1), real[:, 1:].swapaxes(0, 1)))
    every = jax.nn.logsumexp(last, axis=-1)
    return ((every - right) * real[:, 0]).sum() / real.sum()
