"""Makes charts fit to stand together in a page: they share their glyphs, and lose what is not drawn."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+(?=\))")
_DECIMALS = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DROPPED = {"metadata", "style", "title"}  # what matplotlib's style element says stands in the page's own
_LONG = 200  # characters of a path worth keeping apart: a text with a halo is drawn twice
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
        for name, value in element.attrib.items():
            element.attrib[name] = _DECIMALS.sub(lambda match: f"{float(match[0]):.5g}", value)
        for child in [child for child in element if child.tag.removeprefix(_SVG) in _DROPPED]:
            element.remove(child)
