#!/usr/bin/env bash
# Holds openapi.json against a server over the sample archive: every parameter, valid and invalid,
# every status, every answer against its schema. Bounded in cases; needs Python with venv, and PyPI.
# Usage: .ci/openapi.sh PROGRAM
set -euo pipefail
. "$(dirname "$0")/served.sh" "$1"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "schemathesis==4.32.5"
"$work/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$address/openapi.json" \
  --max-examples 12 --workers 1 --seed 1
