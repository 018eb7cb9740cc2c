"""Runs the command with ``python -m analysis.cli``."""

from ward_kpi import main

raise SystemExit(main())
