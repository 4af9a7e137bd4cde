"""Identifiers of a person: CRN, PNC, CRO and NOMS number, tidied as they are written and judged softly.

Old records carry old forms, so an odd identifier is remarked on and kept. Only a CRN that could not be looked
up again (empty, too long, or not letters and digits) is refused. The last letter of a PNC or CRO number is
not checked against the rest: real exports hold numbers that do not follow the published rule.
"""

from __future__ import annotations

import re
import unicodedata

from iom_desktop.errors import UserError

CRN_LIMIT = 12
"""The most characters a CRN may have; the usual form has 7."""

# The check letter is one of 23: I, O and S are left out because they read as 1, 0 and 5.
_CHECK_LETTER = "[A-HJ-NP-RT-Z]"
_CRN = re.compile(r"[A-Z][0-9]{6}")
_PNC = re.compile(rf"(?:19|20)[0-9]{{2}}/[0-9]{{7}}{_CHECK_LETTER}")
_PNC_LOOSE = re.compile(r"([0-9]{4})[/\\-]?([0-9]{7})([A-Z])|([0-9]{4})[/\\-]([0-9]{1,6})([A-Z])")
_CRO = re.compile(rf"(?:SF)?[0-9]{{1,6}}/[0-9]{{2}}{_CHECK_LETTER}")
_NOMS = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")


def tidy_crn(text: str) -> str:
    """``text`` in capitals without spaces: " a128778 " becomes "A128778"."""
    return _tidy(text)


def tidy_pnc(text: str) -> str:
    """A PNC number as YYYY/NNNNNNNX where its parts can be told; otherwise capitals without spaces."""
    tidy = _tidy(text)
    loose = _PNC_LOOSE.fullmatch(tidy)
    if not loose:
        return tidy
    year, number, letter = (part for part in loose.groups() if part is not None)
    return f"{year}/{number.zfill(7)}{letter}"


def tidy_cro(text: str) -> str:
    """A CRO number in capitals without spaces."""
    return _tidy(text)


def tidy_noms(text: str) -> str:
    """A NOMS (prison) number in capitals without spaces."""
    return _tidy(text)


def check_crn(text: str) -> str:
    """The tidied CRN.

    Raises ``UserError`` (field "crn") if it is empty, over 12 characters, or not of letters and digits alone.
    """
    crn = _tidy(text)
    if not crn:
        raise UserError("CRN: a CRN is needed, for example X123456.", "crn")
    if not re.fullmatch("[A-Z0-9]+", crn):
        raise UserError("CRN: only letters and digits can be used, for example X123456.", "crn")
    if len(crn) > CRN_LIMIT:
        raise UserError(
            f"CRN: {len(crn)} characters is too long; the most a CRN can have is {CRN_LIMIT}.", "crn"
        )
    return crn


def crn_warning(crn: str) -> str | None:
    """A remark if ``crn`` is not one letter and six digits; ``None`` if it is, or is empty."""
    return _remark(
        tidy_crn(crn), _CRN, "CRN: usually one letter and six digits, such as X123456; check it is right."
    )


def pnc_warning(pnc: str) -> str | None:
    """A remark if ``pnc`` is not of the form YYYY/NNNNNNNX; ``None`` if it is, or is empty."""
    return _remark(tidy_pnc(pnc), _PNC, "PNC: usually written like 2013/0010652N; check it is right.")


def cro_warning(cro: str) -> str | None:
    """A remark if ``cro`` is not of the form NNNNNN/YYX; ``None`` if it is, or is empty."""
    return _remark(tidy_cro(cro), _CRO, "CRO: usually written like 123456/08K; check it is right.")


def noms_warning(noms: str) -> str | None:
    """A remark if ``noms`` is not of the form ANNNNAA; ``None`` if it is, or is empty."""
    return _remark(tidy_noms(noms), _NOMS, "NOMS number: usually written like A1234BC; check it is right.")


def _tidy(text: str) -> str:
    """Full-width forms made plain, capitals, and no spaces or invisible format characters anywhere."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Cf")


def _remark(tidied: str, usual: re.Pattern[str], remark: str) -> str | None:
    return None if not tidied or usual.fullmatch(tidied) else remark
