#!/bin/sh
# The whole of compose.yaml, really run: images are built, a file is dropped, its event read, a second drop of it told
# as a duplicate, and everything is taken down again. Its settings are the variables that compose.yaml names.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
sample=en-harbour.txt
interval=2026-03-09/2026-03-10 # its "Monday and Tuesday", under PENANG, March 10
headline=$(sed -n '1s/^ *date [0-9-]* *//p' "$root/samples/$sample")

say() { echo "compose: $*"; }
fail() {
    echo "compose: $*" >&2
    exit 1
}

docker info >/dev/null 2>&1 || fail "needs Docker, and no Docker engine answers"
if docker compose version >/dev/null 2>&1; then
    command="docker compose"
elif command -v docker-compose >/dev/null; then
    command=docker-compose
else
    fail "needs Compose, and there is neither \`docker compose\` nor \`docker-compose\`"
fi

project=dateline-test-$$
work=$(mktemp -d)
export INBOX="$work/inbox"
mkdir "$INBOX"
INBOX_UID=$(id -u) INBOX_GID=$(id -g)
if [ "$INBOX_UID" = 0 ]; then
    # Even for root the service is to run as somebody else.
    INBOX_UID=1000 INBOX_GID=1000
    chmod a+x "$work"
    chown 1000:1000 "$INBOX"
fi
export INBOX_UID INBOX_GID

# The file is named, so that nobody's compose.override.yaml comes into it.
compose() { $command --project-name "$project" --file "$root/compose.yaml" "$@" </dev/null; }

take_down() {
    status=$?
    trap - EXIT INT TERM
    if [ "$status" != 0 ]; then
        echo "compose: failed; the containers and what they logged:" >&2
        compose ps >&2 || true
        compose logs --no-color >&2 || true
    fi
    say "taking everything down"
    compose down --volumes --rmi local --remove-orphans >"$work/down.log" 2>&1 || {
        cat "$work/down.log" >&2
        [ "$status" != 0 ] || status=1
    }
    rm -rf "$work"
    [ "$status" != 0 ] || say "ok"
    exit "$status"
}
trap take_down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "failed: $*"; }; }

# within SECONDS WHAT COMMAND…: waits until COMMAND succeeds.
within() {
    limit=$1 what=$2 began=$(date +%s)
    shift 2
    until "$@"; do
        [ $(($(date +%s) - began)) -lt "$limit" ] || fail "not within $limit s: $what"
        sleep 1
    done
    say "$what ($(($(date +%s) - began)) s)"
}

# containers [SERVICE], those that run: by labels, because the two Composes name and list them differently.
containers() {
    docker ps -q --filter "label=com.docker.compose.project=$project" \
        ${1:+--filter "label=com.docker.compose.service=$1"}
}
redis() { docker exec "$(containers redis)" redis-cli "$@"; }
drop() { cp "$root/samples/$sample" "$INBOX/.$sample" && mv "$INBOX/.$sample" "$INBOX/$sample"; }
logged() { compose logs --no-color "$2" 2>/dev/null | grep -c "\"event\": *\"$1\""; }

all_healthy() {
    [ "$(containers | wc -l)" -eq 4 ] || return 1
    for container in $(containers); do
        [ "$(docker inspect -f '{{.State.Health.Status}}' "$container")" = healthy ] || return 1
    done
}
events_are() { [ "$(redis XLEN articles.enriched 2>/dev/null)" = "$1" ]; }
duplicate_dropped() { [ "$(logged DuplicateDropped ingest)" = 1 ]; }
in_done() { [ -f "$INBOX/done/$sample" ] && [ ! -e "$INBOX/$sample" ]; }

# What the kernel says of the first process, in words that a bare shell can read.
check_confinement() {
    for container in $(containers); do
        name=$(docker inspect -f '{{.Name}}' "$container")
        said=$(docker exec "$container" sh -c '
            while read -r key value _; do
                case $key in Uid:|CapEff:|CapPrm:|NoNewPrivs:) printf "%s%s " "$key" "$value" ;; esac
            done </proc/1/status
            while read -r _ at _ options _; do
                case "$at $options" in "/ ro"|"/ ro,"*) printf "root:ro" ;; esac
            done </proc/mounts')
        case $said in
            Uid:0\ *) fail "$name runs as root" ;;
            Uid:*\ CapPrm:0000000000000000\ CapEff:0000000000000000\ NoNewPrivs:1\ root:ro) ;;
            *) fail "$name is not confined: $said" ;;
        esac
        say "${name#/} runs as ${said%% *}, without capabilities, on a read-only root"
    done
}

say "$($command version --short) and Docker $(docker version -f '{{.Server.Version}}')"
say "building"
quietly compose build
say "starting redis, ingest and two enrich workers in $INBOX"
quietly compose up -d --scale enrich=2
within 120 "all four are healthy" all_healthy
check_confinement

drop
within 60 "$sample dropped: its event is on articles.enriched" events_are 1
redis XRANGE articles.enriched - + >"$work/event"
for part in "\"title\":\"$headline\"" "\"edtf\":\"$interval\""; do
    grep -qF "$part" "$work/event" || { cat "$work/event" >&2; fail "the event lacks $part"; }
done
say "the event has the headline and $interval"
within 10 "the file is in done/" in_done

drop
within 60 "dropped again: a duplicate" duplicate_dropped
sleep 1
events_are 1 || fail "a duplicate was published"
within 10 "still one event, and nothing left in the inbox" in_done

server=$(containers redis)
quietly compose stop
stopped="$(logged ServiceStopped ingest) $(logged ServiceStopped enrich)"
[ "$stopped" = "1 2" ] || fail "one ingest and two enrich should have said that they stopped, not $stopped"
quietly docker start "$server"
within 60 "stopped cleanly and started again: the event is still there" events_are 1
