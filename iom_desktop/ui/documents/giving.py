"""Giving a paper out: for whom is asked, the copies go on the register, and only then are they made and leave.

This is the one place of the window that prints or saves a paper. Each copy is made for its own number, beside
the window. A copy that never comes about is marked so on the register, and the officer is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.documents import Form, NumberedCopy, PaperSubject
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import register
from iom_desktop.ui import ask
from iom_desktop.ui.documents.copy_dialog import PRINTING, SAVING, CopyDialog, load_asked
from iom_desktop.ui.documents.printing import print_pdf
from iom_desktop.ui.jobs import Cancelled, Progress, run_job
from iom_desktop.ui.page import Action, Page
from iom_desktop.ui.workspace import Workspace

Step = Callable[[int, int], object]
"""Called while a paper is made: so many pages or parts of so many."""
Say = Callable[[str, str, Action | None], object]
"""Says what happened: the words, their level, and something to do about it."""

#: How often a dialog that stood open looks whether its paper is loaded, in milliseconds, and how many times.
_LOOK_MS, _LOOKS = 50, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that could leave. ``make`` lays it out for a numbered copy, on any thread; without one, a preview.

    ``file_name`` ("Case plan 2026-11-22.pdf") names nobody. What ends otherwise than in .pdf is only saved.
    ``left_out`` says in a sentence what this reader's copy leaves out.
    """

    subject: PaperSubject
    file_name: str
    make: Callable[[NumberedCopy | None, Step], bytes]
    document: QPdfDocument | None = None  #: the pages as previewed, where they are
    left_out: str = ""
    #: The same for machines, saved beside the PDF as .json; never beside one with a password, which it has not.
    data: Callable[[NumberedCopy], bytes] | None = None
    #: Puts more on record with the copies, in their transaction: told the session and for whom they are.
    also: Callable[[Any, str], object] | None = None

    @property
    def printable(self) -> bool:
        """Whether it has pages."""
        return Path(self.file_name).suffix.lower() == ".pdf"


class Giving:
    """Prints and saves what a page or a dialog shows. ``key`` begins the keys of its dialogs' drafts.

    ``about`` tells papers of one page apart in those keys, so that for whom one was meant is not proposed for
    another: whoever resumes shows that paper first.
    """

    def __init__(
        self,
        host: QWidget,
        workspace: Workspace,
        paper: Callable[[], Paper | None],
        *,
        key: str,
        usual: Sequence[str] | Callable[[], Sequence[str]] = (),
        hint: str = "",
        given: Callable[[], object] = lambda: None,
        about: Callable[[], str] = lambda: "",
        say: Say | None = None,
    ) -> None:
        """``usual`` are suggestions for whom it is; ``given`` is called once something is on the register.

        ``say`` tells what happened; a page's own notice does without it.
        """
        self._host, self._workspace, self._paper = host, workspace, paper
        self.key, self._usual, self.hint, self._given, self._about = key, usual, hint, given, about
        self._say: Say = say or _notice_of(host)

    # Asking -------------------------------------------------------------------------------------------------

    def ask_print(self) -> None:
        """Ask for whom, then print."""
        self._ask(PRINTING)

    def ask_save(self) -> None:
        """Ask for whom, then save."""
        self._ask(SAVING)

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open, once its paper is there."""
        verb = PRINTING if draft_key.startswith(self._draft_key_of(PRINTING)) else SAVING
        self._ask_when_there(verb, _LOOKS)

    def _ask_when_there(self, verb: str, looks: int) -> None:
        if self._paper() is not None or looks == 0:
            self._ask(verb)
        else:
            QTimer.singleShot(_LOOK_MS, self._host, lambda: self._ask_when_there(verb, looks - 1))

    def _ask(self, verb: str) -> None:
        try:
            self.dialog(verb).open()
        except UserError as problem:
            self._say(problem.message, "error", None)

    def dialog(self, verb: str) -> CopyDialog:
        """The dialog about the paper that is shown. Raises ``UserError`` while that is still being made."""
        paper = self._there()
        usual = self._usual() if callable(self._usual) else self._usual
        return CopyDialog(
            self._host,
            self._workspace,
            load_asked(self._workspace, paper.subject),
            lambda draft, password: self.give_out(draft, password, paper),
            draft_key=self._draft_key(verb),
            leaving=Form.PRINTED if verb == PRINTING and paper.printable else Form.SAVED,
            printable=paper.printable,
            left_out=paper.left_out,
            usual=usual,
            hint=self.hint,
        )

    def _draft_key(self, verb: str) -> str:
        about = self._about()
        return f"{self._draft_key_of(verb)}:{about}" if about else self._draft_key_of(verb)

    def _draft_key_of(self, verb: str) -> str:
        case_id = getattr(self._host, "case_id", "")
        return f"{self.key}:{verb}:{case_id}" if case_id else f"{self.key}:{verb}"

    def about_of(self, draft_key: str) -> str:
        """What a key made here says the dialog was about: what ``about`` told then."""
        verb = PRINTING if draft_key.startswith(self._draft_key_of(PRINTING)) else SAVING
        begin = self._draft_key_of(verb)
        return draft_key.removeprefix(begin).removeprefix(":") if draft_key.startswith(begin) else ""

    def _there(self) -> Paper:
        paper = self._paper()
        if paper is None:
            raise UserError(_("The document is still being made; try again in a moment."))
        return paper

    # Giving out ---------------------------------------------------------------------------------------------

    def give_out(self, draft: CopyDraft, password: str = "", paper: Paper | None = None) -> bool:
        """Print or save a copy for each recipient of ``draft``, on the register first.

        Without ``paper`` it is the one that is shown. False where the officer steps back from the printer or the
        file picker; then nothing is on the register. Raises ``UserError`` where the copies may not be given so.
        """
        paper = paper or self._there()
        draft = self._workspace.read(register.check_copies, paper.subject, draft, self._workspace.today())
        if draft.form is Form.PRINTED:
            return self._print(paper, draft)
        return self._save(paper, draft, password)

    def _print(self, paper: Paper, draft: CopyDraft) -> bool:
        printer = ask.printer(self._host, paper.subject.title)
        if printer is None:
            return False
        copies = self._issue(_("Print {paper}"), paper, draft)
        work = _Printing(self._workspace, paper, copies, printer)
        run_job(
            self._host,
            _("Printing"),
            work.run,
            lambda _made: self._tell(work, _("{copies} sent to the printer. {codes}")),
            lambda problem: self._tell_failed(work, problem),
        )
        return True

    def _save(self, paper: Paper, draft: CopyDraft, password: str) -> bool:
        caption = _("Save the {paper}").format(paper=_small(paper.subject.title))
        kind = _("PDF (*.pdf)") if paper.printable else _("Spreadsheets (*.csv)")
        path = ask.save_path(self._host, caption, paper.file_name, kind)
        if path is None:
            return False
        copies = self._issue(_("Save {paper}"), paper, draft)
        work = _Saving(self._workspace, [_Piece(paper, copy, path) for copy in copies], password)
        if len(copies) > 1:
            work.name_each()
        self._run(work, path.parent)
        return True

    def save_each(self, given: Sequence[tuple[Paper, CopyDraft]], folder: Path) -> None:
        """Save several papers into ``folder`` under their own names, all on the register in one transaction.

        Raises ``UserError`` where one of them may not be given so: then none is.
        """
        today = self._workspace.today()
        for paper, draft in given:
            self._workspace.read(register.check_copies, paper.subject, draft, today)
        issued = self._workspace.perform(
            _("Save {paper}").format(paper=_small(given[0][0].subject.title)),
            lambda session: [
                (paper, copy) for paper, draft in given for copy in _on_record(session, paper, draft, today)
            ],
            reason=given[0][1].purpose,
        )
        self._given()
        pieces = [_Piece(paper, copy, folder / paper.file_name, True) for paper, copy in issued]
        self._run(_Saving(self._workspace, pieces, ""), folder)

    def _run(self, work: _Saving, folder: Path) -> None:
        open_it: Action = (_("Open the folder"), lambda: _open_folder(folder))
        run_job(
            self._host,
            _("Making the copies"),
            work.run,
            lambda _made: self._tell(work, _("{copies} saved in {folder}. {codes}"), folder, open_it),
            lambda problem: self._tell_failed(work, problem),
        )

    def _issue(self, verb: str, paper: Paper, draft: CopyDraft) -> tuple[NumberedCopy, ...]:
        copies = self._workspace.perform(
            verb.format(paper=_small(paper.subject.title)),
            _on_record,
            paper,
            draft,
            self._workspace.today(),
            reason=draft.purpose,
        )
        self._given()
        return copies

    # Saying what became of it -------------------------------------------------------------------------------

    def _tell(
        self, work: _Work, words: str, folder: Path | None = None, action: Action | None = None
    ) -> None:
        if work.left:
            self._tell_failed(work, work.problem or UserError(_("It was stopped.")))
            return
        said = words.format(copies=_copies_words(work.out), codes=_code_words(work.out), folder=folder)
        self._say(said, "good", action)

    def _tell_failed(self, work: _Work, problem: UserError) -> None:
        self._given()
        parts = [problem.message]
        if work.out:
            parts.append(_("{copies} came out.").format(copies=_copies_words(work.out)))
        parts.append(_("{copies} not made: the register says so.").format(copies=_copies_words(work.left)))
        self._say(" ".join(parts), "error", None)


def _on_record(session: Any, paper: Paper, draft: CopyDraft, today: date) -> tuple[NumberedCopy, ...]:
    """The copies on the register, and what else the paper puts on record with them."""
    copies = register.issue_copies(session, paper.subject, draft, today)
    if paper.also is not None:
        paper.also(session, ", ".join(copy.recipient for copy in copies))
    return copies


@dataclass(frozen=True, slots=True)
class _Piece:
    paper: Paper
    copy: NumberedCopy
    path: Path
    spare: bool = False  #: nobody agreed to a file of that name being replaced


class _Work:
    """Copies on their way: those that are out, and those still to come. What is left at the end is marked so."""

    def __init__(self, workspace: Workspace, copies: Sequence[NumberedCopy]) -> None:
        self._workspace = workspace
        self.out: list[NumberedCopy] = []
        self.left: list[NumberedCopy] = list(copies)
        self.problem: UserError | None = None

    def is_out(self) -> None:
        """The next copy has left."""
        self.out.append(self.left.pop(0))

    def mark_left(self) -> None:
        """Put on the register that the copies left never came about."""
        if self.left:
            self._workspace.perform(_("Copies not made"), register.copies_failed, tuple(self.left))


class _Saving(_Work):
    """Makes, protects and writes files. All on the job's thread, so that a lock in between finds its end there."""

    def __init__(self, workspace: Workspace, pieces: Sequence[_Piece], password: str) -> None:
        super().__init__(workspace, [piece.copy for piece in pieces])
        self._pieces, self._password = list(pieces), password

    def name_each(self) -> None:
        """Give each copy a file of its own beside the one that was chosen."""
        self._pieces = [
            _Piece(one.paper, one.copy, _beside(one.path, one.copy.number), True) for one in self._pieces
        ]

    def run(self, progress: Progress) -> None:
        """Write them all. What fails is marked; ``problem`` says why."""
        try:
            for place, piece in enumerate(self._pieces):
                progress.step(place, len(self._pieces))
                inner = progress.step if len(self._pieces) == 1 else _checking(progress)
                data = piece.paper.make(piece.copy, inner)
                path = _free(piece.path) if piece.spare else piece.path
                self._put(piece, path, self._protected(data))
                self.is_out()
        except UserError as problem:
            self.problem = problem
        except Cancelled:
            self.problem = UserError(_("It was stopped."))
        finally:
            self._password = ""
            self.mark_left()

    def _put(self, piece: _Piece, path: Path, data: bytes) -> None:
        """Write a copy, and beside it the same for machines where there is that; both or neither."""
        if piece.paper.data is None or self._password:
            self._workspace.save_file(path, data)
            return
        beside = _free(path.with_suffix(".json"))
        self._workspace.save_file(beside, piece.paper.data(piece.copy))
        try:
            self._workspace.save_file(path, data)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _protected(self, data: bytes) -> bytes:
        if not self._password:
            return data
        # The ciphers of PDF are needed only now.
        from iom_desktop.reports.protect import protect

        return protect(data, self._password)


class _Printing(_Work):
    """Makes copies and sends each to the printer, on the job's thread like files."""

    def __init__(
        self, workspace: Workspace, paper: Paper, copies: Sequence[NumberedCopy], printer: QPrinter
    ) -> None:
        super().__init__(workspace, copies)
        self._paper, self._printer = paper, printer

    def run(self, progress: Progress) -> None:
        """Print them all. What fails is marked; ``problem`` says why."""
        many = len(self.left)
        try:
            with self._workspace.spooling() as spool:
                for place, copy in enumerate(tuple(self.left)):
                    progress.step(place, many)
                    data = self._paper.make(copy, _checking(progress))
                    print_pdf(data, self._printer, _pages_of(progress, place, many), spool)
                    self.is_out()
        except UserError as problem:
            self.problem = problem
        except Cancelled:
            words = _("Printing was stopped. Should pages of copy {n} still come out, destroy them.")
            self.problem = UserError(words.format(n=self.left[0].number))
        finally:
            self.mark_left()


def _pages_of(progress: Progress, place: int, many: int) -> Step:
    """Shows the pages of one copy; of several copies, which one it is and its page."""

    def step(page: int, pages: int) -> None:
        if many == 1:
            progress.step(page, pages)
        else:
            words = _("page {n} of {pages}").format(n=min(page + 1, pages), pages=pages)
            progress.step(place, many, words)

    return step


def _checking(progress: Progress) -> Step:
    """A step that can stop the work, but leaves what is shown to the copies."""
    return lambda _done, _total: progress.check()


def _notice_of(host: QWidget) -> Say:
    if not isinstance(host, Page):
        raise TypeError("what is no page must say how it tells what happened")
    return lambda words, level, action: host.notice(words, level, action)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _beside(path: Path, number: int) -> Path:
    """ "Case plan copy 3.pdf" beside "Case plan.pdf"."""
    return path.with_name(_("{name} copy {n}{end}").format(name=path.stem, n=number, end=path.suffix))


def _free(path: Path) -> Path:
    """``path``, or the first of "... (2)", "... (3)" that is no file yet."""
    found, again = path, 2
    while found.exists():
        found = path.with_name(f"{path.stem} ({again}){path.suffix}")
        again += 1
    return found


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _copies_words(copies: Sequence[NumberedCopy]) -> str:
    """ "Copy 3", "Copies 3 to 5"."""
    if not copies:
        return ""
    if len(copies) == 1:
        return _("Copy {n}").format(n=copies[0].number)
    first, last = copies[0].number, copies[-1].number
    if last - first == len(copies) - 1:
        return _("Copies {first} to {last}").format(first=first, last=last)
    return _("{n} copies").format(n=len(copies))


def _code_words(copies: Sequence[NumberedCopy]) -> str:
    if len(copies) == 1:
        return _("It is on the register; its check code is {code}.").format(code=copies[0].code)
    return _("They are on the register, each with a check code of its own.")
