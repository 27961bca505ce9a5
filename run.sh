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
build="$root/artifacts/run"
plain="$build/.not-compiled-ahead"
mkdir -p "$build"
[[ -d "$build/bin" ]] || echo "Building for the first time, which takes about a minute …" >&2

# Compiled ahead for this machine, the server listens and answers its first question sooner. The compiler for that is a package; where it cannot
# be had, the program is built without, and looks for it again a day later.
publish() {
    "$root/dashboard/build.sh" &&
        if [[ -n "$(find "$plain" -mmin -1440 2>/dev/null)" ]]; then
            compile -p:PublishReadyToRun=false
        elif compile; then
            rm -f "$plain"
        elif grep -q 'crossgen' -i "$log" && compile -p:PublishReadyToRun=false; then
            touch "$plain"
            echo "The package that compiles ahead (Microsoft.NETCore.App.Crossgen2) cannot be restored, so the first questions take longer." >&2
        else
            false
        fi
}
compile() {
    dotnet publish "$root/functions/Analytics.Local" -c Release --use-current-runtime --self-contained false --artifacts-path "$build" \
        -p:RunAnalyzers=false -v quiet -clp:NoSummary "$@" >"$log" 2>&1
}
if command -v flock >/dev/null; then
    (flock 9 && publish) 9>"$build/.lock"
else
    publish
fi || {
    cat "$log" >&2
    exit 1
}
rm -f "$log"

exec dotnet "$build/publish/Analytics.Local/release/analytics.dll" "${@:-serve}"
