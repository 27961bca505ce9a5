#!/usr/bin/env bash
# Lists what the programs and the page are made of, as CycloneDX documents in artifacts/sbom, and asks the sources of the packages which of them have
# known vulnerabilities. Ends with 0 if none has, with 1 if one has, and with 2 if a source could not say: that nothing is known is not that nothing is wrong.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
sbom="$root/artifacts/sbom"
mkdir -p "$sbom"
vulnerable=0 unknown=0

dotnet tool restore -v quiet >/dev/null || exit 1
echo "== packages of NuGet"
for project in Analytics.Local Analytics.Functions; do
    if ! dotnet restore "functions/$project" -v quiet; then
        echo "$project could not be restored. Its packages are listed without those of the Event Hubs trigger." >&2
        unknown=1
        export EventHubsTriggerStandIn=true
    fi
    if dotnet restore "functions/$project" -v quiet &&
        dotnet dotnet-CycloneDX "functions/$project/$project.csproj" --disable-package-restore -o "$sbom" -fn "$project.cdx.json" -F Json >/dev/null; then
        echo "$sbom/$project.cdx.json: $(grep -c '"purl"' "$sbom/$project.cdx.json") packages"
    else
        echo "$project could not be restored, so its packages are not listed." >&2
        unknown=1
    fi
    report="$(dotnet list "functions/$project" package --vulnerable --include-transitive 2>&1)" || unknown=1
    if grep -q '^ *> ' <<<"$report"; then
        echo "$report" >&2
        vulnerable=1
    fi
done
# A source without this resource reports no package as vulnerable, whatever it is.
for source in $(dotnet nuget list source --format short | sed -nE 's/^E (https?:.*)/\1/p'); do
    if ! curl -fsS --max-time 30 "$source" | grep -q '"VulnerabilityInfo/'; then
        echo "$source does not say which packages are vulnerable." >&2
        unknown=1
    fi
done

for folder in dashboard tests/Azurite; do
    echo "== packages of npm in $folder"
    name="${folder##*/}"
    if (cd "$folder" && npm sbom --package-lock-only --sbom-format cyclonedx) >"$sbom/$name.cdx.json"; then
        echo "$sbom/$name.cdx.json: $(grep -c '"purl"' "$sbom/$name.cdx.json") packages"
    else
        unknown=1
    fi
    report="$(cd "$folder" && npm audit --package-lock-only 2>&1)"
    code=$?
    if grep -q 'severity' <<<"$report"; then
        echo "$report" >&2
        vulnerable=1
    elif [[ $code -ne 0 ]]; then
        echo "The source of npm does not say which packages are vulnerable: $(head -1 <<<"$report")" >&2
        unknown=1
    fi
done

if [[ $vulnerable -ne 0 ]]; then
    echo "There are vulnerable packages." >&2
    exit 1
elif [[ $unknown -ne 0 ]]; then
    echo "Not everything could be judged." >&2
    exit 2
fi
echo "No package is known to be vulnerable."
