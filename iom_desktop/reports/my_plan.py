"""My plan on A4: the person's own copy, in plain words, large enough to read, in their language.

One column, nothing under 12 point (18 in large print), no picture that says what words do not. A goal or an
action is not parted from what belongs to it as long as a page can hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, TableStyle

from iom_desktop.display import my_plan_lines as lines
from iom_desktop.display.formats import day_names, long_date
from iom_desktop.display.my_plan_lines import Day, Line
from iom_desktop.display.words import _, in_language
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.languages import ENGLISH, WELSH, language_of
from iom_desktop.domain.my_plan import MyAction, MyAppointment, MyPlan, PhoneNumber
from iom_desktop.domain.plans import PlanState
from iom_desktop.reports.fonts import BOLD, REGULAR
from iom_desktop.reports.pages import Furniture, print_pages
from iom_desktop.reports.paper import (
    GUTTER,
    INK,
    PAGE_HEIGHT,
    QUIET,
    RULE,
    WIDTH,
    Run,
    Sheet,
    SignLine,
    paragraph,
    strong,
)
from iom_desktop.reports.tables import Cell, Row, height_of, table

#: The language of a document, as a reader of pages knows it.
LANGUAGES = {ENGLISH: "en-GB", WELSH: "cy"}


#: The highest block that is kept together, of the page's height; and the lines of a higher one that a page must
#: have room for, for it to begin there.
_KEPT, _BEGUN = 0.45, 8
#: Width of what something is beside its words, of that of the text.
_LABELS = 0.3
#: Width of when an appointment is, of that of the text.
_WHEN = 0.4


@dataclass(frozen=True)
class Print(Sheet):
    """The measures of My plan, in points: everything follows from the size of its text."""

    size: float = 12.0

    def __post_init__(self) -> None:
        size = self.size
        indent = size * 1.75

        def style(name: str, font: str = REGULAR, scale: float = 1.0, **more: Any) -> None:
            more = {"leading": self.leading * scale, "textColor": INK, **more}
            made = ParagraphStyle(f"my-{name}", fontName=font, fontSize=size * scale, **more)
            made.allowWidows, made.allowOrphans = 0, 0
            object.__setattr__(self, name, made)

        for plain in ("body", "small", "label", "small_ink"):
            style(plain)
        for bold in ("strong", "shaped"):
            style(bold, BOLD)
        style("words")
        style("right", alignment=2)
        style("goal", BOLD, 1.12, keepWithNext=1)
        style("heading", BOLD, 1.4, leading=self.leading * 1.25, keepWithNext=1)
        style("main", BOLD, 2.0, leading=size * 2.4)
        style("name", BOLD, 1.3, leading=size * 1.7)
        style("long_name", BOLD, 1.3, leading=size * 1.7)
        # An action: its box, its words beside it, and what belongs to it under them.
        style("ticked", BOLD, leftIndent=indent, keepWithNext=1)
        style("under", leftIndent=indent)
        style("box", leftIndent=size * 0.6, rightIndent=size * 0.2)
        style("box_strong", BOLD, leftIndent=size * 0.6, rightIndent=size * 0.2)
        style("day", leading=size * 1.2, leftIndent=4)
        style("day_quiet", leading=size * 1.2, leftIndent=4, textColor=QUIET)
        # "Wednesday" takes the gutter of its column as well.
        style("day_head", BOLD, leading=size * 1.2, leftIndent=3, rightIndent=-8)

        # Beside the measures of tables, those of lines that belong together.
        object.__setattr__(self, "close", self if not self.padding else replace(self, padding=0, gap=0))

    close: Print = field(init=False)
    under: ParagraphStyle = field(init=False)
    box: ParagraphStyle = field(init=False)
    box_strong: ParagraphStyle = field(init=False)
    day: ParagraphStyle = field(init=False)
    day_quiet: ParagraphStyle = field(init=False)
    day_head: ParagraphStyle = field(init=False)


STANDARD = Print(leading=17, padding=4, gap=12, size=12)
LARGE = Print(leading=26, padding=6, gap=18, size=18)


def my_plan(mine: MyPlan, copy: NumberedCopy | None = None) -> bytes:
    """My plan as a PDF in its language and size of print; without ``copy`` a preview."""
    with in_language(mine.language):
        return print_pages(
            _story(mine), _furniture(mine, copy), language=LANGUAGES.get(mine.language, "en-GB")
        )


def _furniture(mine: MyPlan, copy: NumberedCopy | None) -> Furniture:
    return Furniture(
        title=_("My plan"),
        marking="",
        stamp=_("Draft") if mine.state is PlanState.DRAFT else "",
        running=f"{_('My plan')} · {mine.name}",
        foot=lines.foot_lead(mine),
        copy=copy,
        name_staff=False,
        size=(LARGE if mine.large_print else STANDARD).size,
    )


def _story(mine: MyPlan) -> list[Flowable]:
    made = _Paper(mine, LARGE if mine.large_print else STANDARD)
    return [
        *made.head(),
        *made.mine(),
        *made.others(),
        *made.calendar(),
        *made.if_not(),
        *made.numbers(),
        *made.words_and_signed(),
    ]


class _Paper:
    """Makes the parts of one copy."""

    def __init__(self, mine: MyPlan, look: Print) -> None:
        self._mine, self._look = mine, look
        self._called = lines.called_words(mine)

    # --- Small parts -------------------------------------------------------------------------------

    def _heading(self, words: str) -> list[Flowable]:
        return [Spacer(0, self._look.gap), *paragraph(words, self._look.heading, entry=words, role="Heading")]

    def _typed(self, words: str, style: ParagraphStyle, **more: Any) -> list[Flowable]:
        """What an officer typed, marked as in its own language where that is not the paper's."""
        return paragraph(words, style, lang=self._lang(words), **more)

    def _lang(self, words: str) -> str:
        typed = language_of(words)
        return "" if typed == self._mine.language else LANGUAGES[typed]

    def _lines(self, found: Iterable[Line]) -> Iterator[Flowable]:
        """What belongs to an action or an appointment: what it is, and beside it the words."""
        look = self._look
        beside = _LABELS * WIDTH
        for line in found:
            words = self._typed(line.words, look.body) if line.typed else paragraph(line.words, look.body)
            if not line.label:
                cells: tuple[Cell | None, ...] = ([], words, None)
            else:
                cells = ([], paragraph(line.label, look.strong), words)
            widths = (look.under.leftIndent, beside, WIDTH - beside - look.under.leftIndent)
            yield table(widths, None, [Row(cells, rule=False)], look.close, after=0)

    def _kept(self, parts: Sequence[Flowable]) -> Iterator[Flowable]:
        """``parts`` on one page, unless they are so high that a page would be left half empty for them."""
        if height_of(list(parts), WIDTH) <= _KEPT * PAGE_HEIGHT:
            yield KeepTogether(list(parts))
            return
        yield CondPageBreak(_BEGUN * self._look.leading)
        for part in parts:
            part.keepWithNext = 0  # ReportLab would take both to the next page
            yield part

    # --- The head ----------------------------------------------------------------------------------

    def head(self) -> Iterator[Flowable]:
        """What it is, whose, and which version."""
        mine, look = self._mine, self._look
        yield from paragraph(_("My plan"), look.main, entry=_("My plan"), role="Title")
        yield from paragraph(mine.name, look.name)
        yield from paragraph(lines.standing_words(mine), look.body)
        if mine.review_on is not None:
            yield from paragraph(
                [strong(f"{_('We look at it again')}: "), long_date(mine.review_on)], look.body
            )

    # --- What is done ------------------------------------------------------------------------------

    def mine(self) -> Iterator[Flowable]:
        """The goals, and what the person does for each."""
        look, goals = self._look, self._mine.goals
        heading = self._heading(_("What I will do"))
        if not any(goal.actions for goal in goals):
            heading += paragraph(_("There is nothing for me to do yet."), look.body)
        if not goals:
            yield from heading
        for goal in goals:
            head: list[Flowable] = [*heading, Spacer(0, look.gap / 2)]
            heading = []
            head += paragraph(f"{_('My goal')} {goal.number}", look.goal, role="Subheading")
            head += self._typed(goal.words, look.body)
            if goal.target_on is not None:
                head += paragraph([strong(f"{_('I want this by')}: "), long_date(goal.target_on)], look.body)
            actions = [self._action(action) for action in goal.actions]
            first = actions[0] if actions else []
            yield from self._kept([*head, *first])
            for action in actions[1:]:
                yield from self._kept(action)

    def _action(self, action: MyAction) -> list[Flowable]:
        look = self._look
        made: list[Flowable] = [Spacer(0, look.gap / 2)]
        said = lines.i_will(action.words, self._called)
        made += self._typed(f"{action.number}  {said}", look.ticked, shape="box")
        made += self._lines(lines.action_lines(action, self._mine.today))
        return made

    def others(self) -> Iterator[Flowable]:
        """What others do for the person."""
        look = self._look
        if not self._mine.others:
            return
        heading = self._heading(_("What others will do for me"))
        for action in self._mine.others:
            made: list[Flowable] = [*heading, Spacer(0, look.gap / 2)]
            heading = []
            if action.helper is not None:
                who = lines.helper_line(action.helper)
                name = Run(f"{who.words}:", BOLD)
                lang = self._lang(who.words) if who.typed else ""
                made += paragraph(name, look.body, lang=lang)
            made += self._typed(f"{action.number}  {action.words}", look.under)
            made += self._lines(lines.others_lines(action, self._mine.today))
            yield from self._kept(made)

    # --- When --------------------------------------------------------------------------------------

    def calendar(self) -> Iterator[Flowable]:
        """The coming four weeks: a grid and what is in it in words; in large print the words alone."""
        look, mine = self._look, self._mine
        heading = self._heading(_("My next four weeks"))
        if not mine.large_print:
            yield from self._kept([*heading, Spacer(0, look.gap / 2), self._grid()])
            heading = []
        if not mine.appointments:
            yield from self._kept([*heading, *paragraph(_("No meetings are booked yet."), look.body)])
        else:
            yield CondPageBreak(_BEGUN * look.leading)
            yield from [*heading, Spacer(0, look.gap / 2), self._appointments()]
        if mine.large_print:
            yield from self._due_days()

    def _appointments(self) -> Flowable:
        """The appointments: when, and beside it what, where and with whom."""
        look = self._look
        head = Row(tuple(paragraph(words, look.strong) for words in (_("When"), _("What"))))
        rows = [Row((self._when(one), self._appointment(one))) for one in self._mine.appointments]
        return table([WIDTH * _WHEN, WIDTH * (1 - _WHEN)], head, rows, look)

    def _when(self, one: MyAppointment) -> Cell:
        made = paragraph(lines.appointment_head(one), self._look.strong)
        if one.must:
            made += paragraph(_("I must be there."), self._look.body)
        return made

    def _appointment(self, one: MyAppointment) -> Cell:
        look = self._look
        made = paragraph(lines.kind_and_length(one), look.body)
        for line in lines.appointment_lines(one):
            label = strong(f"{line.label}: ") if line.label else Run("")
            lang = self._lang(line.words) if line.typed else ""
            if lang and line.label:  # each in its own language
                made += paragraph(label, look.body)
                label = Run("")
            made += paragraph([label, Run(line.words)], look.body, lang=lang)
        return made

    def _due_days(self) -> Iterator[Flowable]:
        """The days by which something is to be done, where no grid shows them."""
        look = self._look
        for week in lines.weeks(self._mine):
            for day in week:
                if day.actions:
                    said = [_("Do {number}").format(number=action.number) for action in day.actions]
                    made: list[Flowable] = [Spacer(0, look.gap / 2)]
                    made += paragraph(long_date(day.on), look.strong)
                    made += paragraph(", ".join(said), look.under)
                    yield from self._kept(made)

    def _grid(self) -> Flowable:
        look = self._look
        head = Row(tuple(paragraph(name, look.day_head) for name in day_names()))
        rows = [Row(tuple(map(self._box, week))) for week in lines.weeks(self._mine)]
        made = table([WIDTH / 7] * 7, head, rows, look, after=look.gap / 2, kind="unnamed")
        made.setStyle(
            TableStyle([("INNERGRID", (0, 0), (-1, -1), 0.5, RULE), ("BOX", (0, 0), (-1, -1), 1, INK)])
        )
        return made

    def _box(self, day: Day) -> Cell:
        look = self._look
        made: Cell = paragraph(lines.day_head(day), look.day_quiet if day.past else look.day_head)
        for words in lines.day_lines(day):
            made += paragraph(words, look.day)
        return made

    # --- If not, numbers, words --------------------------------------------------------------------

    def if_not(self) -> Iterator[Flowable]:
        """What happens if the person does not do it, and what to do first."""
        look = self._look
        made = self._heading(_("If I don’t do it"))
        made += paragraph(lines.if_not_words(self._mine.sentence), look.body)
        made += paragraph(_("If something gets in my way, I will ring before the day."), look.strong)
        yield from self._kept(made)

    def numbers(self) -> Iterator[Flowable]:
        """Whom to ring, in a box."""
        look, mine = self._look, self._mine
        head = Row(tuple(paragraph(words, look.box_strong) for words in (_("Who"), _("Number"), _("When"))))
        rows = [Row(self._number(one)) for one in mine.telephones]
        office = mine.office
        if office.telephone or office.address:
            name = [*paragraph(_("The office"), look.box), *self._typed(office.address, look.box)]
            number = paragraph(office.telephone, look.box_strong)
            rows.append(Row((name, number, self._typed(office.hours, look.box))))
        heading = self._heading(_("Who I can ring"))
        if not rows:
            yield from self._kept([*heading, *paragraph(_("No numbers are recorded yet."), look.body)])
            return
        made = table([WIDTH * 0.39, WIDTH * 0.34, WIDTH * 0.27], head, rows, look, after=0)
        made.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1.2, INK)]))
        yield from self._kept([*heading, Spacer(0, look.gap / 3), made])

    def _number(self, one: PhoneNumber) -> tuple[Cell, Cell, Cell]:
        look = self._look
        telephone = one.telephone or _("Ask for it")
        return (
            paragraph(lines.number_name(one), look.box),
            paragraph(telephone, look.box_strong),
            paragraph(_(one.when), look.box),
        )

    def words_and_signed(self) -> Iterator[Flowable]:
        """The person's own words, and where both sign: on one page where they are short, so that no page holds
        signatures alone.
        """
        look, signed = self._look, self._signed()
        blocks: list[list[Flowable]] = []
        for words in self._mine.words:
            head = self._heading(_("In my own words")) if not blocks else [Spacer(0, look.gap / 2)]
            blocks.append([*head, *self._typed(words, look.body)])
        last = blocks.pop() if blocks else []
        for block in blocks:
            yield from self._kept(block)
        if height_of([*last, *signed], WIDTH) <= _KEPT * PAGE_HEIGHT:
            signed = [*last, *signed]
        else:
            yield from self._kept(last)
        yield from self._kept(signed)

    def _signed(self) -> list[Flowable]:
        """Where both sign."""
        look = self._look
        made = self._heading(_("We agree"))
        made += paragraph(_("I have read this plan, or somebody has read it to me."), look.body)
        name = WIDTH * 0.62
        line = look.size * 2.6
        for who in (_("Me"), _("Officer")):
            signs = [SignLine(name - GUTTER, line), *paragraph(who, look.body)]
            dates = [SignLine(WIDTH - name, line), *paragraph(_("Date"), look.body)]
            row = Row((signs, dates), rule=False)
            made.append(table([name, WIDTH - name], None, [row], look.close, after=0))
        return made
