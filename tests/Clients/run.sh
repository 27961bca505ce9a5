#!/usr/bin/env bash
# Runs published clients of other products, unmodified, against the built program: ./test.sh --clients, or this after a build.
# The packages are fetched by npm ci, 400 MB, the first time. Those of pages run in Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[[ -f ../../artifacts/bin/Analytics.Local/release/analytics.dll ]] || {
    echo "The program is not built: start ./test.sh first." >&2
    exit 1
}
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    echo "Fetching the clients' packages (npm ci) …" >&2
    npm ci --no-audit --no-fund --ignore-scripts --silent
    touch node_modules/.package-lock.json
fi
exec node --test ./*.test.mjs
