#!/usr/bin/env bash
# Every check that reads the code without running the product. All run; the last line tells which failed.
set -uo pipefail
cd "$(dirname "$0")/.."

data="$(mktemp -d)"
trap 'rm -rf "$data"' EXIT
export EVENKEEL_DATA_DIR="$data"
failed=()

check() {
    local name="$1"
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

templates() {
    # djlint reports an empty selection as a failure.
    if [ -n "$(find templates -name '*.html' -print -quit)" ]; then
        .venv/bin/djlint templates --lint --quiet
    fi
}

like_production() {
    env BASE_URL=https://desk.example.org BEHIND_PROXY=true SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w 0)" \
        .venv/bin/python manage.py check --deploy --fail-level WARNING
}

check "format" .venv/bin/ruff format --check .
check "rules" .venv/bin/ruff check .
check "types" .venv/bin/mypy
check "imports" .venv/bin/lint-imports
check "templates" templates
check "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
check "deployment" like_production

if [ "${#failed[@]}" -gt 0 ]; then
    echo
    echo "Failed: ${failed[*]}"
    exit 1
fi
echo "All checks passed."
