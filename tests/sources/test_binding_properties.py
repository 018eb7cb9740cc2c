"""Whatever a table looks like: it is bound or left open, never guessed, and no program error."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.data.folding import fold
from analysis.sources.binding import bind
from analysis.sources.draft import described, draft_csv
from analysis.sources.forms.layout import read_layout
from analysis.sources.forms.markup import tables_of_markup
from analysis.sources.grid import Grid, GridCell, Place
from analysis.sources.model import Codebook, Unit

UNITS = {"percent": ("%",), "items": ("件",), "procedures": ("手続",), "persons": ("人",)}
BOOK = Codebook(
    {},
    {key: Unit(key, key, key, printed) for key, printed in UNITS.items()},
    ("減少",),
    (),
    {},
    {},
    {},
    factors={"千": 1000},
)
HEADERS = [
    "",
    "指標",
    "単位",
    "区分",
    "年度",
    "備考",
    "R4",
    "R5実績",
    "令和6年度",
    "目標",
    "実績",
    "目標（R7）",
    "（単位：件）",
]
CELLS = [
    "手続数",
    "千件",
    "％",
    "9月時点",
    "12",
    "1,204",
    "8.2％",
    "25手続（R5.3.31）",
    "調査中",
    "－",
    "36 130",
    "0.57",
    "月1件",
]
TEXTS = st.sampled_from([*HEADERS, *CELLS, "年12件", "2024", "※1 注"])
KIND_WORDS = re.compile("目標|実績|見込|計画|基準|現状")


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Draw a table of words that tables are made of, some of its cells merged."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            rows, columns = draw(st.sampled_from([(1, 1)] * 8 + [(1, 2), (2, 1), (1, 3), (2, 2)]))
            cell = GridCell(row, column, draw(TEXTS), min(rows, height - row), min(columns, width - column))
            if taken & set(cell.covers):
                cell = GridCell(row, column, cell.text)
            cell = GridCell(
                row, column, cell.text, cell.rows, cell.columns, Place(table=1, row=row + 1, column=column + 1)
            )
            taken |= set(cell.covers)
            cells.append(cell)
    return Grid(tuple(cells), draw(st.sampled_from(["", "題名", "件数（単位：千件）"])), draw(st.booleans()))


@settings(deadline=None)
@given(grids())
def test_nothing_is_guessed(grid: Grid) -> None:
    for table in bind(grid, BOOK, words=True):
        words = "".join(cell.text for cell in table.grid.cells) + table.title
        for one in table.figures:
            assert one.kind is None or KIND_WORDS.search(words)
            assert one.kind or {"kind", "merged", "kinds_disagree", "column"} & set(one.questions)
            assert one.fiscal_year or {"year", "period", "cell"} & set(one.questions)
            open_unit = {"unit", "unit_unknown"} | ({"cell"} if one.unknown_unit else set())
            assert one.value is None or one.unit or open_unit & set(one.questions)
            if one.value is not None:
                digits = re.sub(r"\D", "", f"{one.value.normalize():f}").strip("0")
                assert digits in re.sub(r"\D", "", fold(one.text)), one
        draft_csv(table)
        described(table)


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, max_size=6).map("   ".join), max_size=10), st.integers(1, 4))
def test_columns_of_spaces_never_end_in_an_error(lines: list[str], gap: int) -> None:
    for grid in read_layout([line.replace("   ", " " * gap) for line in lines]):
        bind(grid, BOOK)


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/tablerdhsupcoln=\"'0123 45R年度実績件"), max_size=120))
def test_broken_markup_never_ends_in_an_error(text: str) -> None:
    for grid in tables_of_markup(f"<table><tr><td rowspan=0 colspan='x'>{text}"):
        bind(grid, BOOK)
