"""Whatever cell is refused: its advice, followed to the letter, leads to what the cell prints or to the next refusal."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import NamedTuple

import synthetic
from hypothesis import event, given, settings
from hypothesis import strategies as st
from synthetic import ASAHINA, Source, Table

from analysis.data.reading import ProblemLog
from analysis.sources.clean import observe
from analysis.words.errors import DataError

Values = list[tuple[str, str]]


class Advised(NamedTuple):
    """What a person does on a refusal: words of its message, what they write, and the figures that may come of it."""

    said: str
    column: str = ""
    set: str = ""
    part: str = ""
    word: str = ""
    right: Values = []  # noqa: RUF012


class Refused(NamedTuple):
    cell: str
    code: str
    advice: list[Advised]
    header: str = "R5"


def read(cell: str, header: str, advised: Advised) -> tuple[Values, list[DataError]]:
    """Return kind and value of each figure of one cell, with the advice followed, and its refusals."""
    about = f'[table.columns."{header}"]\n{advised.column}\n' if advised.column else ""
    parts = {0: advised.part} if advised.part else {}
    table = Table([header], [("asahina.procedures", [cell])], f'default_kind = "actual"\n{about}', parts)
    fixed = (
        '[[correction]]\nsource = "doc"\ntable = "kpi.csv"\nindicator = "asahina.procedures"\n'
        f"column = '{header}'\nexpect = '{cell}'\nset = {{ {advised.set} }}\nwhy_ja = \"x\"\nwhy_en = \"x\"\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        root = synthetic.write(
            Path(folder) / "root",
            {"doc": Source("2024", {"kpi": table}, ASAHINA)},
            fixed if advised.set else "",
        )
        concepts = root / "data" / "raw" / "concepts.toml"
        text = concepts.read_text(encoding="utf-8")
        known = f'[units.unit_of_test]\nname_ja = "x"\nname_en = "x"\nprinted = ["{advised.word}"]\n'
        concepts.write_text(text + (known if advised.word else ""), encoding="utf-8")
        log = ProblemLog()
        _, found, _ = observe(root, log)
    values = [(one.kind, "" if one.value is None else f"{one.value.normalize():f}") for one in found]
    return sorted(values), log.problems


NUMBERS = st.integers(1, 999)
UNIT = "手続"


@st.composite
def refused(draw: st.DrawFn) -> Refused:
    """Draw a cell of one of the kinds that are refused, with what its document means by it."""
    first, second = draw(NUMBERS), draw(NUMBERS)
    unit = draw(st.sampled_from([UNIT, f" {UNIT}"]))
    one, both = [("actual", f"{first}")], [("actual", f"{first}"), ("target", f"{second}")]
    year = draw(st.integers(2041, 2099))
    word = draw(st.sampled_from(["冊", "台", "基"]))
    day = draw(st.dates(dt.date(1990, 1, 1), dt.date(2023, 3, 31)))
    kinds = [
        Refused(
            f"{first}/{second}{unit}",
            "value_and_target",
            [Advised('after_slash = "target"', 'after_slash = "target"', right=both)],
        ),
        Refused(
            f"{first}{unit}（うち{second}{unit}は試行）",
            "part_beside",
            [Advised('beside = ["うち"]', 'beside = ["うち"]', right=one)],
        ),
        Refused(
            f"({first}{unit})",
            "bracketed_number",
            [
                Advised('brackets = "figure"', 'brackets = "figure"', right=one),
                Advised('brackets = "negative"', 'brackets = "negative"', right=[("actual", f"-{first}")]),
                Advised('role = "remark"', 'role = "remark"'),
            ],
        ),
        Refused(
            f"{first}{unit}（{year}年度）",
            "far_year",
            [Advised("far_year = true", 'far_year = true\nkind = "target"\nwhy = "x"', right=[("target", f"{first}")])],
        ),
        Refused(
            f"{first} {second:03d}{unit}",
            "two_figures",
            [
                Advised(
                    "set text", set=f'text = "{first},{second:03d}{UNIT}"', right=[("actual", f"{first}{second:03d}")]
                )
            ],
        ),
        Refused(
            f"{first}〜{second}{unit}",
            "range",
            [
                Advised("set text", set=f'text = "{second}{UNIT}"', right=[("actual", f"{second}")]),
                Advised('role = "remark"', 'role = "remark"'),
            ],
        ),
        Refused(
            f"{first}{unit}［前年度］",
            "bracket_words",
            [Advised("corrections.toml", set=f'text = "{first}{UNIT}", fiscal_year = 2022', right=one)],
        ),
        Refused(
            "*" * draw(st.integers(1, 5)), "marks_only", [Advised("set text", set=f'text = "{first}{UNIT}"', right=one)]
        ),
        Refused(
            f"{first}{unit}（{day.year}年{day.month}月{day.day}日）",
            "date_not_in_year",
            [
                Advised("set fiscal_year or as_of", set="fiscal_year = 2022", right=one),
                Advised("set fiscal_year or as_of", set='as_of = "2024-03-31"', right=one),
            ],
        ),
        Refused(f"{first}{word}", "unknown_unit", [Advised("[units] in concepts.toml", word=word, right=[])]),
        Refused(
            f"年{first}{unit} 累計{second}{unit}",
            "part_needed",
            [
                Advised("name in 'part'", part="年", right=one),
                Advised("name in 'part'", part="累計", right=[("actual", f"{second}")]),
            ],
        ),
        Refused(
            f"目標 {second}{unit} 実績 {first}{unit}",
            "part_needed",
            [Advised("name in 'part'", part="実績", right=one), Advised("name in 'part'", part="目標", right=[])],
            "R5実績",
        ),
    ]
    return draw(st.sampled_from(kinds))


@settings(max_examples=80)
@given(refused())
def test_advice_followed_to_the_letter_gives_the_figure_or_the_next_refusal(case: Refused) -> None:
    found, problems = read(case.cell, case.header, Advised(""))
    event(case.code)
    assert found == []
    assert [one.code for one in problems] == [case.code]
    message = problems[0].message("en")
    for advised in case.advice:
        assert advised.said in message
        after, left = read(case.cell, case.header, advised)
        if left:  # the next refusal, and no figure beside it
            assert after == [] and case.code not in {one.code for one in left}
            assert advised.right == []
        else:
            assert after == sorted(advised.right)


@given(st.integers(1, 999), st.sampled_from(["1Q", "第2四半期", "上半期", "下期"]), st.sampled_from(["06-30", "09-30"]))
def test_a_part_of_a_year_named_with_its_year_and_day_is_read(value: int, header: str, end: str) -> None:
    cell = f"{value}{UNIT}"
    found, problems = read(cell, header, Advised(""))
    assert found == [] and [one.code for one in problems] in (["header_quarter"], ["header_half"])
    said = f'fiscal_year = 2023\nas_of = "2023-{end}"\nwhy = "x"'
    assert read(cell, header, Advised("", said)) == ([("actual", str(value))], [])
