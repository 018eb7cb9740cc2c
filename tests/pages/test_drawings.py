"""Charts that stand together in a page share their glyphs, and lose what is not drawn."""

import re

from analysis.pages.site.drawings import Drawings

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" height="10pt" '
    'viewBox="0 0 10 10"><metadata>x</metadata><g id="figure_1"><defs><path id="glyph" d="M 0 0 L 1 1 z"/></defs>'
    '<use xlink:href="#glyph" x="1" style="fill: #005aff"/><g clip-path="url(#clip)"><path d="M 1 1 L 2 2"/></g></g>'
    '<defs><clipPath id="clip"><rect x="0" y="0" width="5" height="5"/></clipPath></defs></svg>'
)


def test_charts_share_what_is_alike() -> None:
    drawings = Drawings()
    first, second = drawings.add(SVG, "一"), drawings.add(SVG, "二")
    assert first.replace("一", "二") == second
    shared = drawings.shared()
    assert shared.count("<path") == 1
    assert shared.count("<clipPath") == 1
    used = re.findall(r'href="#(\w+)"|url\(#(\w+)\)', first)
    assert {one or other for one, other in used} == set(re.findall(r'id="(\w+)"', shared))
    assert "metadata" not in first
    assert "figure_1" not in first


def test_numbers_of_a_chart_keep_the_digits_that_can_be_seen() -> None:
    svg = SVG.replace('d="M 1 1 L 2 2"', 'd="M 518.40123 1.23456789 L 4072 -0.015625"')
    assert 'd="M 518.4 1.2346 L 4072 -0.015625"' in Drawings().add(svg, "一")
