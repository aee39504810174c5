#!/usr/bin/env bash
# What `action.yml` runs: all checks of one library, every one of them whatever the others say, and 1 if one failed.
#
#   FLEET_LIBRARY   folder of the library
#   FLEET_COMPILED  folder of the compiled prompts; empty if none are checked in
#   FLEET_BASE      revision to compare with; empty outside a pull request
#   FLEET_FAIL_ON   kinds of change that must not pass; empty for none
#
# Findings become annotations on the line of the YAML file that they are about.
set -uo pipefail

library=${FLEET_LIBRARY:-.}
failed=0

step() {
    echo "::group::$1"
    shift
    "$@" || failed=1
    echo "::endgroup::"
}

plan() {
    local base
    base=$(git -C "$library" merge-base HEAD "$FLEET_BASE") || return 1
    fleet plan "$base" --library "$library" --format markdown >"$file" || return 1
    cat "$file" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
    echo "plan=$file" >>"${GITHUB_OUTPUT:-/dev/null}"
    fleet plan "$base" --library "$library" --format github --fail-on "${FLEET_FAIL_ON:-}"
}

step "check" fleet check --library "$library" --format github
if [ -n "${FLEET_COMPILED:-}" ]; then
    step "prompts are up to date" fleet compile --library "$library" --out "$FLEET_COMPILED" --check
fi
if [ -n "${FLEET_BASE:-}" ]; then
    file=$(mktemp "${RUNNER_TEMP:-/tmp}/fleet-plan.XXXXXX")
    step "what this changes" plan
fi
step "boundary tests" fleet test --library "$library" --format github
exit "$failed"
