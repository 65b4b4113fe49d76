# Serves the sample archive with a program: sourced by the checks that need a running server.
# Usage: . .ci/served.sh PROGRAM
# Sets program, here, work (a folder that goes at the end) and address.
program="$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

"$program" index "$here/../data" --index "$work/index" >/dev/null 2>"$work/indexed" || { cat "$work/indexed" >&2; exit 1; }
"$program" serve --index "$work/index" --addr 127.0.0.1:0 2>"$work/said" &
server=$!
address=""
for _ in $(seq 100); do
  address="$(grep -o 'http://127.0.0.1:[0-9]*' "$work/said" || true)"
  [ -z "$address" ] || break
  sleep 0.1
done
[ -n "$address" ] || { cat "$work/said" >&2; exit 1; }
