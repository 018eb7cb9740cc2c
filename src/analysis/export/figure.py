"""One figure as files: PNG, SVG and PDF, in colour and in black and white, and its data as CSV."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import style
from analysis.errors import WardKpiError
from analysis.export.safe import csv_bytes
from analysis.page import FigureInfo, KpiFigure

DPI = 300
"""Dots an inch of every PNG, as printers ask for."""
MONO = "-mono"
"""What the names of black-and-white files end in."""


@dataclass(frozen=True)
class Picture:
    """A figure in all its formats.

    Attributes
    ----------
    name : str
        Name of its files.
    info : FigureInfo
        What it shows.
    files : mapping of str to bytes
        Contents by file name.
    """

    name: str
    info: FigureInfo
    files: Mapping[str, bytes]

    @property
    def png(self) -> bytes:
        """The figure in colour as a PNG."""
        return self.files[f"{self.name}.png"]

    @property
    def theme(self) -> str:
        """The theme that it is about; empty where it is about several."""
        themes = set(self.info.rows["theme"]) if "theme" in self.info.rows else set()
        return str(themes.pop()) if len(themes) == 1 else ""
