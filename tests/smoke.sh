#!/usr/bin/env bash
# Shows that a running server counts: tests/smoke.sh URL KEY
#
# Registers a site, posts a batch, waits until a query shows it, checks the numbers, sends the batch again and checks that it changed
# nothing, then deletes the site. Works on the embedded host, on `func start` and on a deployment alike; needs bash and curl.
# KEY is an admin key. SMOKE_SECONDS bounds each wait (default 120: a first start in the cloud is slow).
set -euo pipefail

if [[ $# -ne 2 || -z $1 || -z $2 ]]; then
    echo "Usage: tests/smoke.sh URL KEY, for example: tests/smoke.sh http://localhost:7071 \"\$ANALYTICS_ADMIN_KEY\"" >&2
    exit 2
fi

url="${1%/}"
key="$2"
patience="${SMOKE_SECONDS:-120}"
site="smoke-$(date -u +%Y%m%d%H%M%S)-$$-$RANDOM.example"
agent='Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
registered=false
status='' body=''

# The key goes through a file descriptor, not the command line, where every user of the machine could read it.
call() {
    local method="$1" path="$2" content="${3-}" authorization="${4-$key}" answer
    local arguments=(--silent --show-error --max-time 30 --request "$method" --user-agent "$agent" --write-out '\n%{http_code}')
    [[ -z $content ]] || arguments+=(--header 'Content-Type: application/json' --data-binary "$content")
    answer="$(curl "${arguments[@]}" --config <(printf 'header = "Authorization: Bearer %s"\n' "$authorization") "$url$path" 2>&1)" || {
        status=000 body="$answer"
        return 0
    }
    status="${answer##*$'\n'}"
    body="${answer%$'\n'*}"
}

fail() {
    echo "FAILED: $1" >&2
    echo "  $status $body" >&2
    exit 1
}

expect() {
    [[ $status == "$1" ]] || fail "$2: expected status $1"
}

cleanup() {
    local code=$?
    if [[ $registered == true ]]; then
        call DELETE "/api/v1/sites/$site"
        [[ $status == 200 ]] || echo "Site $site could not be deleted; delete it by hand. $status $body" >&2
    fi
    exit "$code"
}
trap cleanup EXIT

compact() { tr -d ' \n\r\t' <<<"$body"; }

# wait_for WHAT EXPECTED COMMAND...: repeats the command until its compacted answer contains the text.
wait_for() {
    local what="$1" expected="$2" deadline=$((SECONDS + patience))
    shift 2
    while true; do
        call "$@"
        if [[ $status == 200 && $(compact) == *"$expected"* ]]; then
            return
        fi
        ((SECONDS < deadline)) || fail "$what did not happen within $patience seconds: expected $expected"
        sleep 1
    done
}

event() {
    local id="$1" visitor="$2" name="$3" page="$4"
    printf '{"domain":"%s","name":"%s","url":"https://%s%s","id":"%s","visitor_id":"%s","timestamp":"%s"}' \
        "$site" "$name" "$site" "$page" "$id" "$visitor" "$now"
}

echo "Waiting for $url to be ready"
wait_for 'Readiness' '"status":"ready"' GET /health/ready

call POST /api/v1/sites "{\"domain\":\"$site\",\"timezone\":\"Etc/UTC\"}"
expect 200 'Registering a site'
registered=true
echo "Registered $site"

# Three visitors: one reads two pages, one reads one, one reads one and signs up. The sixth event has no URL.
now="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
batch="[$(event a1 ann pageview /),$(event a2 ann pageview /pricing),$(event b1 bob pageview /),$(event c1 cem pageview /pricing),$(event c2 cem Signup /pricing),{\"domain\":\"$site\",\"name\":\"pageview\"}]"

# Nodes may take some seconds to learn of a new site.
deadline=$((SECONDS + patience))
while true; do
    call POST /api/events "$batch"
    expect 202 'Posting a batch'
    receipt="$(compact)"
    [[ $receipt == *'"accepted":5'* ]] && break
    ((SECONDS < deadline)) || fail 'Posting a batch: expected five accepted events'
    sleep 1
done
[[ $receipt == *'"index":5'* && $receipt == *'"field":"url"'* ]] || fail 'The receipt does not name the bad event by its index 5 and field url'
echo 'Posted a batch: 5 accepted, 1 refused by name'

totals="{\"site_id\":\"$site\",\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"events\"],\"date_range\":\"all\"}"
pages="{\"site_id\":\"$site\",\"metrics\":[\"pageviews\"],\"date_range\":\"all\",\"dimensions\":[\"event:page\"]}"
posted=$SECONDS
wait_for 'Counting the batch' '"metrics":[3,3,4,5]' POST /api/v2/query "$totals"
echo "Counted after $((SECONDS - posted)) s: 3 visitors, 3 visits, 4 pageviews, 5 events"

call POST /api/v2/query "$pages"
expect 200 'Querying by page'
[[ $(compact) == *'"dimensions":["/"],"metrics":[2]'* && $(compact) == *'"dimensions":["/pricing"],"metrics":[2]'* ]] || fail 'By page: expected 2 of / and 2 of /pricing'

call POST /api/v2/query "$totals" 'not-a-key-of-this-server'
expect 401 'Querying with a wrong key'

# The same batch again, then one new event: once that is counted, all before it would be.
call POST /api/events "$batch"
expect 202 'Posting the batch again'
call POST /api/events "[$(event d1 ann pageview /pricing),$(event d2 bob pageview /),$(event d3 cem pageview /)]"
expect 202 'Posting three more events'
wait_for 'Counting the batch once' '"metrics":[3,3,7,8]' POST /api/v2/query "$totals"
echo 'Sent the batch again: it changed nothing'

call DELETE "/api/v1/sites/$site"
expect 200 'Deleting the site'
registered=false
echo "OK: $url counts."
