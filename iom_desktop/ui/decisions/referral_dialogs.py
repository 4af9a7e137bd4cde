"""Putting a person forward: somebody on file, or somebody new; to which panel; and taking a referral back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.selection_lines import referral_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.selection import ReferralDraft
from iom_desktop.services import referrals
from iom_desktop.ui.cases.edit import date_field
from iom_desktop.ui.decisions.fields import AgencyField
from iom_desktop.ui.form import Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.people.dialog import NewPersonDialog
from iom_desktop.ui.workspace import Workspace

REFER_PERSON_DRAFT = "caseload:refer-person"


def refer_key(case_id: str) -> str:
    """The key of a half-typed referral in the draft journal."""
    return f"why_iom:refer:{case_id}"


def panel_key(referral_id: str) -> str:
    """The key of a half-typed panel day."""
    return f"why_iom:panel:{referral_id}"


def withdraw_key(referral_id: str) -> str:
    """The key of a half-typed withdrawal."""
    return f"why_iom:withdraw:{referral_id}"


def _referral_fields(form: Form, workspace: Workspace) -> None:
    """Who refers, from which agency, when, and on what grounds. Begins with the officer at the keyboard."""
    today = workspace.today()
    form.add_row(
        TextLine(
            "referrer", _("Referred by"), required=True, limit=300, suggestions=(workspace.officer.name,)
        ),
        AgencyField("agency", _("Agency"), required=True),
    )
    form.add(date_field("referred_on", _("Date of referral"), today, prefer="past", required=True))
    form.add(
        TextBlock(
            "grounds",
            _("Grounds"),
            required=True,
            hint=_("What the person does, to whom, how often, and what has been tried."),
            lines=4,
        )
    )
    form.field("referrer").set_value(workspace.officer.name)
    own = workspace.officer.agency
    form.field("agency").set_value(own if own in tuple(Agency) else "")
    form.field("referred_on").set_value(today)


class ReferDialog(FormDialog):
    """Puts somebody forward who is in the store."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        form = Form(name="refer-form")
        _referral_fields(form, workspace)
        super().__init__(
            parent,
            _("Refer for IOM"),
            form,
            submit=lambda: workspace.perform(
                "Refer for IOM",
                referrals.refer,
                case_id,
                ReferralDraft(**form.values()),
                workspace.today(),
            ),
            name="refer-dialog",
            journal=workspace.drafts,
            draft_key=refer_key(case_id),
            save_words=_("Refer"),
            width=640,
        )


class ReferPersonDialog(NewPersonDialog):
    """Puts somebody forward who is not in the store yet. Whoever may be the same shows while it is typed."""

    def __init__(
        self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None, *, start: str = ""
    ) -> None:
        super().__init__(
            workspace,
            navigator,
            parent,
            start=start,
            title=_("Refer somebody new"),
            save_words=_("Refer"),
            name="refer-person",
            draft_key=REFER_PERSON_DRAFT,
            tab="why_iom",
        )

    def _more_fields(self, form: Form) -> None:
        form.add_heading(
            _("The referral"), _("The person waits to be screened and decided; nothing says yet: under IOM.")
        )
        _referral_fields(form, self.workspace)

    def _add(self) -> str:
        values = self.form.values()
        draft = ReferralDraft(
            **{name: values[name] for name in ("referrer", "agency", "referred_on", "grounds")}
        )
        made: str = self.workspace.perform(
            "Refer somebody new",
            referrals.refer_person,
            self.person(values),
            CaseDraft(),
            draft,
            self.workspace.today(),
        )
        return made


class PanelDialog(FormDialog):
    """To which day's panel a referral goes. Empty where that is not known."""

    def __init__(self, workspace: Workspace, referral_id: str, parent: QWidget | None = None) -> None:
        referral = workspace.read(referrals.load_referral, referral_id)
        form = Form(name="panel-form")
        form.add(
            date_field(
                "panel_on",
                _("Panel on"),
                workspace.today(),
                prefer="future",
                hint=_("Leave it empty where no day is set."),
            )
        )
        form.field("panel_on").set_value(referral.panel_on)
        super().__init__(
            parent,
            _("Set the panel"),
            form,
            submit=lambda: workspace.perform(
                "Set panel", referrals.set_panel, referral_id, form.values()["panel_on"]
            ),
            name="panel-dialog",
            journal=workspace.drafts,
            draft_key=panel_key(referral_id),
            save_words=_("Set panel"),
            width=420,
        )


class WithdrawDialog(FormDialog):
    """Takes a referral back before it is decided. It stays on record, with the reason."""

    def __init__(self, workspace: Workspace, referral_id: str, parent: QWidget | None = None) -> None:
        referral = workspace.read(referrals.load_referral, referral_id)
        form = Form(name="withdraw-form")
        form.add_heading(_("The referral"), referral_words(referral))
        form.add(
            TextBlock(
                "reason",
                _("Why it is withdrawn"),
                required=True,
                hint=_("The referral stays on record with this reason."),
                lines=3,
            )
        )
        super().__init__(
            parent,
            _("Withdraw the referral"),
            form,
            submit=lambda: workspace.perform(
                "Withdraw referral",
                referrals.withdraw,
                referral_id,
                form.values()["reason"],
                workspace.today(),
            ),
            name="withdraw-dialog",
            journal=workspace.drafts,
            draft_key=withdraw_key(referral_id),
            save_words=_("Withdraw referral"),
            width=560,
        )
