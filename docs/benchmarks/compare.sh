#!/usr/bin/env bash
# Compares one epoch of a restricted Boltzmann machine, 784 x 500 on MNIST, between BeliefGrid, scikit-learn, Deeplearning4j
# and plain NumPy. See README.md beside this script.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
runs=$here/target/runs
python=/usr/bin/python3     # Debian's, which has Debian's scikit-learn
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
all=(beliefgrid sklearn dl4j dl4j-1-thread numpy)

usage() {
    cat <<EOF
Usage: BELIEFGRID_DATA=FOLDER compare.sh [OPTIONS]
FOLDER holds mnist/train-images-idx3-ubyte.gz.

  --repeat N           runs of each, in turn (default: 3)
  --only LIST          with commas, from: ${all[*]} (default: all)
  --native-blas        unset OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE for all of them (default: leave them as they are)
  --dl4j-kernel NAME   set OPENBLAS_CORETYPE=NAME for Deeplearning4j alone, whose OpenBLAS is too old for new processors
  --timeout SECONDS    for a single run (default: 300)
  --readme             put the results into README.md too
EOF
}

fail() {
    echo "compare.sh: $1" >&2
    exit 2
}

repeat=3
limit=300
native_blas=no
dl4j_kernel=
report=()
chosen=("${all[@]}")
while [ $# -gt 0 ]; do
    case $1 in
        --repeat | --only | --dl4j-kernel | --timeout) [ $# -ge 2 ] || fail "$1 needs a value" ;;
    esac
    case $1 in
        --repeat) repeat=$2; shift ;;
        --only) IFS=, read -r -a chosen <<<"$2"; shift ;;
        --native-blas) native_blas=yes ;;
        --dl4j-kernel) dl4j_kernel=$2; shift ;;
        --timeout) limit=$2; shift ;;
        --readme) report+=(--readme) ;;
        -h | --help) usage; exit 0 ;;
        *) fail "unknown option $1, see --help" ;;
    esac
    shift
done
[[ $repeat =~ ^[1-9][0-9]?$ ]] || fail "--repeat must be 1 to 99, not '$repeat'"
[[ $limit =~ ^[1-9][0-9]{0,4}$ ]] || fail "--timeout must be 1 to 99999 seconds, not '$limit'"
[ ${#chosen[@]} -gt 0 ] || fail "--only names nothing"
for name in "${chosen[@]}"; do
    [[ " ${all[*]} " == *" $name "* ]] || fail "--only knows ${all[*]}, not '$name'"
done

wants() {
    [[ " ${chosen[*]} " == *" $1"* ]]
}

# What is needed, each with the package that has it.
[ -x $python ] || fail "no $python: apt-get install python3"
if wants sklearn; then
    $python -c 'import sklearn.neural_network' 2>/dev/null || fail "no scikit-learn for $python: apt-get install python3-sklearn"
fi
if wants sklearn || wants numpy; then
    $python -c 'import numpy' 2>/dev/null || fail "no NumPy for $python: apt-get install python3-numpy"
    $python -c 'import numpy; exit("openblas" not in open("/proc/self/maps").read())' ||
        fail "$python's NumPy multiplies without OpenBLAS, which is many times slower: apt-get install libopenblas0-pthread"
fi
if wants dl4j || wants beliefgrid; then
    command -v "$java" >/dev/null || fail "no Java: apt-get install openjdk-17-jdk-headless"
    command -v mvn >/dev/null || fail "no Maven: apt-get install maven"
fi
[ -n "${BELIEFGRID_DATA:-}" ] || fail "set BELIEFGRID_DATA to the folder that holds mnist"
[ -d "$BELIEFGRID_DATA" ] || fail "there is no folder $BELIEFGRID_DATA"
BELIEFGRID_DATA=$(cd "$BELIEFGRID_DATA" && pwd)
export BELIEFGRID_DATA
images=$BELIEFGRID_DATA/mnist/train-images-idx3-ubyte.gz
[ -r "$images" ] || fail "there is no $images"

if [ $native_blas = yes ]; then
    unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
fi
rm -rf "$runs"
mkdir -p "$runs"

if wants dl4j; then
    jar=$here/dl4j/target/lib/dl4j-rbm-epoch-1.jar
    if [ ! -f "$jar" ] || [ -n "$(find "$here/dl4j/pom.xml" "$here/dl4j/src" -newer "$jar" -print -quit)" ]; then
        echo "compare.sh: building dl4j" >&2
        timeout -k 10 600 mvn -B -ntp -f "$here/dl4j/pom.xml" clean package >"$runs/dl4j-build.log" 2>&1 ||
            fail "dl4j did not build, see ${runs#"$root"/}/dl4j-build.log"
    fi
fi

# One run of a contestant in place of the (sub)shell that calls it; its result goes into the file $2.
exec_once() {
    local bounded=(timeout -k 10 "$limit")
    local dl4j=(env ${dl4j_kernel:+"OPENBLAS_CORETYPE=$dl4j_kernel"})
    local dl4j_command=("$java" -Xmx3g -cp "$here/dl4j/target/lib/*" RbmEpoch "$2")
    cd "$root"
    case $1 in
        # BeliefGrid's own benchmark. report.py reads from its JSON the row whose name is rbm-epoch.
        beliefgrid) exec "${bounded[@]}" ./beliefgrid bench --dataset mnist --only rbm-epoch --json "$2" ;;
        sklearn) exec "${bounded[@]}" $python -B "$here/rbm_sklearn.py" "$2" ;;
        numpy) exec "${bounded[@]}" $python -B "$here/rbm_numpy.py" "$2" ;;
        dl4j) exec "${bounded[@]}" "${dl4j[@]}" "${dl4j_command[@]}" ;;
        dl4j-1-thread) exec "${bounded[@]}" "${dl4j[@]}" OMP_NUM_THREADS=1 "${dl4j_command[@]}" ;;
    esac
}

# timeout leads a process group of its own, so whoever ends this script ends the run through timeout.
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

load=$(cut -d ' ' -f 1 /proc/loadavg)
declare -A left_out=()
for ((round = 1; round <= repeat; round++)); do
    for name in "${chosen[@]}"; do
        [ -z "${left_out[$name]:-}" ] || continue
        result=$runs/$name.$(printf %02d "$round")
        echo "compare.sh: $name, run $round of $repeat" >&2
        exec_once "$name" "$result.json" >"$result.log" 2>&1 </dev/null &
        running=$!
        wait "$running" && status=0 || status=$?
        running=
        if [ $status -ne 0 ] || [ ! -s "$result.json" ]; then
            rm -f "$result.json"
            left_out[$name]=yes
            echo "compare.sh: $name is left out from here on: it gave no result (exit code $status), see ${result#"$root"/}.log" >&2
        fi
    done
done

$python -B "$here/report.py" "$here" --load "$load" --native-blas $native_blas --dl4j-kernel "$dl4j_kernel" \
    --beliefgrid "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)" "${report[@]}"
