#!/usr/bin/env bash
# Builds the merchants' page into dashboard/dist, if anything changed since the last build. The program embeds what is there.
# Without Node.js it says so and succeeds: the program then runs without the page.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

wants() { node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; }
if ! command -v npm >/dev/null || ! command -v node >/dev/null || ! wants; then
    [[ -f dist/index.html.br ]] || echo "The page is left out: building it needs Node.js 20.19 or newer with npm. The API runs without it." >&2
    exit 0
fi

stamp=dist/.built
sources=(src public build tracker/src index.html vite.config.ts tsconfig.json package-lock.json ../docs/openapi.json)
[[ ! -f $stamp || -n "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ]] || exit 0

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    echo "Fetching the page's packages (npm ci) …" >&2
    npm ci --no-audit --no-fund >"$log" 2>&1 || {
        cat "$log" >&2
        echo "npm ci failed: the page can't be built. Check the connection to npm's registry and start again." >&2
        exit 1
    }
    touch node_modules/.package-lock.json
fi

echo "Building the page …" >&2
npm run --silent build >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
touch "$stamp"
