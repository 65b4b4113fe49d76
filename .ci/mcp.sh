#!/usr/bin/env bash
# Talks to `suyan mcp` over a pipe with the official Python client, over the sample archive: needs
# Python with venv, and PyPI.
# Usage: .ci/mcp.sh PROGRAM
set -euo pipefail
. "$(dirname "$0")/served.sh" "$1"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "mcp==2.3.0"
"$work/venv/bin/python" "$here/mcp_transcript.py" "$program" "$work/index" "$address"
