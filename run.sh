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
program="$build/publish/Analytics.Local/release/analytics"
plain="$build/.not-compiled-ahead"
mkdir -p "$build"
# A first build says each step that it begins, and how long all took.
is_first=
[[ -f "$program" || -f "$program.dll" ]] || is_first=1
say() {
    [[ -z $is_first ]] || echo "$@" >&2
}
say "Building for the first time, which takes one to two minutes …"

# Compiled ahead together with the framework, the server listens and answers its first question in half the time. The compiler for that and
# the framework are packages; where they cannot be had, the program is built without, and looks for them again a day later.
publish() {
    "$root/dashboard/build.sh" || return 1
    say "Fetching the program's packages (dotnet restore) and compiling it …"
    [[ -z $is_first || -f "$plain" ]] || say "  Compiling ahead, together with the framework, takes most of the time."
    if [[ -n "$(find "$plain" -mmin -1440 2>/dev/null)" ]]; then
        compile --self-contained false -p:PublishReadyToRun=false
    elif compile --self-contained true; then
        rm -f "$plain"
    elif grep -qE 'Microsoft\.(NETCore|AspNetCore)\.App\.(Crossgen2|Runtime)' "$log" && compile --self-contained false -p:PublishReadyToRun=false; then
        touch "$plain"
        echo "The packages that compile ahead (Microsoft.NETCore.App.Crossgen2 and the framework's) cannot be restored, so starts and first questions take longer." >&2
    else
        false
    fi
}
compile() {
    dotnet publish "$root/functions/Analytics.Local" -c Release --use-current-runtime --artifacts-path "$build" \
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
say "Built in $SECONDS s. Starting …"

if [[ -f "$plain" ]]; then
    exec dotnet "$program.dll" "${@:-serve}"
fi
exec "$program" "${@:-serve}"
