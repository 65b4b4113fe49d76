#!/usr/bin/env bash
# Runs the clients for Python and R against a server over the sample archive: their tests, and the
# studies of their documentation. Needs Python with venv and PyPI (pandas), and R with jsonlite.
# Usage: .ci/clients.sh PROGRAM
set -euo pipefail
. "$(dirname "$0")/served.sh" "$1"
clients="$here/../crates/query/clients"
export SUYAN_ADDRESS="$address"

# Installed from a copy: building leaves folders behind.
cp -r "$clients/python" "$clients/r" "$work/"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "$work/python[pandas]" "mypy==2.4.1"
"$work/venv/bin/mypy" --strict --ignore-missing-imports "$work/python/suyan"
(cd "$work/python" && rm -rf suyan build && "$work/venv/bin/python" -m unittest discover -s tests)

if command -v Rscript >/dev/null; then
  mkdir "$work/library"
  R CMD INSTALL -l "$work/library" "$work/r" >"$work/installed" 2>&1 || { cat "$work/installed" >&2; exit 1; }
  (cd "$work/r" && R_LIBS="$work/library" LC_ALL=C.UTF-8 Rscript tests/client.R)
elif [ -n "${CI:-}" ]; then
  echo "Rscript is not installed" >&2
  exit 1
else
  echo "skipped: R is not installed"
fi
