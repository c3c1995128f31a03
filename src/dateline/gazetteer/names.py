"""Names as they are looked up: *Şanlıurfa*, *Sanliurfa* and *SANLIURFA* are one key."""

from __future__ import annotations

import re
import unicodedata

# letters that Unicode does not take apart into a base letter and a mark
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h", "ŋ": "n"}
)
_DROPPED = frozenset("'’‘ʼʻ`´ʿʾ.·")


_ASCII = str.maketrans({c: "" if c in _DROPPED else " " for c in map(chr, range(128)) if not c.isalnum()})
_FULL = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def fold(name: str) -> str:
    """The key of a name: lower case, without accents, apostrophes and dots; every other sign is one blank.

    *St. Paul* is *Saint Paul*, *Mt. Athos* *Mount Athos*, *Ft. Worth* *Fort Worth*.
    """
    lower = name.casefold()
    if lower.isascii():
        return " ".join(_FULL.get(word, word) for word in lower.translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", lower.translate(_PLAIN))
    kept = (c if c.isalnum() else "" if c in _DROPPED or unicodedata.combining(c) else " " for c in plain)
    return " ".join(_FULL.get(word, word) for word in "".join(kept).split())


_CODE = re.compile(r"[A-Z]{2,4}\d?")


def is_useful(name: str) -> bool:
    """Would the name be met in English text?  Latin letters, some in capitals, and no code such as *ALP*.

    >>> is_useful("Kyiv"), is_useful("Київ"), is_useful("IEV"), is_useful("oblast")
    (True, False, False, False)
    """
    if not any(c.isupper() for c in name) or _CODE.fullmatch(name) or any(c.isdigit() for c in name):
        return False
    return name.isascii() or all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
