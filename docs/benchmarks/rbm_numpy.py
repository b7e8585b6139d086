"""Times one epoch of CD-1 as a plain NumPy loop, 784 x 500 on MNIST, after an epoch to warm up. Usage: rbm_numpy.py JSON-FILE

For reference: what the same steps as BeliefGrid's (sampled hidden units, reconstruction as probabilities, shuffled cases,
momentum, weight cost) take without any library for learning. All in float32, two threads for each product.
"""

import sys
import time

import numpy as np

from rbm_common import CASES, HIDDEN, MINI_BATCH, VISIBLE, mnist, reconstruction_error, sigmoid, write

LEARNING_RATE, MOMENTUM, WEIGHT_COST = np.float32(0.1), np.float32(0.5), np.float32(0.0002)


class Rbm:
    def __init__(self, generator):
        self.generator = generator
        self.weights = generator.standard_normal((VISIBLE, HIDDEN), dtype=np.float32) * np.float32(0.01)
        self.visible_biases = np.zeros(VISIBLE, dtype=np.float32)
        self.hidden_biases = np.zeros(HIDDEN, dtype=np.float32)
        self.velocities = [np.zeros_like(values) for values in (self.weights, self.visible_biases, self.hidden_biases)]

    def epoch(self, cases):
        order = self.generator.permutation(CASES)
        for first in range(0, CASES, MINI_BATCH):
            self.learn(cases[order[first:first + MINI_BATCH]])

    def learn(self, data):
        hidden = sigmoid(data @ self.weights + self.hidden_biases)
        states = (self.generator.random(hidden.shape, dtype=np.float32) < hidden).astype(np.float32)
        reconstruction = sigmoid(states @ self.weights.T + self.visible_biases)
        hidden_again = sigmoid(reconstruction @ self.weights + self.hidden_biases)

        step = LEARNING_RATE / np.float32(len(data))
        increments = (step * (data.T @ hidden - reconstruction.T @ hidden_again) - LEARNING_RATE * WEIGHT_COST * self.weights,
                      step * (data - reconstruction).sum(axis=0),
                      step * (hidden - hidden_again).sum(axis=0))
        for values, velocity, increment in zip((self.weights, self.visible_biases, self.hidden_biases), self.velocities, increments):
            velocity *= MOMENTUM
            velocity += increment
            values += velocity

    def error(self, cases):
        return reconstruction_error(cases, self.weights, self.visible_biases, self.hidden_biases)


def main():
    cases = mnist()
    rbm = Rbm(np.random.default_rng(1))
    seconds, errors = [], [rbm.error(cases)]
    for _ in range(2):
        start = time.perf_counter()
        rbm.epoch(cases)
        seconds.append(time.perf_counter() - start)
        errors.append(rbm.error(cases))
    assert rbm.weights.dtype == np.float32
    write(sys.argv[1], "numpy", seconds[1], seconds[0], errors, {})


if __name__ == "__main__":
    main()
