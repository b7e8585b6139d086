#!/usr/bin/env python3
"""Writes the tables of this folder: what scikit-learn makes of Fisher's irises, for the tests of softmax regression, k-means and
principal component analysis. Made with Debian's python3-sklearn; run it here to make them again."""
import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

iris = load_iris()
cases = StandardScaler().fit_transform(iris.data).astype(numpy.float32)
doubles = cases.astype(numpy.float64)


def write(name, rows):
    with open(name, "w") as out:
        out.write("# scikit-learn %s\n" % sklearn.__version__)
        for row in rows:
            out.write(",".join(repr(float(value)) for value in row) + "\n")


write("iris.csv", numpy.column_stack([doubles, iris.target]))

# Mean cross-entropy + weightCost / 2 * squared weights is C * its sum + 1/2 * squared weights with C = 1 / (weightCost * cases).
weight_cost = 0.01
regression = LogisticRegression(C=1 / (weight_cost * len(doubles)), tol=1e-12, max_iter=100000)
regression.fit(doubles, iris.target)
write("softmax.csv", regression.predict_proba(doubles))
write("softmax-weights.csv", regression.coef_.T)

start = doubles[[0, 60, 130]]
clusters = KMeans(n_clusters=3, init=start, n_init=1, tol=0, max_iter=300, algorithm="lloyd").fit(doubles)
write("k-means.csv", clusters.cluster_centers_)
write("k-means-inertia.csv", [[clusters.inertia_ / len(doubles)] + [numpy.mean(clusters.labels_ == k) for k in range(3)]])

# explained_variance_ divides by cases - 1, a mean by cases.
pca = PCA().fit(doubles)
write("pca.csv", [pca.explained_variance_ * (len(doubles) - 1) / len(doubles)])
