"""Times one epoch of scikit-learn's BernoulliRBM, 784 x 500 on MNIST, after an epoch to warm up. Usage: rbm_sklearn.py JSON-FILE

BernoulliRBM learns by persistent contrastive divergence, not by CD-1. It has as many products a mini-batch. Only fit() keeps
float32, partial_fit() turns everything into float64; so this times fit() of one epoch and takes off fit() of no epoch, which
checks the data and draws the first weights.
"""

import sys
import time

import sklearn
from sklearn.neural_network import BernoulliRBM

from rbm_common import HIDDEN, MINI_BATCH, mnist, reconstruction_error, write


def fit(cases, epochs):
    model = BernoulliRBM(n_components=HIDDEN, learning_rate=0.1, batch_size=MINI_BATCH, n_iter=epochs, random_state=1)
    start = time.perf_counter()
    model.fit(cases)
    return time.perf_counter() - start, model


def error(cases, model):
    assert model.components_.dtype == cases.dtype
    return reconstruction_error(cases, model.components_.T, model.intercept_visible_, model.intercept_hidden_)


def main():
    cases = mnist()
    warm_up_seconds, _ = fit(cases, 1)
    set_up_seconds, untrained = fit(cases, 0)
    seconds, trained = fit(cases, 1)
    write(sys.argv[1], "scikit-learn", seconds - set_up_seconds, warm_up_seconds - set_up_seconds,
          [error(cases, untrained), error(cases, trained)], {"scikit-learn": sklearn.__version__})


if __name__ == "__main__":
    main()
