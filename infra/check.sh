#!/usr/bin/env bash
# Checks the infrastructure: builds, lints and format-checks every file with warnings as errors, evaluates the deployments in accepted/ and expects
# those in refused/ to fail with the message in their first line. Ends with one line that counts the checks.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT

# The command is a package of NuGet for Linux; elsewhere it comes with the Azure CLI.
if [[ "$(uname -s)-$(uname -m)" == Linux-x86_64 ]]; then
    dotnet restore tools -v quiet || exit 1
    command="$(dotnet msbuild tools -getProperty:BicepCommand)"
    bicep() { "$command" "$@"; }
    echo "Bicep from NuGet: $(bicep --version)"
elif command -v az >/dev/null && az bicep version >/dev/null 2>&1; then
    bicep() { az bicep "${1}" --file "${2}" "${@:3}"; }
    echo "Bicep of the Azure CLI: $(az bicep version)"
else
    echo "Bicep is needed: on Linux x64 it is restored from NuGet, elsewhere install the Azure CLI and run: az bicep install" >&2
    exit 1
fi

passed=0 failed=0
pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "FAILED: $1" >&2
    sed 's/^/  /' "$out/said" >&2
}

# A warning is on the error stream and does not change the exit code.
quietly() { "$@" 2>"$out/said" >"$out/result" && [[ ! -s "$out/said" ]]; }

mapfile -t files < <(find . -name '*.bicep' -o -name '*.bicepparam' -not -path './refused/*' | sort)
if [[ -n ${command:-} ]]; then
    quietly bicep lint --pattern '**/*.bicep' && pass || fail 'lint'
fi
for file in "${files[@]}"; do
    case "$file" in
    *.bicepparam) quietly bicep build-params "$file" --stdout && pass || fail "$file" ;;
    ./main.bicep) quietly bicep build "$file" --stdout && pass || fail "$file" ;;
    *) [[ -n ${command:-} ]] || { quietly bicep lint "$file" && pass || fail "$file"; } ;;
    esac
    quietly bicep format "$file" --stdout && diff "$file" "$out/result" >"$out/said" && pass || fail "$file is not formatted: bicep format $file"
done

# What the Azure CLI's command can't do is left to Linux.
if [[ -n ${command:-} ]]; then
    for file in accepted/*.bicepparam main.bicepparam; do
        copy="${file%.bicepparam}.checked.bicepparam"
        cp "$file" "$copy"
        bicep snapshot "$copy" --mode overwrite >"$out/said" 2>&1 && pass || fail "$file is refused"
        rm -f "$copy" "${copy%.bicepparam}.snapshot.json"
    done

    for file in refused/*.bicepparam; do
        expected="$(sed -n '1s|^// Refused: ||p' "$file")"
        bicep snapshot "$file" --mode overwrite >"$out/said" 2>&1
        code=$?
        rm -f "${file%.bicepparam}.snapshot.json"
        [[ $code -ne 0 ]] && grep -qF "$expected" "$out/said" && pass || fail "$file is not refused with: $expected"
    done
fi

echo "Infrastructure: $passed checks passed and $failed failed."
[[ $failed -eq 0 && $passed -gt 0 ]]
