"""``python -m fleet.cli``: the command without an installed script."""

from __future__ import annotations

import sys

from fleet.cli import main

sys.exit(main())
