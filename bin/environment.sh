# Read by ./run, ./test and .ci/run, which stand in the checkout: the Python and the libraries of the project.

# What is imported is compiled once, even where the system would have Python compile it in each process.
unset PYTHONDONTWRITEBYTECODE

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# Print the first Python that can make a virtual environment; a name that pyenv only pretends to have answers nothing.
# That of a Linux system comes first: distributions compile it with what a trial run taught (PGO), which pyenv does not do
# unless told to, and which spares a third of the time. That of a Mac only asks to install developers' tools.
find_python() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else
        set -- python3.13 python3.12 python3.11 python3
        if [ "$(uname)" = Linux ]; then set -- /usr/bin/python3 "$@"; fi
    fi
    for candidate; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)' \
            2>/dev/null && return
    done
    fail "Python 3.11 ou plus récent, avec venv, est introuvable : installez-le (Debian, Ubuntu : « apt-get install python3 python3-venv »), puis relancez."
}

fingerprint() {
    "$1" -c 'import hashlib, sys; print(hashlib.sha256(sys.version.encode() + open(sys.argv[1], "rb").read()).hexdigest())' "$2"
}

# make_environment PYTHON demo|dev: install requirements/demo.txt or dev.txt, which contains it, into .venv.
# .venv/installed tells what a finished installation put there; it is removed first and written last.
make_environment() {
    # What is installed through a link would be installed in the environment of another checkout.
    if [ -L .venv ]; then
        fail "« $PWD/.venv » est un lien vers un autre dossier, qui serait effacé : supprimez ce lien (« rm .venv »), puis relancez."
    fi
    wanted="$2 $(fingerprint "$1" "requirements/$2.txt")"
    installed=$(cat .venv/installed 2>/dev/null) || installed=
    if [ -x .venv/bin/python ] && holds "$installed" "$wanted"; then
        return
    fi
    echo "Installation des bibliothèques (une minute environ)…"
    mkdir -p .venv var/cache 2>/dev/null && : 2>/dev/null >.venv/install.log ||
        fail "Impossible d’écrire dans « $PWD » : donnez à ce compte le droit d’y écrire, ou copiez le projet dans un dossier à lui."
    rm -f .venv/installed
    demo="demo $(fingerprint "$1" requirements/demo.txt)"
    case $installed in
    "$demo") ;; # only the tools of the tests are missing: add them
    *) "$1" -m venv --clear .venv >var/cache/venv.log 2>&1 ||
        fail "L’environnement Python n’a pas pu être créé ($(tail -n 1 var/cache/venv.log)) : vérifiez la place libre et le paquet python3-venv, puis relancez." ;;
    esac
    install_requirements "requirements/$2.txt"
    printf '%s\n' "$demo" "$wanted" | sort -u >.venv/installed
}

holds() {
    printf '%s\n' "$1" | grep -qxF -- "$2"
}

# The caches stay in the checkout: nothing is written in the home directory. As uv does it, nothing is compiled before it
# is imported.
install_requirements() {
    if uv --version >/dev/null 2>&1; then
        UV_CACHE_DIR=${UV_CACHE_DIR:-$PWD/var/cache/uv} uv pip install --quiet --require-hashes \
            --python .venv/bin/python --requirement "$1" >.venv/install.log 2>&1 && return
        echo "uv n’y parvient pas, essai avec pip…"
    fi
    PIP_CACHE_DIR=${PIP_CACHE_DIR:-$PWD/var/cache/pip} .venv/bin/python -m pip install --quiet --no-compile --retries 3 \
        --disable-pip-version-check --no-input --require-hashes --requirement "$1" >.venv/install.log 2>&1 ||
        fail "Les bibliothèques n’ont pas pu être installées ($(grep . .venv/install.log | tail -n 1)) : vérifiez l’accès au réseau et la place libre, puis relancez."
}
