#!/usr/bin/env bash
# Builds everything, runs all tests and the smoke script, and ends with one line: N passed, N failed, N skipped.
# ANALYTICS_TEST_SEEDS=20 lets the random tests search twenty times as long, the largest inputs go the longest way, many sites be a thousand,
# a writer begin at every step of a reader, and screens be looked at in windows of all sizes.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Servers that tests start live for seconds; compiled quickly, a start takes half of the processor time. And what lives for minutes does not
# earn back the counting of which paths its code takes: without it the random tests take a quarter less.
export DOTNET_TC_QuickJit=1 DOTNET_TieredPGO=0

# ./test.sh --infra checks the infrastructure instead: it downloads Bicep, 115 MB, the first time.
[[ ${1-} != --infra ]] || exec infra/check.sh

# ./test.sh --long [faults|requests|bytes|kills|azure-kills] plays 10,000 scenarios of failing storage, clocks and processes, sends 1,000,000
# generated requests, reads stored bytes that were damaged in 1,000,000 ways, and kills the program 200 times and the worker of Azure 40
# times, all as they were built last: docs/reliability.md.
if [[ ${1-} == --long ]]; then
    export ANALYTICS_FAULT_SCENARIOS="${ANALYTICS_FAULT_SCENARIOS-10000}" ANALYTICS_FUZZ_INPUTS="${ANALYTICS_FUZZ_INPUTS-1000000}" broken=0
    export ANALYTICS_BYTES_INPUTS="${ANALYTICS_BYTES_INPUTS-1000000}"
    run() {
        dotnet "artifacts/bin/Analytics.$1.Tests/release/Analytics.$1.Tests.dll" -noLogo -noColor -showLiveOutput -explicit on -class "*.$2" || broken=1
    }
    [[ ${2-faults} != faults ]] || run Faults FaultHarnessTests
    [[ ${2-requests} != requests ]] || run Web FuzzTests
    if [[ ${2-bytes} == bytes ]]; then
        run Core DamagedBytesTests
        # Those of a backup are written to files, which takes longer.
        ANALYTICS_BYTES_INPUTS=$(((ANALYTICS_BYTES_INPUTS + 49) / 50)) run Local DamagedBytesTests
    fi
    [[ ${2-kills} != kills ]] || run Faults KillLoopTests
    [[ ${2-azure-kills} != azure-kills ]] || run Azure AzureKillLoopTests
    exit "$broken"
fi

# ./test.sh --audit lists the packages and asks which are vulnerable: docs/security.md.
[[ ${1-} != --audit ]] || exec tests/audit.sh

# ./test.sh --clients runs published clients of other products against the program that was built last: tests/Clients/README.md.
[[ ${1-} != --clients ]] || exec tests/Clients/run.sh

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

# Where the compiler that compiles ahead can be restored, the product's assemblies are not compiled again in each process: tests/CompiledAhead.
dotnet restore tests/CompiledAhead -v quiet >/dev/null 2>&1 && export CompiledAhead=true

# The formatter is a package, too: where it can't be restored, the format is not checked.
check_format() {
    dotnet tool restore -v quiet >/dev/null 2>&1 || return 0
    echo "Checking the format …"
    dotnet csharpier check . || {
        echo "Format the code: dotnet csharpier format ." >&2
        return 1
    }
}

# The page is built while the format is checked and packages are restored, which mostly waits.
{ check_format && dotnet restore Analytics.Functions.sln -v quiet; } &
restore=$!
dashboard/build.sh || exit 1
wait "$restore" || exit 1
echo "Building the program …"
# One compiler for all projects takes a third less processor time than one for each. Where a build is told to leave none behind, none is left.
UseSharedCompilation=true dotnet build Analytics.Functions.sln -c Release --no-restore -v quiet -clp:NoSummary
built=$?
[[ ${UseSharedCompilation-true} == true ]] || dotnet build-server shutdown --vbcscompiler >/dev/null
[[ $built -eq 0 ]] || exit 1

# Of the report's <assembly …> element, the attribute's number.
count() {
    local number
    number="$(grep -o '<assembly [^>]*' "$report" | grep -o " $1=\"[0-9]*\"" | head -1 | tr -dc 0-9)"
    echo "${number:-0}"
}

# The page: its logic, then itself in a browser against the built program. Its last line is: N passed, N failed, N skipped.
test_page() {
    local chromium shell suite suites=(tests) report code ok bad passed=0 failed=0 skipped=0 broken=0
    chromium="${CHROMIUM-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
    if [[ -z $chromium && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
        echo "Installing Chromium for the page's tests …"
        { apt-get update && { apt-get install -y chromium chromium-headless-shell || apt-get install -y chromium; }; } >/dev/null 2>&1
        chromium="$(command -v chromium)"
    fi
    if [[ -n $chromium ]]; then
        suites+=(browser)
        # Without its windows it draws the same page in three fifths of the processor time; only the tracker's tests need what a browser has beside pages.
        shell="${CHROMIUM_SHELL-$(command -v chromium-headless-shell || echo "$chromium")}"
    else
        echo "The page's tests in a browser are left out: install chromium."
        skipped=1
    fi
    for suite in "${suites[@]}"; do
        report="artifacts/test-results/dashboard-$suite.tap"
        if [[ $suite == tests ]]; then
            (cd dashboard && npx vitest run --reporter=tap-flat) >"$report" 2>&1
        else
            # Two files at a time, because each mostly waits for what it looks at.
            (cd dashboard && CHROMIUM="$chromium" CHROMIUM_SHELL="$shell" timeout 1500 node --test --test-concurrency=2 --test-reporter=tap \
                browser/together.mjs browser/alone/*.test.mjs tracker/tests/*.test.mjs) >"$report" 2>&1
        fi
        code=$?
        ok="$(grep -c '^ok ' "$report")" bad="$(grep -c '^not ok ' "$report")"
        echo "$suite: $ok passed, $bad failed"
        passed=$((passed + ok)) failed=$((failed + bad))
        if [[ $code -ne 0 ]]; then
            broken=1
            cat "$report"
        fi
    done
    echo "$passed passed, $failed failed, $skipped skipped"
    return $broken
}

# A test that never ends is named every minute, and ended with its project after 25 minutes: beside other work all take longer. Not
# so where a test needs the whole thread pool, of which the naming takes a thread.
test_project() {
    local naming=(-longRunning 60 -diagnostics) memory=()
    [[ $1 != Analytics.Faults.Tests ]] || naming=()
    # What asks and forgets all the time collects a quarter as often with a young generation of 64 MB; no server is started there, whose memory counts.
    [[ $1 != Analytics.Core.Tests ]] || memory=(DOTNET_GCgen0size=0x4000000)
    env "${memory[@]}" timeout 1500 dotnet "artifacts/bin/$1/release/$1.dll" -noLogo -noColor "${naming[@]}" -xml "artifacts/test-results/$1.xml"
}

# Runs projects, and the page, that no other lane has taken; what they print, their exit codes and what they took are files.
lane() {
    local name TIMEFORMAT='%R s, %U s of the processor'
    for name in "${projects[@]}"; do
        mkdir "artifacts/test-results/$name.taken" 2>/dev/null || continue
        echo "Testing $name …"
        {
            time {
                if [[ $name == page ]]; then test_page; else test_project "$name"; fi >"artifacts/test-results/$name.log" 2>&1
                echo $? >"artifacts/test-results/$name.code"
            }
        } 2>"artifacts/test-results/$name.time"
    done
}

rm -rf artifacts/test-results
mkdir -p artifacts/test-results
passed=0 failed=0 skipped=0 broken=0
# Three lanes, because each waits for a third of its time on two processors, and the longest first, so that all end together.
projects=(Analytics.Core.Tests Analytics.Faults.Tests Analytics.Local.Tests)
for project in tests/*.Tests; do
    name="$(basename "$project")"
    [[ " ${projects[*]} " == *" $name "* ]] || projects+=("$name")
done
[[ ! -f dashboard/dist/.built ]] || projects=(page "${projects[@]}")

lane &
lane &
lane
wait
for name in "${projects[@]}"; do
    echo "== $name: $(tail -n 1 "artifacts/test-results/$name.time")"
    code="$(<"artifacts/test-results/$name.code")"
    [[ $code -eq 0 ]] || broken=1
    if [[ $name == page ]]; then
        head -n -1 artifacts/test-results/page.log
        read -r ok _ bad _ left_out _ < <(tail -n 1 artifacts/test-results/page.log)
        passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left_out))
        continue
    fi

    cat "artifacts/test-results/$name.log"
    report="artifacts/test-results/$name.xml"
    if [[ ! -s $report ]]; then
        echo "$name ended with exit code $code and without a report." >&2
        broken=1
        continue
    fi

    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count errors)))
    skipped=$((skipped + $(count skipped)))
done
[[ ${projects[0]} == page ]] || echo "The page's tests are left out: it was not built, which needs Node.js 20.19 or newer."

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
# What failed is named once more where it is seen: what the projects print is long.
[[ $failed -eq 0 ]] || grep -hE '\[FAIL\]$|^not ok ' artifacts/test-results/Analytics.*.log artifacts/test-results/*.tap
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $broken -eq 0 && $passed -gt 0 ]]
