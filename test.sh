#!/usr/bin/env bash
# Builds everything, runs all tests and the smoke script, and ends with one line: N passed, N failed, N skipped.
# ANALYTICS_TEST_SEEDS=20 lets the random tests search twenty times as long, and the largest inputs go the longest way.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# ./test.sh --infra checks the infrastructure instead: it downloads Bicep, 115 MB, the first time.
[[ ${1-} != --infra ]] || exec infra/check.sh

command -v dotnet >/dev/null || {
    echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
}

# Where a source lacks the packages of the Event Hubs trigger, the functions are compiled against a stand-in: tests/EventHubsTrigger/README.md.
export EventHubsTriggerStandIn=false
missing=
if ! probed="$(dotnet restore tests/EventHubsTrigger -v quiet 2>&1)"; then
    missing="$(grep -oE 'NU(110[1-3]|1301): [^[]*' <<<"$probed" | head -1)"
    [[ -n $missing ]] || {
        echo "$probed" >&2
        exit 1
    }
    EventHubsTriggerStandIn=true
fi

dashboard/build.sh || exit 1
echo "Building the program …"
dotnet restore Analytics.Functions.sln -v quiet || exit 1
dotnet build Analytics.Functions.sln -c Release --no-restore -v quiet -clp:NoSummary || exit 1

# Of the report's <assembly …> element, the attribute's number.
count() {
    local number
    number="$(grep -o '<assembly [^>]*' "$report" | grep -o " $1=\"[0-9]*\"" | head -1 | tr -dc 0-9)"
    echo "${number:-0}"
}

mkdir -p artifacts/test-results
passed=0 failed=0 skipped=0 broken=0
for project in tests/*.Tests; do
    name="$(basename "$project")"
    echo "== $name"
    report="$root/artifacts/test-results/$name.xml"
    rm -f "$report"
    dotnet "artifacts/bin/$name/release/$name.dll" -noLogo -noColor -xml "$report"
    code=$?
    if [[ ! -s "$report" ]]; then
        echo "$name ended with exit code $code and without a report." >&2
        broken=1
        continue
    fi

    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count errors)))
    skipped=$((skipped + $(count skipped)))
    [[ $code -eq 0 ]] || broken=1
done

# The same script checks the embedded host, the Functions host and a deployment.
echo "== smoke"
data="$(mktemp -d)"
: >"$data/serve.log"
key="smoke-$RANDOM$RANDOM$RANDOM$RANDOM"
# The server takes a free port and says which: any number chosen here could be somebody else's by the time it is used.
ANALYTICS_ADMIN_KEY="$key" dotnet artifacts/bin/Analytics.Local/release/analytics.dll serve \
    --data "$data" --urls http://127.0.0.1:0 >"$data/serve.log" 2>&1 &
server=$!
url=
for _ in $(seq 300); do
    url="$(sed -nE 's|^Listening on (http://127\.0\.0\.1:[0-9]+);.*|\1|p' "$data/serve.log")"
    [[ -z $url ]] && kill -0 "$server" 2>/dev/null || break
    sleep 0.2
done
if [[ -n $url ]] && tests/smoke.sh "$url" "$key"; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    cat "$data/serve.log" >&2
fi
kill "$server"
wait "$server"
rm -rf "$data"

[[ -z $missing ]] || echo "The Event Hubs trigger is compiled against a stand-in, because its packages can't be restored here: $missing"
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $broken -eq 0 && $passed -gt 0 ]]
