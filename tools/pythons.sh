#!/bin/sh
# Run the tests under every supported Python that is installed, each in an environment of its own.
set -eu
for version in 3.11 3.12 3.13; do
    if command -v "python$version" >/dev/null && "python$version" -c '' 2>/dev/null; then
        echo "== python$version"
        make quick PYTHON="python$version" VENV=".venv/python$version"
    else
        echo "== python$version is not installed, skipped"
    fi
done
