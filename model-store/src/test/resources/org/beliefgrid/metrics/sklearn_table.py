#!/usr/bin/env python3
"""Writes sklearn.txt, what MetricTest holds the measures against: python3 sklearn_table.py >sklearn.txt

Made with Debian's python3-sklearn. A line is "set NAME", "case SCORE POSITIVE WEIGHT", "value MEASURE NUMBER" or
"bin PREDICTED OBSERVED". scikit-learn has no lift: it is taken here over orders of the cases, drawn at random among equal scores.
"""
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve


def lift_by_orders(score, positive, weight, percent, orders, random):
    """Mean over random orders of tied cases; a case that the border falls into counts in part."""
    wanted = percent / 100 * weight.sum()
    gains = []
    for _ in range(orders):
        order = np.lexsort((random.random(len(score)), -score))
        weights = weight[order]
        before = np.concatenate([[0], np.cumsum(weights)[:-1]])
        part = np.clip((wanted - before) / np.where(weights > 0, weights, 1), 0, 1)
        gains.append((part * weights * positive[order]).sum())
    return np.mean(gains) / (weight * positive).sum() / (percent / 100)


def write(name, score, positive, weight, random):
    print("set", name)
    for row in zip(score, positive, weight):
        print("case", repr(float(row[0])), int(row[1]), repr(float(row[2])))
    values = {
        "auc": metrics.roc_auc_score(positive, score, sample_weight=weight),
        "averagePrecision": metrics.average_precision_score(positive, score, sample_weight=weight),
        "logLoss": metrics.log_loss(positive, score, sample_weight=weight),
        "brier": metrics.brier_score_loss(positive, score, sample_weight=weight),
        "accuracy": metrics.accuracy_score(positive, score > 0.5, sample_weight=weight),
    }
    ties = len(np.unique(score)) < len(score)
    for percent in () if ties else (1, 10, 25, 50, 100):
        values["lift@%d" % percent] = lift_by_orders(score, positive, weight, percent, 1, random)
    for measure, value in values.items():
        print("value", measure, repr(float(value)))
    if (weight == 1).all():
        observed, predicted = calibration_curve(positive, score, n_bins=10)
        for row in zip(predicted, observed):
            print("bin", repr(float(row[0])), repr(float(row[1])))


def main():
    print("# scikit-learn", sklearn.__version__, "numpy", np.__version__)
    random = np.random.default_rng(20150601)
    for name, cases, levels, weighted in (("plain", 60, 0, False), ("ties", 60, 8, False), ("borders", 50, 10, False),
                                          ("weights", 60, 0, True), ("weights and ties", 60, 5, True), ("few positives", 80, 20, True)):
        score = random.random(cases)
        if levels:
            score = np.round(score * levels) / levels
        positive = random.random(cases) < (0.05 + 0.1 * score if name == "few positives" else 0.2 + 0.6 * score)
        positive[:2] = [True, False]
        weight = np.round(random.exponential(1, cases), 3) if weighted else np.ones(cases)
        write(name, score, positive, weight, random)
    write("two cases", np.array([0.25, 0.75]), np.array([True, False]), np.ones(2), random)
    write("one score", np.full(5, 0.5), np.array([True, False, False, True, False]), np.ones(5), random)
    write("certain and wrong", np.array([0.0, 1.0, 1.0, 0.0]), np.array([True, True, False, False]), np.ones(4), random)


if __name__ == "__main__":
    main()
