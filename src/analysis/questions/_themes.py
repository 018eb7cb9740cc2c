"""Which theme has which question of its own."""

from __future__ import annotations

TRAJECTORIES = ("onlinization", "mynumber")
CASHLESS = "cashless"
