"""The look of this library for charts of one's own, in matplotlib and seaborn: style, ward colours and markers, years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis.data.load import Root
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.words.wording import Wording


@contextmanager
def chart_style() -> Iterator[dict[str, Any]]:
    """Draw inside this in the style of the library, with its Japanese font, whatever one's own settings are.

    Yields
    ------
    dict
        The settings, as :func:`chart_settings` returns them. ``seaborn.set_theme`` would replace them.

    Examples
    --------
    >>> import analysis, matplotlib.pyplot as plt
    >>> rates = analysis.load_observations(concept="mynumber_card_rate", kind="actual", names=True)
    >>> with analysis.chart_style():
    ...     figure, axes = plt.subplots()
    ...     for ward, line in rates.dropna(subset="as_of").groupby("ward_name"):
    ...         _ = axes.plot(line["as_of"], line["value"], color=analysis.palette()[ward], label=ward)
    >>> axes.get_lines()[0].get_color()
    '#005AFF'
    >>> plt.close(figure)
    """
    with style.look():
        yield chart_settings()


def chart_settings() -> dict[str, Any]:
    """Return the style as settings of matplotlib, and make its Japanese font known: ``plt.rcParams.update(...)``.

    Returns
    -------
    dict
        Names of ``matplotlib.rcParams`` with their values.

    Examples
    --------
    >>> import analysis
    >>> analysis.chart_settings()["font.family"]
    'IPAexGothic'
    """
    return style.settings()


def palette(*, mono: bool = False, root: Root = None) -> dict[str, str]:
    """Return the colour of each area, by its code, its name in Japanese and its name in English.

    Parameters
    ----------
    mono : bool
        Greys, for printing in black and white.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    dict
        Colours such as ``#005AFF``; ``seaborn`` takes it as ``palette=`` for any column of wards.

    Examples
    --------
    >>> import analysis
    >>> analysis.palette()["131075"], analysis.palette()["台東区"], analysis.palette()["Suginami"]
    ('#005AFF', '#FF4B00', '#804000')
    """
    return _by_area("colour", mono, root)


def markers(*, root: Root = None) -> dict[str, str]:
    """Return the marker of each area, by its code, its name in Japanese and its name in English.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    dict
        Markers of matplotlib; ``seaborn`` takes it as ``markers=`` beside ``style=``.

    Examples
    --------
    >>> import analysis
    >>> analysis.markers()["Sumida"], analysis.markers()["131067"]
    ('o', 's')
    """
    return _by_area("marker", False, root)


def _by_area(mark: str, mono: bool, root: Root) -> dict[str, str]:
    study = Study.of(root)
    areas = study.tables.wards.set_index("ward")
    found: dict[str, str] = {}
    for code, look in ward_styles(study, mono=mono).items():
        keys = (code, areas.loc[code, "name_ja"], areas.loc[code, "name_en"])
        found |= dict.fromkeys(map(str, keys), getattr(look, mark))
    return found


def fiscal_year_axis(axes: Axes, *, which: str = "x", lang: str | None = None, root: Root = None) -> None:
    """Let an axis of fiscal years have one tick a year, with R6 above 2024 (in English FY2024).

    Parameters
    ----------
    axes : Axes
        Of matplotlib or seaborn, with Western fiscal years along the axis.
    which : str
        ``x`` or ``y``.
    lang : str, optional
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.

    Examples
    --------
    >>> import analysis, matplotlib.pyplot as plt
    >>> figure, axes = plt.subplots()
    >>> _ = axes.plot([2022, 2023, 2024], [1, 2, 3])
    >>> analysis.fiscal_year_axis(axes, lang="en")
    >>> axes.xaxis.get_major_formatter()(2024)
    'FY2024'
    >>> plt.close(figure)
    """
    names = Study.of(root, lang).names
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MultipleLocator(1))
    axis.set_major_formatter(FuncFormatter(lambda year, _: _tick(year, names)))


def _tick(year: float, names: Wording) -> str:
    return (names.year_tick(int(year)) if names.ja else names.year(int(year))) if float(year).is_integer() else ""
