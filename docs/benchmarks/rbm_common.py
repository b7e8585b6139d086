"""What rbm_sklearn.py and rbm_numpy.py share: the images, the reconstruction error and the form of the result."""

import ctypes
import gzip
import json
import os
import platform
import sys

import numpy as np

VISIBLE, HIDDEN, CASES, MINI_BATCH = 784, 500, 60_000, 100
MEASURED_CASES = 10_000


def mnist():
    """The 60,000 training images, pixels / 255 as float32."""
    data = os.environ.get("BELIEFGRID_DATA")
    if not data:
        sys.exit("set BELIEFGRID_DATA to the folder that holds mnist")
    path = os.path.join(data, "mnist", "train-images-idx3-ubyte.gz")
    with gzip.open(path) as file:
        head = np.frombuffer(file.read(16), dtype=">i4")
        if list(head) != [2051, CASES, 28, 28]:
            sys.exit(f"{path} is not MNIST's 60,000 training images")
        pixels = np.frombuffer(file.read(), dtype=np.uint8)
    return pixels.reshape(CASES, VISIBLE).astype(np.float32) / np.float32(255)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def reconstruction_error(cases, weights, visible_biases, hidden_biases):
    """Mean squared distance of a case from its reconstruction out of hidden probabilities, over the first 10,000 cases."""
    some = cases[:MEASURED_CASES]
    hidden = sigmoid(some @ weights + hidden_biases)
    return float(np.square(sigmoid(hidden @ weights.T + visible_biases) - some, dtype=np.float64).sum() / len(some))


def blas():
    """What the loaded OpenBLAS says of itself."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "openblas" in line.rsplit("/", 1)[-1]})
    if not paths:
        return "no OpenBLAS loaded"
    library = ctypes.CDLL(paths[0])
    library.openblas_get_config.restype = library.openblas_get_corename.restype = ctypes.c_char_p
    return (f"{library.openblas_get_config().decode().strip()}, kernel {library.openblas_get_corename().decode()}, "
            f"threads {library.openblas_get_num_threads()}")


def write(path, name, seconds, warm_up_seconds, errors, versions):
    result = {
        "name": name,
        "seconds": round(seconds, 3),
        "warmUpSeconds": round(warm_up_seconds, 3),
        "reconstructionErrors": [round(error, 2) for error in errors],
        "versions": versions | {"NumPy": np.__version__, "Python": platform.python_version()},
        "blas": blas(),
    }
    with open(path, "w") as file:
        json.dump(result, file)
    print(json.dumps(result))
