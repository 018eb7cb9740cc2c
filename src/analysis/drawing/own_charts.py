"""The look of this library for charts of one's own, in matplotlib and seaborn: style, ward colours and markers, years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis.data.border import area_name
from analysis.data.load import Names, Root, check_names, listed
from analysis.data.marks import other_styles, ward_styles
from analysis.data.municipalities import municipality_codes
from analysis.data.study import Study
from analysis.drawing import style
from analysis.words.errors import BadArgument, plain
from analysis.words.labels import LANGUAGES
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
    import matplotlib.pyplot as plt

    # its backend is loaded out here: what that sets in a notebook would be undone at the end of the style
    plt.draw_if_interactive()  # type: ignore[no-untyped-call]
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


def palette(*, mono: bool = False, others: Names = None, root: Root = None) -> dict[str | int, str]:
    """Return the colour of each area, by its code as text or number, its name in Japanese and its name in English.

    Parameters
    ----------
    mono : bool
        Greys, for printing in black and white.
    others : iterable of str, optional
        Further municipalities, as :func:`municipality_codes` takes them. Given alike to this function and to :func:`markers`, each has a colour and
        a marker by which it is told from the areas of the data and from the others, in grey too.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    dict
        Colours such as ``#005AFF``; ``seaborn`` takes it as ``palette=`` for any column of wards. Of ``others`` also by what they
        are called in the call.

    Raises
    ------
    WardKpiError
        If it is not certain which municipality is meant, or if there are more than can be told apart.

    Examples
    --------
    >>> import analysis
    >>> analysis.palette()["131075"], analysis.palette()["台東区"], analysis.palette()["Suginami"]
    ('#005AFF', '#FF4B00', '#804000')
    >>> analysis.palette(others=["札幌市", "横浜市"])["札幌市"], analysis.markers(others=["札幌市", "横浜市"])["札幌市"]
    ('#2B2B2B', 'v')
    """
    return _by_area("colour", mono, others, root)


def markers(*, others: Names = None, root: Root = None) -> dict[str | int, str]:
    """Return the marker of each area, by its code as text or number, its name in Japanese and its name in English.

    Parameters
    ----------
    others : iterable of str, optional
        Further municipalities, as :func:`municipality_codes` takes them. Given alike to this function and to :func:`palette`, each has a colour and
        a marker by which it is told from the areas of the data and from the others, in grey too.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    dict
        Markers of matplotlib; ``seaborn`` takes it as ``markers=`` beside ``style=``.

    Raises
    ------
    WardKpiError
        If it is not certain which municipality is meant, or if there are more than can be told apart.

    Examples
    --------
    >>> import analysis
    >>> analysis.markers()["Sumida"], analysis.markers()["131067"]
    ('o', 's')
    """
    return _by_area("marker", False, others, root)


def _by_area(mark: str, mono: bool, others: Names, root: Root) -> dict[str | int, str]:
    if not isinstance(mono, bool | int):
        raise BadArgument("mono", mono, "switch")
    study = Study.of(root)
    areas = study.tables.wards.set_index("ward")
    found: dict[str | int, str] = {}
    for code, look in ward_styles(study, mono=mono).items():
        keys = (code, str(areas.loc[code, "name_ja"]), str(areas.loc[code, "name_en"]))
        found |= dict.fromkeys(keys, getattr(look, mark))
    given = plain(listed(others))
    codes = dict(zip(given, municipality_codes(given, root=root), strict=True))
    found |= {**_of_others("grey" if mono and mark == "colour" else mark, codes.values(), study)}
    found |= {int(name): look for name, look in found.items() if str(name).isdecimal()}  # as a file gives codes back
    return found | {called: found[code] for name, code in codes.items() for called in (name, str(name))}


def _of_others(mark: str, codes: Iterable[str], study: Study) -> dict[str | int, str]:
    """Return one mark of each municipality that is no area of the data, by its code and its names."""
    further = [code for code in dict.fromkeys(codes) if code not in set(study.tables.wards["ward"])]
    looks = other_styles(further, study)
    if len(looks) < len(further):
        raise BadArgument("others", len(further), "few_names", most=len(looks))
    languages = [study.in_language(lang) for lang in LANGUAGES]
    return {
        name: getattr(look, mark)
        for code, look in looks.items()
        for name in (code, *(area_name(code, one) for one in languages))
    }


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

    Raises
    ------
    BadArgument
        If ``axes`` are none of matplotlib or seaborn.
    UnknownName
        If ``which`` is neither ``x`` nor ``y``.

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
    if not isinstance(axes, Axes):
        raise BadArgument("axes", axes, "axes")
    check_names("axis", which, ("x", "y"))
    names = Study.of(root, lang).names
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(_EachYear(1))
    axes.autoscale_view()  # limits of one's own stay
    axis.set_major_formatter(FuncFormatter(lambda year, _: _tick(year, names)))


class _EachYear(MultipleLocator):
    """A tick for each year; of one year alone the axis shows that year, where matplotlib would show two centuries."""

    def nonsingular(self, v0: float, v1: float) -> tuple[float, float]:
        return (v0 - 0.5, v1 + 0.5) if v0 == v1 else super().nonsingular(v0, v1)


def _tick(year: float, names: Wording) -> str:
    return (names.year_tick(int(year)) if names.ja else names.year(int(year))) if float(year).is_integer() else ""


@dataclass(frozen=True)
class Described:
    """A chart of one's own as a notebook shows it: SVG, the same bytes each time, with what it shows in words.

    Examples
    --------
    >>> import analysis, matplotlib.pyplot as plt
    >>> shown = analysis.described(plt.figure(), "An empty chart. Nothing is drawn.")
    >>> shown.title, shown.alt
    ('An empty chart', 'An empty chart. Nothing is drawn.')
    """

    figure: Figure
    title: str
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        svg = style.render(self.figure, "svg", title=self.title, alt=self.alt).decode()
        return {"image/svg+xml": svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def described(figure: Figure, alt: str, *, title: str = "") -> Described:
    """Show a chart of one's own with a description for those who cannot see it; pages refuse a chart without one.

    Parameters
    ----------
    figure : Figure
        Of matplotlib or seaborn; pyplot lets go of it, so that it is not shown twice.
    alt : str
        What the chart shows, in words.
    title : str
        Title of the picture; without it the first sentence of ``alt`` serves.

    Returns
    -------
    Described
        What a notebook shows as SVG.

    Raises
    ------
    BadArgument
        If ``figure`` is none of matplotlib or seaborn.

    Examples
    --------
    >>> import analysis, matplotlib.pyplot as plt
    >>> figure, axes = plt.subplots()
    >>> analysis.described(figure, "An empty chart.").alt
    'An empty chart.'
    """
    import matplotlib.pyplot as plt

    if not isinstance(figure, Figure):
        raise BadArgument("figure", figure, "chart")
    if not isinstance(alt, str):
        raise BadArgument("alt", alt, "text")
    plt.close(figure)
    return Described(figure, title or alt.partition("。")[0].partition(". ")[0], alt)
