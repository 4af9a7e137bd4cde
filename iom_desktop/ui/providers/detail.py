"""One line of the directory whole, beneath the list: who it is for, how to refer, whom to ring."""

from __future__ import annotations

from datetime import date

from iom_desktop.display.formats import days, exact_date
from iom_desktop.display.provider_columns import closed_on, needs_words, room_words, target_words
from iom_desktop.display.words import _
from iom_desktop.domain.providers import DirectoryLine
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui.fact_sheet import Fact, FactSheet


class DirectoryDetail(FactSheet):
    """Shows one line of the directory, or nothing."""

    def __init__(self) -> None:
        super().__init__(sheet="directory-detail", name="directory", most_width=1120)

    def show_line(self, line: DirectoryLine | None, today: date, usual_target: int) -> None:
        """Show ``line``; nothing clears. ``usual_target``: days, where the line gives none of its own."""
        self.show_facts([] if line is None else facts(line, today, usual_target))


def facts(line: DirectoryLine, today: date, usual_target: int) -> list[Fact]:
    """(caption, words) of all that is known of a line, in the order it is needed on the telephone."""
    provider, service = line.provider.said, line.service
    found: list[Fact] = []
    if service is not None:
        own = target_words(line)
        target = own or days(usual_target)
        within = _("first attended within {time} of the need found").format(time=target)
        found = [
            (_("Who it is for"), show_hidden(service.said.eligibility)),
            (_("How to refer"), show_hidden(service.said.how_to_refer)),
            (_("Room now"), room_words(line)),
            (_("Needs"), needs_words(line)),
            (_("Target"), within if own else _("{target}, the usual one").format(target=within)),
        ]
    reach = [provider.contact, provider.phone, provider.email]
    checked = exact_date(provider.checked_on) or _("never")
    found += [
        (_("Contact"), show_hidden(" · ".join(part for part in reach if part))),
        (_("Address"), show_hidden(provider.address)),
        (_("Area"), show_hidden(", ".join(line.areas))),
        (_("Note"), show_hidden(provider.note)),
        (_("Last checked"), checked),
        (_("Closed"), exact_date(closed_on(line))),
    ]
    return [(caption, said) for caption, said in found if said]
