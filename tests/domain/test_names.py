"""How a name is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.names import full_name, initials, list_name, spoken_name


@pytest.mark.parametrize(
    "surname, forenames, listed, spoken, letters",
    [
        ("Hudson", "Mohammed", "HUDSON, Mohammed", "Mohammed Hudson", "MH"),
        ("Smith-Jones", "Ann Marie", "SMITH-JONES, Ann Marie", "Ann Marie Smith-Jones", "AMS"),
        ("O’Brien", "siân", "O’BRIEN, siân", "siân O’Brien", "SO"),
        ("  van  der Berg ", " Jo ", "VAN DER BERG, Jo", "Jo van der Berg", "JV"),
        ("Tŷ", "Ŵyn", "TŶ, Ŵyn", "Ŵyn Tŷ", "ŴT"),
        ("Hudson", "", "HUDSON", "Hudson", "H"),
        ("", "Mohammed", "Mohammed", "Mohammed", "M"),
        ("", "", "", "", ""),
        ("'Sample'", "- (Ann)", "'SAMPLE', - (Ann)", "- (Ann) 'Sample'", "AS"),
    ],
)
def test_styles(surname: str, forenames: str, listed: str, spoken: str, letters: str) -> None:
    assert list_name(surname, forenames) == full_name(surname, forenames, style="list") == listed
    assert spoken_name(surname, forenames) == full_name(surname, forenames) == spoken
    assert initials(surname, forenames) == letters


@given(st.text(st.characters(exclude_categories=()), max_size=20), st.text(max_size=20))
def test_no_name_leaves_stray_spaces(surname: str, forenames: str) -> None:
    for name in (list_name(surname, forenames), spoken_name(surname, forenames)):
        assert name == " ".join(name.split())
    assert not set(initials(surname, forenames)) & set(" ,'-")
