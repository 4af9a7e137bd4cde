"""Which paper: of what kind, of which version, for whose eyes, and how the person's own is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iom_desktop.display.labels import label, reader_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import THE_PERSON, Audience, Reader, parse_reader
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.documents import READERS, Document
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.ui import theme
from iom_desktop.ui.field import Field
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form import ChoiceField

#: The person's own plan is the case plan for a reader of its own; here it is chosen as a paper.
MY_PLAN = "my_plan"
_PAPERS: tuple[tuple[str, Document], ...] = (
    (Document.SUMMARY.value, Document.SUMMARY),
    (Document.PLAN.value, Document.PLAN),
    (MY_PLAN, Document.PLAN),
    (Document.DECISION.value, Document.DECISION),
    (Document.DESELECTION.value, Document.DESELECTION),
    (Document.COMPARISON.value, Document.COMPARISON),
    (Document.SUBJECT_ACCESS.value, Document.SUBJECT_ACCESS),
)
_OF = dict(_PAPERS)
_ENGLISH, _WELSH = "en", "cy"
_USUAL_SIZE, _LARGE = "usual", "large"
#: Fields of a choice kept in the key of a draft, in this order.
_BETWEEN = "/"

Versions = Sequence[tuple[str, str]]
"""The id of a version or a record, and its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """What there is papers of: versions of the plan, decisions and de-selections, the newest first.

    ``in_force`` is the version that is proposed.
    """

    plans: Versions = ()
    decisions: Versions = ()
    deselections: Versions = ()
    in_force: str = ""

    def has(self, paper: str) -> bool:
        """Whether there is anything to print such a paper of."""
        needs = {
            MY_PLAN: bool(self.plans),
            Document.DECISION.value: bool(self.decisions),
            Document.DESELECTION.value: bool(self.deselections),
            Document.COMPARISON.value: len(self.plans) > 1,
        }
        return needs.get(paper, True)


class PaperChooser(QWidget):
    """Choices side by side; only those that the paper chosen leaves open are shown."""

    changed = Signal()

    def __init__(self, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper-chooser")
        self._case_id = case_id
        self._on_file = OnFile()
        self._telling = True
        self.paper_field = ChoiceField("paper", _("Paper"), (), blank=None)
        self.version_field = ChoiceField("version", _("Version"), (), blank=None)
        self.older_field = ChoiceField("older", _("Compared with"), (), blank=None)
        self.reader_field = ChoiceField("reader", _("Who will read it"), (), blank=None)
        self.language_field = ChoiceField(
            "language", _("Language"), ((_ENGLISH, _("English")), (_WELSH, _("Welsh"))), blank=None
        )
        self.size_field = ChoiceField(
            "size", _("Print"), ((_USUAL_SIZE, _("Usual size")), (_LARGE, _("Large print"))), blank=None
        )
        row = FlowLayout(self)
        for field, width in self._fields():
            field.setFixedWidth(theme.px(width))
            row.addWidget(field)
        self.setFocusProxy(self.paper_field)
        self.paper_field.changed.connect(self._paper_changed)
        self.version_field.changed.connect(self._version_changed)
        for one in (self.older_field, self.reader_field, self.language_field, self.size_field):
            one.changed.connect(self._tell)

    def _fields(self) -> tuple[tuple[Field, int], ...]:
        return (
            (self.paper_field, 222),
            (self.version_field, 254),
            (self.older_field, 254),
            (self.reader_field, 200),
            (self.language_field, 108),
            (self.size_field, 140),
        )

    # What there is ------------------------------------------------------------------------------------------

    def set_on_file(self, on_file: OnFile) -> None:
        """Offer papers of what is on file now; the choice made stays where it can. Tells nobody."""
        first = not self.paper_field.value()
        self._on_file = on_file
        self._telling = False
        self.paper_field.set_options([(one, _paper_words(one)) for one, _of in _PAPERS if on_file.has(one)])
        if first or not on_file.has(self.paper()):
            self.paper_field.set_value(Document.SUMMARY.value)
        self._offer()
        self._telling = True

    def paper(self) -> str:
        """The paper chosen."""
        return self.paper_field.value() or Document.SUMMARY.value

    def document(self) -> Document:
        """Its kind."""
        return _OF[self.paper()]

    def _versions(self) -> Versions:
        found = {
            Document.DECISION.value: self._on_file.decisions,
            Document.DESELECTION.value: self._on_file.deselections,
            Document.SUBJECT_ACCESS.value: (),
            # The oldest has none before it to be compared with.
            Document.COMPARISON.value: self._on_file.plans[:-1],
        }
        return found.get(self.paper(), self._on_file.plans)

    def _offer(self) -> None:
        """Offer the versions and readers of the paper chosen, and hide what it leaves no choice of."""
        versions = self._versions()
        chosen = self.version_field.value()
        self.version_field.set_options(versions or [("", _("No plan yet"))])
        ids = [one for one, _words in versions]
        if chosen not in ids:
            proposed = self._on_file.in_force if self._on_file.in_force in ids else (ids or [""])[0]
            self.version_field.set_value(proposed)
        self._offer_older()
        self._offer_readers()
        mine = self.paper() == MY_PLAN
        extract = self.document() is Document.SUBJECT_ACCESS
        shown = {
            self.version_field: not extract,
            self.older_field: self.document() is Document.COMPARISON,
            self.reader_field: len(self._readers()) > 1,
            self.language_field: mine,
            self.size_field: mine or extract,
        }
        for field, visible in shown.items():
            field.setVisible(visible)

    def _offer_older(self) -> None:
        ids = [one for one, _words in self._on_file.plans]
        newer = self.version_field.value() or ""
        # A comparison reads forwards: what the version chosen changed in one before it.
        before = self._on_file.plans[ids.index(newer) + 1 :] if newer in ids else ()
        chosen = self.older_field.value()
        self.older_field.set_options(before)
        if before and chosen not in [one for one, _words in before]:
            self.older_field.set_value(before[0][0])

    def _readers(self) -> list[Reader]:
        if self.paper() == MY_PLAN:
            return [THE_PERSON]
        found: list[Reader] = []
        for audience in READERS[self.document()]:
            if audience is Audience.PARTNER:
                found += [Reader(audience, agency.value) for agency in Agency]
            elif audience is not Audience.PERSON or self.document() is not Document.PLAN:
                found.append(Reader(audience))
        return found

    def _offer_readers(self) -> None:
        readers = self._readers()
        chosen = self.reader_field.value()
        self.reader_field.set_options([(one.code, reader_words(one)) for one in readers])
        if chosen not in [one.code for one in readers]:
            self.reader_field.set_value(readers[0].code)

    # What is chosen -----------------------------------------------------------------------------------------

    def reader(self) -> Reader:
        """Whose eyes the paper is for."""
        return parse_reader(self.reader_field.value() or Audience.FULL.value)

    def wish(self) -> PaperWish:
        """The paper that is wanted."""
        of_plan = self.document() in (Document.SUMMARY, Document.PLAN, Document.COMPARISON)
        version = self.version_field.value() or ""
        mine = self.paper() == MY_PLAN
        sized = mine or self.document() is Document.SUBJECT_ACCESS
        return PaperWish(
            document=self.document(),
            case_id=self._case_id,
            reader=self.reader(),
            plan_id=version if of_plan else "",
            record_id="" if of_plan or self.document() is Document.SUBJECT_ACCESS else version,
            older_plan_id=(self.older_field.value() or "") if self.document() is Document.COMPARISON else "",
            language=(self.language_field.value() or _ENGLISH) if mine else _ENGLISH,
            large_print=sized and self.size_field.value() == _LARGE,
        )

    def key(self) -> str:
        """The choice in one word, for the key of a draft; ``choose`` reads it."""
        return _BETWEEN.join(field.value() or "" for field, _width in self._fields())

    def choose(self, key: str) -> None:
        """Choose what ``key`` says, as far as it is still on file."""
        said = key.split(_BETWEEN)
        fields = [field for field, _width in self._fields()]
        if len(said) != len(fields) or not self._on_file.has(said[0]) or said[0] not in _OF:
            return
        self._telling = False
        for field, value in zip(fields, said, strict=True):
            field.restore_text(value)
            self._offer()
        self._telling = True
        self.changed.emit()

    # Changes ------------------------------------------------------------------------------------------------

    def _paper_changed(self) -> None:
        self._quietly(self._offer)

    def _version_changed(self) -> None:
        self._quietly(self._offer_older)

    def _quietly(self, offer: Callable[[], None]) -> None:
        if not self._telling:
            return
        self._telling = False
        try:
            offer()
        finally:
            self._telling = True
        self.changed.emit()

    def _tell(self) -> None:
        if self._telling:
            self.changed.emit()


def _paper_words(paper: str) -> str:
    if paper == MY_PLAN:
        return _("My plan, for the person")
    return _("Full case plan") if paper == Document.PLAN.value else label(_OF[paper])
