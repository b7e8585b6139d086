"""Called by compare.sh: makes a Markdown table of target/runs, prints it and stores it with all figures in results-*."""

import argparse
import json
import os
import re
import statistics
from datetime import datetime, timezone
from pathlib import Path

CASES = 60_000
LABELS = {
    "beliefgrid": "BeliefGrid",
    "sklearn": "scikit-learn, BernoulliRBM",
    "dl4j": "Deeplearning4j, RBM, as it comes",
    "dl4j-1-thread": "Deeplearning4j, RBM, OMP_NUM_THREADS=1",
    "numpy": "NumPy, plain loop",
}
VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY")


def beliefgrid_result(document):
    """The row of `beliefgrid bench --json` in the form that the other programs write."""
    row = next(row for row in document["rows"] if row["name"] == "rbm-epoch")
    if row["dataset"] != "mnist":
        raise SystemExit(f"beliefgrid measured on {row['dataset']}, not on mnist")
    core = re.search(r"OpenBLAS kernel (\S+)", document["machine"]).group(1)
    return {"name": "beliefgrid", "seconds": row["seconds"], "warmUpSeconds": row["warmUpSeconds"],
            "reconstructionErrors": row["reconstructionErrors"], "versions": {},
            "blas": f"kernel {core}, threads 1", "row": row, "revision": document["revision"]}


def read_runs(folder):
    runs = {}
    for name in LABELS:
        paths = sorted(folder.glob(f"{name}.*.json"))
        for path in paths:
            result = json.loads(path.read_text())
            runs.setdefault(name, []).append(beliefgrid_result(result) if name == "beliefgrid" else result)
    return runs


def processor():
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    return f"{model.group(1) if model else os.uname().machine}, {os.cpu_count()} cores"


def errors_fall(errors):
    return all(later < earlier for earlier, later in zip(errors, errors[1:]))


def row(name, results, reference):
    seconds = [result["seconds"] for result in results]
    median = statistics.median(seconds)
    errors = results[-1].get("reconstructionErrors", [])
    cells = [
        LABELS[name],
        f"{median:.2f}",
        f"{min(seconds):.2f} to {max(seconds):.2f}",
        f"{CASES / median:,.0f}",
        f"{median / reference:.2f}" if reference else "-",
        " → ".join(f"{error:.1f}" for error in errors) + ("" if errors_fall(errors) else " DOES NOT FALL") if errors else "-",
        kernel(results[-1].get("blas", "-")),
    ]
    return "| " + " | ".join(cells) + " |"


def kernel(blas):
    found = re.search(r"kernel (.*), threads (\d+)", blas)
    return f"{found.group(1)}, {found.group(2)}" if found else blas


def markdown(facts, runs):
    reference = statistics.median(result["seconds"] for result in runs["beliefgrid"]) if "beliefgrid" in runs else None
    lines = [f"{facts['date']}, {facts['processor']}, load {facts['load']} before the start. "
             f"Runs of each, in turn: {max(map(len, runs.values()))}.", ""]
    if reference is None:
        lines += ["BeliefGrid's own benchmark gave no result in this run, so there are no ratios.", ""]
    lines += ["| program | median seconds | least to most | cases/s | ratio to BeliefGrid | squared error a case | kernel, threads |",
              "|---|---|---|---|---|---|---|"]
    lines += [row(name, results, reference) for name, results in runs.items()]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(facts["versions"].items()))
    lines += ["", f"Versions: {versions}.", "", f"Environment: {facts['environment']}."]
    return "\n".join(lines) + "\n"


def environment(native_blas, dl4j_kernel):
    values = [f"`{name}={os.environ[name]}`" for name in VARIABLES if name in os.environ]
    text = ", ".join(values) or "no variable for OpenBLAS or OpenMP set"
    text += "; `--native-blas`" if native_blas else ""
    return text + (f"; `--dl4j-kernel {dl4j_kernel}`" if dl4j_kernel else "")


def put_into_readme(readme, text):
    before, rest = readme.read_text().split("<!-- results -->\n", 1)
    after = rest.split("<!-- end of results -->", 1)[1]
    readme.write_text(f"{before}<!-- results -->\n{text}<!-- end of results -->{after}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--load")
    parser.add_argument("--native-blas")
    parser.add_argument("--dl4j-kernel")
    parser.add_argument("--beliefgrid")
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()

    runs = read_runs(arguments.folder / "target" / "runs")
    if not runs:
        parser.exit(1, "compare.sh: no program gave a result\n")
    now = datetime.now(timezone.utc)
    versions = {"BeliefGrid": arguments.beliefgrid} if "beliefgrid" in runs else {}
    for results in runs.values():
        versions |= results[-1]["versions"]
    facts = {
        "date": f"{now:%Y-%m-%d %H:%M} UTC",
        "processor": processor(),
        "load": arguments.load,
        "environment": environment(arguments.native_blas == "yes", arguments.dl4j_kernel),
        "versions": versions,
    }
    text = markdown(facts, runs)
    base = arguments.folder / f"results-{now:%Y%m%d-%H%M%S}"
    base.with_suffix(".json").write_text(json.dumps(facts | {"runs": runs}, indent=2) + "\n")
    base.with_suffix(".md").write_text(text)
    if arguments.readme:
        put_into_readme(arguments.folder / "README.md", text)
    print(text)
    print(f"Stored in {base.name}.json and {base.name}.md beside compare.sh.")


if __name__ == "__main__":
    main()
