"""A library over HTTP: its pages, a playground, and an API for agents in any language. Needs the extra `web`."""

from __future__ import annotations

from fleet.serve.app import build_app
from fleet.serve.limits import Limits
from fleet.serve.running import KEY_VARIABLE, key_from, listening, run, safe_host

__all__ = ["KEY_VARIABLE", "Limits", "build_app", "key_from", "listening", "run", "safe_host"]
