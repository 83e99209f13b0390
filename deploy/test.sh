#!/usr/bin/env bash
# The whole suite on SQLite, then on PostgreSQL; what a missing tool made impossible is listed at the end by name.
# Words given to it go to pytest: deploy/test.sh tests/itsm -k broker
set -uo pipefail
cd "$(dirname "$0")/.."

pytest=(.venv/bin/python -m pytest -q -n "${TEST_PROCESSES:-2}" --dist loadfile --no-loadscope-reorder --durations=25)
missing=()
failed=0
data="$(mktemp -d)"
trap 'rm -rf "$data"' EXIT
export EVENKEEL_DATA_DIR="$data"
# What is set for a running service is not meant for the tests.
unset DATABASE_URL CELERY_BROKER_URL SECRET_KEY DEBUG ALLOWED_HOSTS BASE_URL EMAIL_URL CACHE_URL LOG_FORMAT TIME_ZONE

browser=""
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        browser="$(command -v "$name")"
        break
    fi
done
export TEST_BROWSER="${TEST_BROWSER:-$browser}"
chosen="once or not once"
if [ -z "$TEST_BROWSER" ]; then
    missing+=("Chromium (Debian: apt-get install chromium): tests in a browser")
    chosen="not browser"
fi

echo "== The suite on SQLite"
"${pytest[@]}" -m "$chosen" "$@" || failed=1

echo "== The suite on PostgreSQL"
# The inner shell reads TEST_POSTGRES_URL when it runs, so it stands in single quotes.
# shellcheck disable=SC2016
deploy/with_postgres.sh bash -c 'DATABASE_URL="$TEST_POSTGRES_URL" exec "$@"' bash \
    "${pytest[@]}" -m "($chosen) and not once" "$@"
status=$?
if [ "$status" -eq 77 ]; then
    missing+=("PostgreSQL (Debian: apt-get install postgresql): the second run of the suite")
elif [ "$status" -ne 0 ]; then
    failed=1
fi

if [ "${#missing[@]}" -gt 0 ]; then
    echo
    echo "Not run, because this machine lacks:"
    printf '  %s\n' "${missing[@]}"
    if [ "${CI:-}" = "true" ]; then
        echo "With CI=true nothing may be missing."
        failed=1
    fi
fi
# Debian puts servers where only root looks for them.
if ! command -v dovecot >/dev/null 2>&1 && [ ! -x /usr/sbin/dovecot ]; then
    echo
    echo "Left out for want of Dovecot (Debian: apt-get install dovecot-imapd): tests with a mail server"
fi
if ! command -v prometheus-alertmanager >/dev/null 2>&1 && ! command -v alertmanager >/dev/null 2>&1; then
    echo
    echo "Left out for want of Alertmanager (Debian: apt-get install prometheus-alertmanager): tests with a real sender"
fi
exit "$failed"
