"""A PDF behind a password: the password opens it and nothing else does, and nothing of it can be read without."""

from __future__ import annotations

import io
import logging
import re
import traceback
import zlib

import pikepdf
import pytest

from iom_desktop.errors import UserError
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.protect import LONGEST_PASSWORD, check_password, protect
from tests.reports import factory
from tests.reports.pdf_text import words_of

PASSWORD = "harbour-lantern-42"


@pytest.fixture(scope="module")
def plain() -> bytes:
    return case_plan(factory.case_file_one())


@pytest.fixture(scope="module")
def locked(plain: bytes) -> bytes:
    return protect(plain, PASSWORD)


def opened(data: bytes, password: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data), password=password)


def test_the_password_opens_it_and_every_word_is_there(plain: bytes, locked: bytes) -> None:
    with opened(locked, PASSWORD) as paper:
        bare = io.BytesIO()
        paper.save(bare, encryption=False)
    assert words_of(bare.getvalue()) == words_of(plain)


@pytest.mark.parametrize("wrong", ["", "harbour-lantern-43", "Harbour-Lantern-42", PASSWORD[:-1]])
def test_any_other_is_refused(locked: bytes, wrong: str) -> None:
    with pytest.raises(pikepdf.PasswordError):
        opened(locked, wrong)


def test_it_is_aes_with_256_bits_throughout(locked: bytes) -> None:
    with opened(locked, PASSWORD) as paper:
        said = paper.encryption
        assert said.R == 6
        assert said.V == 5
        assert said.bits == 256
        methods = {said.stream_method, said.string_method, said.file_method}
        assert {one.name for one in methods} == {"aesv3"}
        assert paper.trailer.Encrypt.get("/EncryptMetadata", True)
    assert b"/AESV3" in locked


def test_assistive_technology_may_read_it_and_nobody_may_change_it(locked: bytes) -> None:
    with opened(locked, PASSWORD) as paper:
        assert not paper.owner_password_matched  # nobody holds a second key
        assert int(paper.trailer.Encrypt.P) & 1 << 9  # bit 10, which PDF/UA-1 asks for (7.16)
        may = paper.allow
        assert may.accessibility
        assert may.extract
        assert may.print_highres
        assert may.print_lowres
        assert not (may.modify_other)
        assert not (may.modify_assembly)
        assert not (may.modify_annotation)
        assert not (may.modify_form)


def test_structure_language_and_outline_come_through(plain: bytes, locked: bytes) -> None:
    with pikepdf.open(io.BytesIO(plain)) as before, opened(locked, PASSWORD) as after:
        assert set(before.Root.keys()) == set(after.Root.keys()) - {"/Extensions"}
        assert len(before.pages) == len(after.pages)
        assert before.Root.get("/Lang") == after.Root.get("/Lang")
        assert before.Root.get("/MarkInfo") == after.Root.get("/MarkInfo")


def test_nothing_of_it_can_be_read_without_the_password() -> None:
    bare = pikepdf.new()
    bare.add_blank_page()
    bare.pages[0].Contents = bare.make_stream(b"BT (canary in the text) Tj ET")
    with bare.open_metadata() as described:
        described["xmp:Label"] = "canary in the description"
    bare.docinfo["/Title"] = "canary in the title"
    written = io.BytesIO()
    bare.save(written)
    assert _laid_bare(written.getvalue()).count(b"canary in the") >= 3
    kept = _laid_bare(protect(written.getvalue(), PASSWORD))
    for words in ("canary", PASSWORD):
        assert words.encode() not in kept
        assert words.encode("utf-16-be") not in kept


def _laid_bare(data: bytes) -> bytes:
    return data + b"".join(map(_inflated, re.findall(rb"stream\r?\n(.*?)endstream", data, re.S)))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_two_files_of_one_password_share_nothing(plain: bytes, locked: bytes) -> None:
    again = protect(plain, PASSWORD)
    with opened(locked, PASSWORD) as one, opened(again, PASSWORD) as other:
        for entry in ("/U", "/UE", "/O", "/OE"):
            assert bytes(one.trailer.Encrypt[entry]) != bytes(other.trailer.Encrypt[entry])


def test_letters_that_a_keyboard_writes_two_ways_are_one_password(plain: bytes) -> None:
    data = protect(plain, "tŷ ar y bryn wên")
    with opened(data, check_password("ty\u0302 ar y bryn we\u0302n")) as paper:
        assert len(paper.pages)


@pytest.mark.parametrize(
    "password",
    ["", "too short", "x" * (LONGEST_PASSWORD + 1), "ŵ" * 64, "with a\ttab in it", "half \ud800 a pair"],
)
def test_what_no_reader_would_take_is_refused_at_its_field(password: str) -> None:
    with pytest.raises(UserError) as refused:
        check_password(password)
    assert refused.value.field == "password"
    assert not password or password not in refused.value.message


@pytest.mark.parametrize("password", ["ten letters", "x" * LONGEST_PASSWORD, "ŵ" * 63, "пароль для двери"])
def test_what_every_reader_takes_is_taken(password: str) -> None:
    assert check_password(password) == password


def test_a_document_that_cannot_be_read_says_so_without_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(UserError) as refused:
        protect(b"%PDF-1.7\nnothing more", PASSWORD)
    told = "".join(traceback.format_exception(refused.value)) + caplog.text
    assert PASSWORD not in told
    assert "could not be put behind a password" in told
