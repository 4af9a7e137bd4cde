"""The subject access extract as a machine-readable file. Format 1, JSON in UTF-8; days and moments in ISO 8601.

::

    {"format": "iom-desktop subject access extract", "format_version": 1,
     "made_at": "2026-11-22T14:00:00",            local time of the office, as all moments are
     "person": {"name": ..., "crn": ...},
     "copy": {"number": 1, "of": 1, "check_code": "7F3A-91C2", "for": ...},   null on a preview
     "about": [sentence, ...], "rights": [sentence, ...],
     "matters": [{"number": 13, "code": "notes", "title": ..., "records": [
         {"number": "13.2", "kind": "note", "title": ..., "on": ...,
          "fields": [{"field": "words", "label": "Note", "value": ..., "words": ..., "left_out": ["name"]}]}]}],
     "left_out": [{"record": "13.2", "field": "words", "matter": ..., "label": ..., "ground": "name", "mark": ...,
                   "what": ..., "law": ...}]}

``value`` is null where all of a field is left out, or nothing is held; ``words`` is what the paper prints, with a
mark in square brackets where something is left out. ``left_out`` in a field is there only where something is. Every
field of a kind is there in each of its records, in the same order, so that records of a kind make a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time

from iom_desktop.display.subject_access_lines import (
    about_lines,
    ground_words,
    law_words,
    mark_words,
    rights_lines,
)
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.subject_access import Extract, ExtractRecord, Passage

FORMAT = "iom-desktop subject access extract"
FORMAT_VERSION = 1


def extract_file(extract: Extract, copy: NumberedCopy | None = None) -> bytes:
    """The file itself."""
    content = extract_content(extract, copy)
    return (json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def extract_content(extract: Extract, copy: NumberedCopy | None = None) -> dict[str, object]:
    """The extract as it goes into the file."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_at": extract.made_at,
        "person": {"name": extract.name, "crn": extract.crn},
        "copy": None if copy is None else _copy(copy),
        "about": about_lines(),
        "rights": rights_lines(),
        "matters": [
            {
                "number": section.number,
                "code": section.code,
                "title": section.title,
                "records": [_record(record) for record in section.records],
            }
            for section in extract.sections
        ],
        "left_out": [
            {
                "record": one.key.partition("/")[0],
                "field": one.key.partition("/")[2],
                "matter": one.section,
                "label": one.label,
                "ground": one.ground.value,
                "mark": mark_words(one.ground),
                "what": ground_words(one.ground),
                "law": law_words(one.ground),
            }
            for one in extract.left_out()
        ],
    }


def _copy(copy: NumberedCopy) -> Mapping[str, object]:
    return {
        "number": copy.number,
        "of": copy.of,
        "check_code": copy.code,
        "for": copy.recipient,
        "marking": copy.marking,
    }


def _record(record: ExtractRecord) -> Mapping[str, object]:
    return {
        "number": record.number,
        "kind": record.kind,
        "title": record.title,
        "on": record.on,
        "fields": [_field(one) for one in record.passages],
    }


def _field(passage: Passage) -> Mapping[str, object]:
    field = {
        "field": passage.column,
        "label": passage.label,
        "value": None if passage.value == "" else passage.value,
        "words": passage.words,
    }
    if passage.grounds:
        field["left_out"] = [ground.value for ground in passage.grounds]
    return field
