#!/usr/bin/env bash
# Holds openapi.json against a server over the sample archive: every parameter, valid and invalid,
# every status, every answer against its schema. Bounded in cases; needs Python with venv, and PyPI.
# Usage: .ci/openapi.sh PROGRAM
set -euo pipefail
program="$1"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "schemathesis==4.32.5"
"$program" index "$here/../data" --index "$work/index" >/dev/null
"$program" serve --index "$work/index" --addr 127.0.0.1:0 2>"$work/said" &
server=$!
for _ in $(seq 100); do
  address="$(grep -o 'http://127.0.0.1:[0-9]*' "$work/said" || true)"
  [ -z "$address" ] || break
  sleep 0.1
done
[ -n "$address" ] || { cat "$work/said" >&2; exit 1; }
"$work/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$address/openapi.json" \
  --max-examples 12 --workers 1 --seed 1
