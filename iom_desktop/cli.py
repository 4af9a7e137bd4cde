"""The command line: the services of the window, for automation and for checks.

Exit 0, or 2 with one plain line on standard error. A passphrase comes from a file or a prompt, never from an
argument, where other programs could read it.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from iom_desktop import __version__
from iom_desktop.commands import (
    access,
    agenda,
    calendar,
    check_code,
    compare,
    compliance,
    contacts,
    copies,
    daysheet,
    decide,
    document,
    minutes,
    pack,
    subject_access,
)
from iom_desktop.commands.console import (
    add_command,
    as_json,
    check_writable,
    day,
    now_of,
    opened,
    opens_store,
    passphrase,
    print_json,
    save,
    say_error,
)
from iom_desktop.commands.giving import give_out, gives_out
from iom_desktop.domain.clock import local_now
from iom_desktop.errors import UserError
from iom_desktop.rubbish import look_seldom

if TYPE_CHECKING:
    from iom_desktop.domain.cases import CaseListRow
    from iom_desktop.domain.clarity import Fault
    from iom_desktop.domain.plans import Goal, Plan


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    look_seldom()
    try:
        chosen = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int | None] = chosen.run
        return run(chosen) or 0
    except UserError as problem:
        say_error(problem.message)
    except KeyboardInterrupt:
        say_error("Stopped. Nothing half done was kept.")
    except BrokenPipeError:
        # Whoever was reading has gone; there is nobody to tell, not even at the closing of the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (RecursionError, MemoryError):
        say_error("There is not enough memory for this.")
    except Exception as bug:
        # The last guard: a bug is named by kind and place, never by its text.
        say_error(f"The program has a fault and stopped: {_place_of(bug)}. Nothing half done was kept.")
    return 2


def _place_of(bug: BaseException) -> str:
    """Kind of error and where in the code it was, without its message, which may hold case text."""
    last = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{type(bug).__name__} at {Path(last.filename).name}:{last.lineno}"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        sentence = f"{message[:1].upper()}{message[1:]}".rstrip(".")
        say_error(f"{sentence}. See {self.prog} --help.")
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="iom-desktop", description="The case file for Integrated Offender Management officers."
    )
    parser.add_argument("--version", action="version", version=f"IOM Desktop {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    _store_commands(commands)
    _case_commands(commands)
    _check_commands(commands)
    access.add(commands)
    agenda.add(commands)
    calendar.add(commands)
    check_code.add(commands)
    compare.add(commands)
    compliance.add(commands)
    contacts.add(commands)
    copies.add(commands)
    daysheet.add(commands)
    decide.add(commands)
    document.add(commands)
    minutes.add(commands)
    pack.add(commands)
    subject_access.add(commands)
    return parser


def _store_commands(commands: Any) -> None:
    new = add_command(commands, "new", _new, "make a store")
    new.add_argument("--store", type=Path, required=True, metavar="DIR")
    new.add_argument("--officer", required=True, metavar="NAME")
    new.add_argument("--agency", required=True, metavar="AGENCY")
    new.add_argument("--role", default="", metavar="WORDS")
    new.add_argument(
        "--name", default="", metavar="NAME", help="the store's name; its folder's name otherwise"
    )
    new.add_argument("--passphrase-file", type=Path, metavar="F")
    new.add_argument("--recovery-file", type=Path, required=True, metavar="OUT")
    demo = add_command(commands, "demo", _demo, "make a store with an invented caseload")
    demo.add_argument("--store", type=Path, required=True, metavar="DIR")
    demo.add_argument("--people", type=int, default=268, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="N")
    demo.add_argument("--today", type=day, metavar="DATE")
    demo.add_argument("--passphrase-file", type=Path, metavar="F")
    bring = add_command(commands, "import", _import, "import a caseload from CSV or XLSX")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    bring.add_argument("--json", type=Path, metavar="REPORT")
    bring.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    opens_store(bring)


def _case_commands(commands: Any) -> None:
    caseload = add_command(commands, "list", _list, "the caseload")
    caseload.add_argument("--json", action="store_true")
    opens_store(caseload)
    plan = add_command(commands, "plan", _plan, "a person's case plan summary as PDF")
    plan.add_argument("crn", metavar="CRN")
    plan.add_argument("--pdf", type=Path, required=True, metavar="OUT.pdf")
    plan.add_argument("--json", type=Path, metavar="OUT.json")
    gives_out(plan)
    opens_store(plan)
    search = add_command(commands, "search", _search, "people and words in the whole store")
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--json", action="store_true")
    opens_store(search)


def _check_commands(commands: Any) -> None:
    verify = add_command(commands, "verify", _verify, "check database, audit chain and head")
    verify.add_argument("--store", type=Path, required=True, metavar="DIR")
    verify.add_argument("--passphrase-file", type=Path, metavar="F")
    add_command(commands, "self-test", _self_test, "make, use, print, verify and remove a store")
    gallery = add_command(commands, "gallery", _gallery, "draw every page and dialog into a folder")
    gallery.add_argument("folder", type=Path, metavar="DIR")
    bench = add_command(commands, "bench", _bench, "measure speed and memory against floors")
    bench.add_argument("--people", type=int, default=20_000, metavar="N")
    bench.add_argument("--only", metavar="NAME")
    bench.add_argument("--json", action="store_true")


# The commands.


def _new(chosen: argparse.Namespace) -> None:
    from iom_desktop.domain.codes import Agency
    from iom_desktop.domain.officers import Officer
    from iom_desktop.services.stores import make_store
    from iom_desktop.storage.ids import new_id

    if chosen.agency not in set(Agency):
        raise UserError(f"Agency: {chosen.agency!r} is not one of {', '.join(Agency)}.")
    if not chosen.officer.strip():
        raise UserError("Officer: a name is needed.")
    check_writable(chosen.recovery_file)
    if chosen.recovery_file.exists():
        raise UserError(f"{chosen.recovery_file} is there already; a recovery key is never written over.")
    officer = Officer(
        officer_id=new_id(), name=chosen.officer.strip(), agency=chosen.agency, role=chosen.role.strip()
    )
    name = chosen.name.strip() or chosen.store.resolve().name
    store, recovery = make_store(chosen.store, officer, passphrase(chosen, new=True), name)
    store.close()
    save(chosen.recovery_file, f"{recovery}\n".encode())
    print(f"A store was made in {chosen.store}. Its recovery key is in {chosen.recovery_file}: print it, put it "
          "where only you can get it, and delete the file.")  # fmt: skip


def _demo(chosen: argparse.Namespace) -> None:
    from iom_desktop import demo
    from iom_desktop.domain.officers import Officer
    from iom_desktop.services.stores import make_store

    if not 1 <= chosen.people <= 100_000:
        raise UserError("People: a number from 1 to 100,000 is needed.")
    today = chosen.today or local_now().date()
    officer = Officer(officer_id="demo-officer", name="PC Baker", agency="police", role="IOM officer")
    store, _recovery = make_store(chosen.store, officer, passphrase(chosen, new=True), "Demonstration")
    try:
        people = demo.invent(chosen.people, chosen.seed, today)
        with store.write("Make the demonstration caseload") as session:
            many = demo.fill(session, people, today)
    finally:
        store.close()
    print(f"{many} invented people are in {chosen.store}.")


def _import(chosen: argparse.Namespace) -> None:
    from iom_desktop.services.caseload_import import import_file

    check_writable(chosen.json)
    if not chosen.file.exists():
        raise UserError(f"The file {chosen.file} is not there.")
    with opened(chosen) as store:
        done = import_file(
            store, chosen.file, now_of(chosen).date(), dry_run=chosen.dry_run, sheet=chosen.sheet
        )
    report = done.report
    if chosen.json is not None:
        save(chosen.json, as_json(report.as_json()))
    would = "would be " if chosen.dry_run else ""
    print(
        f"{report.added} {would}added, {report.updated} {would}updated, {report.unchanged} unchanged, "
        f"{len(report.rejected)} not taken."
    )
    if done.rejects is not None:
        print(f"The rows not taken are in {done.rejects}, each with its reason.")
    if done.warning:
        say_error(done.warning)


def _list(chosen: argparse.Namespace) -> None:
    from iom_desktop.services.cases import list_cases

    with opened(chosen) as store, store.read() as session:
        rows = list_cases(session, now_of(chosen))
    if chosen.json:
        print_json([_case_line(row) for row in rows])
        return
    from iom_desktop.display.formats import date_time

    for row in rows:
        plan = (
            "clear" if _clear(row) else "no plan" if row.plan_faults is None else f"{row.plan_faults} faults"
        )
        when = date_time(row.next_appointment) if row.next_appointment else "no appointment"
        print(
            f"{row.crn}  {row.surname.upper()}, {row.forenames}  {row.cohort or ''} {row.rag or ''}  {plan}  {when}"
        )


def _clear(row: CaseListRow) -> bool:
    return row.plan_faults == 0


def _case_line(row: CaseListRow) -> dict[str, object]:
    from iom_desktop.domain.names import list_name

    return {
        "crn": row.crn,
        "name": list_name(row.surname, row.forenames),
        "known_as": row.known_as,
        "pnc": row.pnc,
        "date_of_birth": row.date_of_birth,
        "cohort": row.cohort,
        "rag": row.rag,
        "rosh": row.rosh,
        "sentence": row.sentence,
        "sentence_end": row.sentence_end,
        "police_lead": row.police_lead,
        "probation_lead": row.probation_lead,
        "has_decision": row.has_decision,
        "clear_plan": _clear(row),
        "plan_version": row.plan_number,
        "plan_faults": row.plan_faults,
        "plan_agreed": row.plan_agreed,
        "next_appointment": row.next_appointment,
        "review_on": row.review_on,
    }


def _plan(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.paper_subjects import plan_subject
    from iom_desktop.domain.documents import Document
    from iom_desktop.reports.case_plan import case_plan
    from iom_desktop.services.case_files import load_case_file
    from iom_desktop.services.cases import case_with_crn

    check_writable(chosen.pdf)
    check_writable(chosen.json)
    with opened(chosen) as store:
        with store.read() as session:
            case_id = case_with_crn(session, chosen.crn)
            case_file = load_case_file(session, case_id, now_of(chosen), in_force=True)
        give_out(
            store,
            chosen,
            plan_subject(case_file, Document.PLAN),
            lambda copy: case_plan(case_file, copy),
            chosen.pdf,
        )
    if chosen.json is not None:
        save(chosen.json, as_json(_plan_content(case_file.plan, case_file.readiness)))


def _plan_content(plan: Plan | None, readiness: Sequence[Fault]) -> dict[str, object]:
    faults = [fault for fault in readiness if fault.blocking]
    return {
        "version": None if plan is None else plan.number,
        "state": None if plan is None else plan.state.value,
        "clear": plan is not None and not faults,
        "goals": [] if plan is None else [_goal_content(goal) for goal in plan.goals],
        "contingency": "" if plan is None else plan.said.contingency,
        "faults": [{"where": fault.where, "code": fault.code, "words": fault.words} for fault in faults],
        "advice": [
            {"where": fault.where, "code": fault.code, "words": fault.words}
            for fault in readiness
            if not fault.blocking
        ],
    }


def _goal_content(goal: Goal) -> dict[str, object]:
    return {
        "number": goal.number,
        "words": goal.said.words,
        "target_on": goal.said.target_on,
        "state": goal.state.value,
        "actions": [
            {
                "number": action.number,
                "what": action.said.what,
                "who": None if action.said.who is None else action.said.who.value,
                "who_name": action.said.who_name,
                "who_agency": action.said.who_agency,
                "due_on": action.said.due_on,
                "due_time": action.said.due_time,
                "how_often": action.said.how_often,
                "source": None if action.said.source is None else action.said.source.value,
                "source_detail": action.said.source_detail,
                "serves": list(action.said.serves or goal.said.serves),
                "evidence": action.said.evidence,
                "if_missed": action.said.if_missed,
                "support": action.said.support,
                "explained_on": action.said.explained_on,
                "agreed": action.said.agreed,
                "status": action.status.value,
            }
            for action in goal.actions
        ],
    }


def _search(chosen: argparse.Namespace) -> None:
    from iom_desktop.services.people import load_people_index
    from iom_desktop.services.timeline import find_words

    words = " ".join(chosen.words)
    with opened(chosen) as store, store.read() as session:
        people = load_people_index(session).find(words)
        records = find_words(session, words)
    content = {
        "people": [
            {
                "crn": match.crn,
                "name": match.name,
                "known_as": match.known_as,
                "pnc": match.pnc,
                "date_of_birth": match.date_of_birth,
                "because": match.because,
            }
            for match in people
        ],
        "records": [
            {"crn": one.crn, "name": one.person, "kind": one.kind.value, "heading": one.heading, "at": one.at,
             "words": one.words}
            for one in records
        ],
    }  # fmt: skip
    if chosen.json:
        print_json(content)
        return
    for match in people:
        print(f"{match.crn}  {match.name}")
    for one in records:
        print(f"{one.crn}  {one.person}  {one.heading}: {' '.join(one.words.split())[:100]}")


def _verify(chosen: argparse.Namespace) -> int:
    with opened(chosen) as store:
        problems = store.verify()
    for problem in problems:
        say_error(problem)
    if not problems:
        print("The database, the audit chain and the head are whole.")
    return 2 if problems else 0


def _self_test(_chosen: argparse.Namespace) -> None:
    from iom_desktop.selftest import self_test

    for line in self_test():
        print(line, flush=True)


def _gallery(chosen: argparse.Namespace) -> None:
    from iom_desktop.gallery import draw_gallery

    many = draw_gallery(chosen.folder)
    print(f"{many} pictures are in {chosen.folder}.")


def _bench(chosen: argparse.Namespace) -> None:
    from iom_desktop.bench import run_bench

    rows = run_bench(chosen.people, chosen.only)
    if chosen.json:
        print_json({"rows": [row.as_json() for row in rows]})
        return
    for row in rows:
        print(row.as_line())
