"""``document``: a paper about one person, for one reader, as PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import (
    add_command,
    check_writable,
    now_of,
    opened,
    opens_store,
    read_secret,
)
from iom_desktop.commands.giving import give_out, gives_out
from iom_desktop.errors import UserError

if TYPE_CHECKING:
    from iom_desktop.domain.documents import NumberedCopy
    from iom_desktop.domain.paper_wishes import PaperWish

KINDS = ("summary", "plan", "decision", "deselection", "letter")
_OF_PLAN = ("summary", "plan")
#: Papers that have a command of their own.
_ELSEWHERE = {
    "comparison": "compare",
    "subject_access": "subject-access",
    "subject-access": "subject-access",
    "pack": "pack",
    "minutes": "minutes",
    "actions": "minutes",
    "day_sheet": "daysheet",
    "access": "access",
}


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "document", _document, "a paper about one person, for one reader, as PDF")
    command.epilog = (
        "KIND is summary (the case plan on one page), plan (in full; for the person, My plan), decision, "
        "deselection or letter, each the one in force. Each copy is numbered and on the register."
    )
    command.add_argument("kind", metavar="KIND")
    command.add_argument("crn", metavar="CRN")
    command.add_argument(
        "--audience",
        default="",
        metavar="A",
        help="full, conference, court, person, or partner: and an agency; full otherwise, the person for a letter",
    )
    command.add_argument("--version", type=int, metavar="N", help="of the plan; the one in force otherwise")
    command.add_argument("--large-print", action="store_true", help="My plan in letters of 18 points")
    command.add_argument("--language", default="en", metavar="en|cy", help="of My plan")
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    gives_out(command)
    command.add_argument("--marking", default="", metavar="CODE", help="another marking than the usual one")
    command.add_argument("--reason", default="", metavar="WORDS", help="why it may be marked lower")
    command.add_argument(
        "--password-file", type=Path, metavar="F", help="protect the PDF with the password in this file"
    )
    opens_store(command)


def _document(chosen: argparse.Namespace) -> None:
    from iom_desktop.domain.documents import Form
    from iom_desktop.reports.papers import make_paper
    from iom_desktop.reports.protect import check_password, protect
    from iom_desktop.services.papers import load_paper

    check_writable(chosen.pdf)
    password = ""
    if chosen.password_file is not None:
        password = check_password(read_secret(chosen.password_file, "password"))
    with opened(chosen) as store:
        with store.read() as session:
            loaded = load_paper(session, _wish(session, chosen), now_of(chosen))
            marking = _marking(session, chosen.marking)

        def make(copy: NumberedCopy) -> bytes:
            data = make_paper(loaded, copy)
            return protect(data, password) if password else data

        said: dict[str, Any] = {"marking": marking} if marking else {}
        copy = give_out(
            store,
            chosen,
            loaded.subject,
            make,
            chosen.pdf,
            form=Form.PROTECTED if password else Form.SAVED,
            marking_reason=chosen.reason,
            **said,
        )
    subject = loaded.subject
    paper = ", ".join(
        part for part in (subject.title, subject.version[:1].lower() + subject.version[1:]) if part
    )
    print(f"{paper}: copy {copy.number} for {copy.recipient}, check code {copy.code}, in {chosen.pdf}.")
    for line in (*loaded.left_out, *loaded.advice):
        # For the officer, not for whoever is given the paper.
        print(line, file=sys.stderr)


def _wish(session: Any, chosen: argparse.Namespace) -> PaperWish:
    """The paper the arguments name. Raises ``UserError``."""
    from iom_desktop.domain.audiences import Audience, parse_reader
    from iom_desktop.domain.documents import Document
    from iom_desktop.domain.paper_wishes import PaperWish
    from iom_desktop.services.cases import case_with_crn

    kind = _kind(chosen.kind)
    reader = parse_reader(chosen.audience or ("person" if kind == "letter" else "full"))
    mine = kind == "plan" and reader.audience is Audience.PERSON
    if chosen.language not in ("en", "cy"):
        raise UserError("Language: give en for English or cy for Welsh.")
    if chosen.language != "en" and not mine:
        raise UserError("Language: only My plan, the plan for the person, is printed in Welsh.")
    if chosen.large_print and not mine:
        raise UserError("Large print: only My plan, the plan for the person, is printed so.")
    if chosen.version is not None and kind not in _OF_PLAN:
        raise UserError("Version: only a plan has versions.")
    case_id = case_with_crn(session, chosen.crn)
    return PaperWish(
        document=Document(kind),
        case_id=case_id,
        reader=reader,
        plan_id=_plan(session, case_id, chosen.version) if kind in _OF_PLAN else "",
        language=chosen.language,
        large_print=chosen.large_print,
    )


def _kind(typed: str) -> str:
    if typed in KINDS:
        return typed
    if typed in _ELSEWHERE:
        raise UserError(f"Kind: that paper has a command of its own, {_ELSEWHERE[typed]}.")
    raise UserError(f"Kind: give one of {', '.join(KINDS)}.")


def _plan(session: Any, case_id: str, number: int | None) -> str:
    """The version of the plan: the one named, else the one in force, else the newest; "" where there is none."""
    from iom_desktop.domain.plans import PlanState
    from iom_desktop.services.plans import list_versions

    versions = list_versions(session, case_id)
    if number is not None:
        found = next((one for one in versions if one.number == number), None)
        if found is None:
            many = f"the versions are 1 to {versions[0].number}" if versions else "there is no plan yet"
            raise UserError(f"Version: there is no version {number} of this plan; {many}.")
        return found.id
    agreed = (one for one in versions if one.state is PlanState.AGREED)
    plan = next(agreed, versions[0] if versions else None)
    return "" if plan is None else plan.id


def _marking(session: Any, typed: str) -> str:
    """The code of the marking; "" for the usual one. Raises ``UserError``."""
    from iom_desktop.services.register import list_markings

    code = typed.strip().upper().replace(" ", "_")
    if code and code not in (known := list_markings(session)):
        raise UserError(f"Marking: give one of {', '.join(known)}.")
    return code
