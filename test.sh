#!/usr/bin/env bash
# Builds everything that needs no Azure package, runs all its tests and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || {
    echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
}

dotnet restore Analytics.Local.slnf -v quiet || exit 1
dotnet build Analytics.Local.slnf -c Release --no-restore -v quiet -clp:NoSummary || exit 1

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
    grep -q "$name.csproj" Analytics.Local.slnf || continue
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

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $broken -eq 0 && $passed -gt 0 ]]
