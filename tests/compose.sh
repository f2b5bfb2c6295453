#!/bin/sh
# The whole of compose.yaml, really run: images are built, a file is dropped, its event read, a second drop of it told
# as a duplicate, what nobody may do is tried, and everything is taken down again. Its settings are the variables that
# compose.yaml names.
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
    compose --profile tools down --volumes --rmi local --remove-orphans >"$work/down.log" 2>&1 || {
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
# What the process of a user finds, and nobody else does.
login_of() {
    case $1 in
        operator) compose run --rm -T --entrypoint cat dateline /run/secrets/REDIS_URL 2>/dev/null ;;
        *) docker exec "$(containers "$1" | head -n 1)" cat /run/secrets/REDIS_URL ;;
    esac
}
redis() { docker exec "$(containers redis)" redis-cli "$@"; }
# as USER COMMAND…, by what is in $ingest, $enrich, $operator; as nobody without a login.
as() {
    eval "login=\${$1:-}"
    shift
    redis --no-auth-warning ${login:+-u "$login"} "$@"
}
refused() {
    case $1 in nobody) refusal=NOAUTH ;; *) refusal=NOPERM ;; esac
    said=$(as "$@" 2>&1 || true)
    case $said in "$refusal"*) ;; *) fail "$1 is not refused: $* answers $said" ;; esac
}
dateline() { compose run --rm -T dateline "$@" 2>"$work/log" || { cat "$work/log" >&2; return 1; }; }
drop() { cp "$root/samples/$sample" "$INBOX/.$sample" && mv "$INBOX/.$sample" "$INBOX/$sample"; }
logged() { compose logs --no-color "$2" 2>/dev/null | grep -c "\"event\": *\"$1\""; }

all_healthy() {
    [ "$(containers | wc -l)" -eq 4 ] || return 1
    for container in $(containers); do
        [ "$(docker inspect -f '{{.State.Health.Status}}' "$container")" = healthy ] || return 1
    done
}
events_are() { [ "$(as operator XLEN articles.enriched 2>/dev/null)" = "$1" ]; }
duplicate_dropped() { [ "$(logged DuplicateDropped ingest)" = 1 ]; }
in_done() { [ -f "$INBOX/done/$sample" ] && [ ! -e "$INBOX/$sample" ]; }

# What the kernel says of the first process, in words that a bare shell can read.
kernel_says='
    while read -r key value _; do
        case $key in Uid:|CapEff:|CapPrm:|NoNewPrivs:) printf "%s%s " "$key" "$value" ;; esac
    done </proc/1/status
    while read -r _ at _ options _; do
        case "$at $options" in "/ ro"|"/ ro,"*) printf "root:ro" ;; esac
    done </proc/mounts'
confined() {
    case $2 in
        Uid:0\ *) fail "$1 runs as root" ;;
        Uid:*\ CapPrm:0000000000000000\ CapEff:0000000000000000\ NoNewPrivs:1\ root:ro) ;;
        *) fail "$1 is not confined: $2" ;;
    esac
    say "$1 runs as ${2%% *}, without capabilities, on a read-only root"
}
check_confinement() {
    for container in $(containers); do
        name=$(docker inspect -f '{{.Name}}' "$container")
        confined "${name#/}" "$(docker exec "$container" sh -c "$kernel_says")"
    done
    confined "the dateline command" "$(compose run --rm -T --entrypoint sh dateline -c "$kernel_says" 2>/dev/null)"
}
check_users() {
    for container in $(containers); do
        case $(docker inspect -f '{{.Config.Env}}' "$container") in
            *REDIS_URL*) fail "the login of $(docker inspect -f '{{.Name}}' "$container") is in its environment" ;;
        esac
    done
    refused nobody XLEN articles.enriched
    refused nobody FLUSHALL
    refused ingest FLUSHALL
    refused ingest XREAD STREAMS articles.enriched 0
    refused ingest XADD articles.enriched '*' id forged
    refused enrich FLUSHALL
    refused enrich XADD articles.raw '*' id forged
    refused operator FLUSHALL
    refused operator CONFIG GET '*'
    say "nobody is let in without a login, and nobody may do what is not theirs"
}

say "$($command version --short) and Docker $(docker version -f '{{.Server.Version}}')"
say "building"
quietly compose --profile tools build
say "starting redis, ingest and two enrich workers in $INBOX"
quietly compose up -d --scale enrich=2
within 120 "all four are healthy" all_healthy
check_confinement
ingest=$(login_of ingest) enrich=$(login_of enrich) operator=$(login_of operator)
check_users

drop
within 60 "$sample dropped: its event is on articles.enriched" events_are 1
dateline tail --no-follow --json >"$work/event"
for part in "\"title\":\"$headline\"" "\"edtf\":\"$interval\""; do
    grep -qF "$part" "$work/event" || { cat "$work/event" >&2; fail "the event lacks $part"; }
done
say "the dateline command shows the event, with the headline and $interval"
within 10 "the file is in done/" in_done
dateline groups list | grep -q "articles.raw  enrich" || fail "the dateline command does not list the workers' group"
letters=$(dateline dead list)
[ -z "$letters" ] || fail "there are dead letters: $letters"
dateline replay --from 2000-01-01 | grep -q "^1 articles" || fail "the dateline command cannot replay from done/"
within 60 "replayed from done/: a second event" events_are 2

drop
within 60 "dropped again: a duplicate" duplicate_dropped
sleep 1
events_are 2 || fail "a duplicate was published"
within 10 "no further event, and nothing left in the inbox" in_done

server=$(containers redis)
quietly compose stop
stopped="$(logged ServiceStopped ingest) $(logged ServiceStopped enrich)"
[ "$stopped" = "1 2" ] || fail "one ingest and two enrich should have said that they stopped, not $stopped"
quietly docker start "$server"
# What scripts wrote is read again only if the users allow it: see acl/users.acl.
within 60 "stopped cleanly and started again: the events are still there" events_are 2
quietly compose up -d --scale enrich=2
within 120 "a later start: all four are healthy" all_healthy
[ "$(login_of ingest) $(login_of enrich) $(login_of operator)" = "$ingest $enrich $operator" ] ||
    fail "a later start made other logins"
