"""Adding a person, which searches first; and correcting what is recorded about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import numeric_date
from iom_desktop.display.words import _
from iom_desktop.domain import identity
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import ACCOMMODATION_TYPES, Cohort, Rag
from iom_desktop.domain.people import LetterFormat, Person, PersonDraft, PersonMatch
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, people
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import EditDialog, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

ADD_DRAFT = "caseload:add-person"
LOOK_AFTER_MS = 150
MOST_SHOWN = 5
_WHO = ("surname", "forenames", "known_as", "aliases", "date_of_birth", "crn", "pnc")


def _who_fields(form: Form, workspace: Workspace) -> None:
    """The fields that say who the person is."""
    form.add_row(
        TextLine("surname", _("Surname"), limit=200),
        TextLine("forenames", _("Forenames"), limit=200),
    )
    form.add_row(
        date_field("date_of_birth", _("Date of birth"), workspace.today(), prefer="past"),
        TextLine("known_as", _("Known as"), limit=200),
    )
    form.add(
        TextLine("aliases", _("Other names"), hint=_("One after another, with commas between."), limit=2000)
    )
    form.add_row(
        TextLine("crn", _("CRN"), placeholder="X123456", limit=40),
        TextLine("pnc", _("PNC ID"), placeholder="2013/0010652N", limit=40),
    )
    for name in ("known_as", "aliases", "pnc"):
        form.field(name).mark_optional()
    for name, remark in (("crn", identity.crn_warning), ("pnc", identity.pnc_warning)):
        _remark_on(form, name, remark)


def _remark_on(form: Form, name: str, remark: Any) -> None:
    """Say softly beneath a field that its identifier looks odd; it is kept all the same."""
    field = form.field(name)

    def look() -> None:
        field.set_hint(remark(field.text_snapshot()) or "")

    field.changed.connect(look)


def split_names(text: str) -> tuple[str, ...]:
    """Names typed one after another with commas, semicolons or line breaks between."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _person_values(values: dict[str, Any]) -> dict[str, Any]:
    kept = {**values, "aliases": split_names(values["aliases"])}
    if "accommodation" in kept:
        kept["accommodation"] = kept["accommodation"] or ""
    if "letter_format" in kept:
        kept["letter_format"] = LetterFormat(kept["letter_format"])
    return kept


class LikelySame(QFrame):
    """Who a new person may be, each with a button that opens their case. Hidden while there is nobody."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("likely-same")
        self.setProperty("notice", "warn")
        self.matches: list[PersonMatch] = []
        self._heading = text_label("", role="heading", wrap=True, name="likely-same-heading")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._rows.setSpacing(theme.px(4))
        self._rows.addWidget(self._heading)
        self._list: QWidget | None = None
        self.hide()

    def show_matches(self, matches: list[PersonMatch]) -> None:
        """Show ``matches``, the likeliest first."""
        if [match.id for match in matches] == [match.id for match in self.matches]:
            return
        self.matches = matches
        if self._list is not None:
            self._rows.removeWidget(self._list)
            self._list.hide()
            self._list.deleteLater()
            self._list = None
        self.setVisible(bool(matches))
        if matches:
            self._heading.setText(_("Is it one of these, who are in the store already?"))
            self._list = self._made_list(matches[:MOST_SHOWN])
            self._rows.addWidget(self._list)

    def _made_list(self, matches: list[PersonMatch]) -> QWidget:
        inside = QWidget()
        inside.setObjectName("likely-same-list")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(0, 1)
        for row, match in enumerate(matches):
            words = text_label(match_words(match), wrap=True, name=f"likely-same-{row + 1}")
            press = button(_("Open"), self._opens(match.id), name=f"likely-same-open-{row + 1}", kind="quiet")
            press.setAccessibleName(_("Open {name}").format(name=match.name))
            grid.addWidget(words, row, 0)
            grid.addWidget(press, row, 1, Qt.AlignmentFlag.AlignTop)
        return inside

    def _opens(self, case_id: str) -> Any:
        return lambda: self.opened.emit(case_id)


def match_words(match: PersonMatch) -> str:
    """ "HUDSON, Mohammed “Mo”, born 23/05/1986, D796000: the same CRN"."""
    called = f"{match.name} “{match.known_as}”" if match.known_as else match.name
    born = _("born {date}").format(date=numeric_date(match.date_of_birth)) if match.date_of_birth else ""
    who = ", ".join(part for part in (called, born, match.crn) if part)
    return f"{who}: {_(match.because)}"


class NewPersonDialog(FormDialog):
    """Somebody new and their case. While it is typed, people already in the store who may be the same show.

    Subclasses say what else is asked (``_more_fields``) and how the person is taken in (``_add``, the case's id).
    ``tab`` is the tab of the new case that is opened.
    """

    def __init__(
        self,
        workspace: Workspace,
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        start: str = "",
        title: str,
        save_words: str,
        name: str,
        draft_key: str,
        tab: str = "overview",
    ) -> None:
        self.workspace, self.navigator = workspace, navigator
        form = Form(name=f"{name}-form")
        _who_fields(form, workspace)
        self.likely = LikelySame()
        form.add_widget(self.likely)
        self._more_fields(form)
        if start.strip():
            self._begin_with(form, start.strip())
        super().__init__(
            parent,
            title,
            form,
            submit=self._save,
            name=name,
            journal=workspace.drafts,
            draft_key=draft_key,
            save_words=save_words,
            width=680,
        )
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(LOOK_AFTER_MS)
        self._look_timer.timeout.connect(self.look)
        form.changed.connect(self._look_timer.start)
        self.likely.opened.connect(self._open)
        self._new_case, self._tab = "", tab
        self.accepted.connect(self._go_to_new)
        if start.strip():
            self._look_timer.start()

    def _more_fields(self, form: Form) -> None:
        raise NotImplementedError

    def _add(self) -> str:
        raise NotImplementedError

    @staticmethod
    def person(values: dict[str, Any]) -> PersonDraft:
        """The person typed into the form with these values."""
        return PersonDraft(**_person_values({name: values[name] for name in _WHO}))

    @staticmethod
    def _begin_with(form: Form, start: str) -> None:
        """What was searched for and not found is most of a name, or a CRN."""
        if any(char.isdigit() for char in start):
            if identity.crn_warning(start) is None:
                form.field("crn").set_value(identity.tidy_crn(start))
            return
        surname, comma, forenames = start.partition(",")
        if not comma:
            forenames, _space, surname = start.rpartition(" ")
        form.field("surname").set_value(surname.strip())
        form.field("forenames").set_value(forenames.strip())

    def _typed_so_far(self) -> PersonDraft:
        form = self.form
        try:
            born = form.field("date_of_birth").value()
        except UserError:
            born = None

        def typed(name: str) -> str:
            return form.field(name).text_snapshot().strip()

        return PersonDraft(
            surname=typed("surname"),
            forenames=typed("forenames"),
            crn=typed("crn"),
            pnc=typed("pnc"),
            date_of_birth=born,
        )

    def look(self) -> None:
        """Search for who is typed, as it is typed."""
        draft = self._typed_so_far()
        enough = len(draft.surname) >= 2 or len(draft.crn) >= 4 or len(draft.pnc) >= 6
        self.likely.show_matches(self.workspace.people().likely_same(draft) if enough else [])

    def _save(self) -> None:
        self.look()
        self._new_case = self._add()

    def _go_to_new(self) -> None:
        self.navigator.open_case(self._new_case, self._tab)

    def _open(self, case_id: str) -> None:
        """It is somebody known: the form is given up, and their case opened."""
        if self.drafts is not None:
            self.drafts.discard()
        self.reject()
        self.navigator.open_case(case_id)

    def done(self, result: int) -> None:
        self._look_timer.stop()
        super().done(result)


class AddPersonDialog(NewPersonDialog):
    """Takes somebody in who is under IOM already."""

    def __init__(
        self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None, *, start: str = ""
    ) -> None:
        super().__init__(
            workspace,
            navigator,
            parent,
            start=start,
            title=_("Add person"),
            save_words=_("Add person"),
            name="add-person",
            draft_key=ADD_DRAFT,
        )

    def _more_fields(self, form: Form) -> None:
        form.add_heading(_("Under IOM"), _("What is not known yet can wait."))
        form.add_row(
            ChoiceField("cohort", _("Cohort"), code_choices(Cohort), blank=_("Not decided")),
            ChoiceField("rag", _("RAG"), code_choices(Rag), blank=_("Not decided")),
        )

    def _add(self) -> str:
        values = self.form.values()
        managed = CaseDraft(
            cohort=Cohort(values["cohort"]) if values["cohort"] else None,
            rag=Rag(values["rag"]) if values["rag"] else None,
        )
        made: str = self.workspace.perform(
            "Add person", people.add_person, self.person(values), managed, self.workspace.today()
        )
        return made


class EditPersonDialog(EditDialog[Person]):
    """What is recorded about a person, to be corrected. ``draft_key`` begins with the key of the tab it is on."""

    def __init__(
        self, workspace: Workspace, case_id: str, parent: QWidget | None = None, *, draft_key: str
    ) -> None:
        form = Form(name="edit-person-form")
        _who_fields(form, workspace)
        self._more_fields(form, workspace)

        def fresh() -> Person:
            return workspace.read(cases.load_case, case_id).person

        def save(person: Person, version: int, values: dict[str, Any]) -> None:
            workspace.perform(
                "Correct person's details",
                people.correct_person,
                person.id,
                version,
                PersonDraft(**_person_values(values)),
                workspace.today(),
            )

        super().__init__(
            parent,
            _("Person's details"),
            form,
            fresh=fresh,
            show=shown,
            save=save,
            name="edit-person",
            journal=workspace.drafts,
            draft_key=draft_key,
            width=680,
        )

    @staticmethod
    def _more_fields(form: Form, workspace: Workspace) -> None:
        form.add_heading(_("About the person"))
        form.add_row(
            TextLine("sex", _("Sex"), limit=60, suggestions=(_("Female"), _("Male"))),
            TextLine("ethnicity", _("Ethnicity"), limit=200),
        )
        form.add_row(
            TextLine("preferred_language", _("Preferred language"), limit=200),
            TickField("interpreter_needed", _("Interpreter needed")),
        )
        form.add_heading(_("How they are reached"))
        form.add(TextBlock("address", _("Address"), limit=1000, lines=2, most_lines=5))
        form.add_row(
            TextLine("postcode", _("Postcode"), limit=20),
            TextLine("mobile", _("Mobile"), limit=60),
        )
        kinds = workspace.read(codes.list_codes, ACCOMMODATION_TYPES).values()
        offered = [(kind.code, kind.name) for kind in kinds if kind.offered_on(workspace.today())]
        form.add_row(
            ChoiceField("accommodation", _("Accommodation"), offered, blank=_("Not recorded")),
            ChoiceField("letter_format", _("Letters"), code_choices(LetterFormat), blank=None),
        )


def shown(person: Person) -> dict[str, Any]:
    """The form's values of ``person``."""
    names = (*_WHO, "sex", "ethnicity", "preferred_language", "interpreter_needed")
    more = ("address", "postcode", "mobile", "accommodation")
    values = {name: getattr(person, name) for name in (*names, *more)}
    return {
        **values,
        "aliases": ", ".join(person.aliases),
        "letter_format": person.letter_format.value,
    }
