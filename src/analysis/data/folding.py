"""The form in which texts are compared: no matter how wide, how spaced, or from which font of a PDF."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` in NFKC with every white space removed, the form in which texts are compared.

    Radicals that a PDF puts for kanji become these (NFKC folds U+2F00 to U+2FD5 only); variation selectors, which choose
    a shape of one and the same character, are left out.
    """
    return "".join(unicodedata.normalize("NFKC", text).translate(_SAME_CHARACTER).split())


_SAME_CHARACTER = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]) | {
    ord(radical): kanji
    for radical, kanji in zip(
        "\u2e8c\u2e8d\u2e8e\u2e92\u2e9c\u2e9d\u2ea0\u2ea7\u2ea9\u2eaa\u2eab\u2eac\u2eae\u2eb6\u2eb7\u2ebb\u2ebc\u2ebd\u2ec1\u2ec4\u2ec6"
        "\u2eca\u2ed1\u2ed7\u2ed8\u2edd\u2ee1\u2ee3\u2ee4\u2ee8\u2ee9\u2eeb\u2eed\u2eef\u2ef1\u2ef2",
        "小小兀巳日月民牛王疋目示竹羊羊聿肉臼虎西角足長雨青食首骨鬼麦黄斉歯竜龜亀",
        strict=True,
    )
}
