#!/usr/bin/env bash
# Runs the program: ./run.sh [COMMAND] [OPTIONS]. Without arguments it serves on http://localhost:7071 with data in ./data.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || {
    echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
}

# A year of generated visits to look at.
[[ ${1-} != --demo ]] || set -- demo "${@:2}"

# Quiet unless it fails. The lock keeps two starts at the same moment from building over each other.
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
mkdir -p "$root/artifacts"
[[ -f "$root/artifacts/bin/Analytics.Local/release/analytics.dll" ]] ||
    echo "Building for the first time, which takes about a minute …" >&2
build() {
    "$root/dashboard/build.sh" &&
        dotnet build "$root/functions/Analytics.Local" -c Release -v quiet -clp:NoSummary >"$log" 2>&1
}
if command -v flock >/dev/null; then
    (flock 9 && build) 9>"$root/artifacts/.build-lock"
else
    build
fi || {
    cat "$log" >&2
    exit 1
}
rm -f "$log"

exec dotnet "$root/artifacts/bin/Analytics.Local/release/analytics.dll" "${@:-serve}"
