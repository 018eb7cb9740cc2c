"""Makes charts small enough to stand in a page: they share their glyphs, and lose what nothing refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+(?=\))")
_DROPPED = {"metadata", "style"}  # what matplotlib's style element says stands in the page's own
_SHIFT = re.compile(r"translate\((-?[\d.]+) 0\)")
_TOKEN = re.compile(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
_LONG = 200  # characters of a path worth keeping apart: a text with a halo is drawn twice
_NUMERIC = ("transform", "x", "y", "width", "height", "viewBox", "points", "style")
_RENEWED = ("width", "height", "version", "role", "aria-label")


class Drawings:
    """The charts of one page; glyphs, marks and clips that they share are kept once, in :meth:`shared`."""

    def __init__(self) -> None:
        self._shared: dict[str, Element] = {}

    def add(self, svg: str, alt: str) -> str:
        """Return a chart as an element of the page that a screen reader reads as ``alt``."""
        root = ElementTree.fromstring(svg)
        _clean(root)
        self._share_definitions(root)
        self._share_paths(root)
        for name in _RENEWED:
            root.attrib.pop(name, None)
        root.attrib |= {"role": "img", "aria-label": alt}
        _unwrap(root)
        return ElementTree.tostring(root, encoding="unicode")

    def shared(self) -> str:
        """Return an element without extent that holds what the charts share; nothing where there is no chart."""
        if not self._shared:
            return ""
        parts = "".join(ElementTree.tostring(element, encoding="unicode") for element in self._shared.values())
        return (
            f'<svg class="shared" aria-hidden="true" focusable="false" width="0" height="0"><defs>{parts}</defs></svg>'
        )

    def _share_definitions(self, root: Element) -> None:
        """Move every definition out of a chart, one of the same content for all, and renew what refers to it."""
        names: dict[str, str] = {}
        for parent in list(root.iter()):
            for defs in [child for child in parent if child.tag == "defs"]:
                parent.remove(defs)
                names |= {element.attrib.pop("id", ""): self._name(element) for element in defs}
        for element in root.iter():
            element.attrib.pop("id", None)
            if "href" in element.attrib:
                element.attrib["href"] = "#" + names[element.attrib["href"][1:]]
            for name, value in element.attrib.items():
                if "url(#" in value:
                    element.attrib[name] = _REFERENCE.sub(lambda match: names[match[0]], value)

    def _share_paths(self, root: Element) -> None:
        for element in root.iter("path"):
            if len(element.attrib["d"]) > _LONG:
                element.attrib["href"] = "#" + self._name(Element("path", d=element.attrib.pop("d")))
                element.tag = "use"

    def _name(self, element: Element) -> str:
        content = ElementTree.tostring(element, encoding="unicode")
        same = self._shared.setdefault(content, element)
        return same.attrib.setdefault("id", f"d{len(self._shared)}")


def _clean(root: Element) -> None:
    """Drop what is not drawn, name spaces and white space, and write numbers with the digits that can be seen."""
    for element in list(root.iter()):
        element.tag = str(element.tag).removeprefix(_SVG)
        element.text = element.tail = None
        if _HREF in element.attrib:
            element.attrib["href"] = element.attrib.pop(_HREF)
        for name in set(_NUMERIC) & set(element.attrib):
            value = _NUMBER.sub(lambda match: f"{float(match[0]):.5g}", element.attrib[name])
            element.attrib[name] = re.sub(r"(?<=[;:]) ", "", value)
        if "d" in element.attrib:
            element.attrib["d"] = relative(element.attrib["d"])
        if shift := _SHIFT.fullmatch(element.attrib.get("transform", "")):
            element.attrib["x"] = shift[1]
            del element.attrib["transform"]
    for element in list(root.iter()):
        for child in [child for child in element if child.tag in _DROPPED]:
            element.remove(child)


def _unwrap(parent: Element) -> None:
    """Put the children of a group that says nothing in its place, and drop empty groups."""
    for child in list(parent):
        _unwrap(child)
        if child.tag == "g" and (not child.attrib or not len(child)):
            place = list(parent).index(child)
            parent[place : place + 1] = list(child)


@cache  # the same glyphs stand in every chart
def relative(path: str) -> str:
    """Return a path of absolute moves, lines and curves, as matplotlib writes them, by steps of a hundredth."""
    here = start = (0, 0)
    parts: list[str] = []
    tokens = _TOKEN.findall(path)
    place = 0
    while place < len(tokens):
        command = tokens[place]
        if command in "Zz":
            parts.append("z")
            here = start
            place += 1
            continue
        count = 2 * _POINTS[command]
        whole = [round(float(token) * 100) for token in tokens[place + 1 : place + 1 + count]]
        points = list(zip(whole[::2], whole[1::2], strict=True))
        parts.append(
            command.lower() + _numbers(step - at for point in points for step, at in zip(point, here, strict=True))
        )
        here = points[-1]
        start = here if command == "M" else start
        place += 1 + count
    return "".join(parts)


def _numbers(hundredths: Iterable[int]) -> str:
    """Return numbers with as few characters as can be told apart."""
    written = [f"{number / 100:.2f}".rstrip("0").rstrip(".") or "0" for number in hundredths]
    short = [re.sub(r"^(-?)0(?=\.)", r"\1", number) for number in written]
    return "".join(short[:1] + [number if number[0] == "-" else f" {number}" for number in short[1:]])
