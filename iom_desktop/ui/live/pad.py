"""The minute pad: who is telling, what they tell. Ctrl+Enter keeps it and hands the word to the next agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from iom_desktop.display.labels import agency_words
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import MinuteDraft, MinuteKind
from iom_desktop.ui.button import button
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form import Form, TextBlock, TextLine
from iom_desktop.ui.label import without_mnemonic
from iom_desktop.ui.live.words import Slot

_SLOT_KEY = "@slot"
_WHO, _WORDS = "who", "words"
MOST_NUMBERED = 9


_LETTERS = {MinuteKind.DISCUSSION: "D", MinuteKind.DECISION: "E"}


class _Words(TextBlock):
    """Counting characters is of use near the limit only; before that it is noise in front of a room."""

    def _show_count(self) -> None:
        super()._show_count()
        if self._length() < self.limit * 0.8:
            self._count.hide()


class MinutePad(Form):
    """One text at a time, one for each who may speak; those not in view are kept as they were left."""

    #: Another place to type in was chosen.
    turned = Signal()

    def __init__(self) -> None:
        super().__init__(name="live-pad")
        self._slots: tuple[Slot, ...] = ()
        self._held: dict[str, tuple[str, str]] = {}  # slot -> (who said it, the words)
        self._kept: Mapping[str, int] = {}
        self._current = ""
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        bar = QWidget()
        bar.setObjectName("live-slots")
        bar.setAccessibleName(_("Who is telling"))
        self._bar = FlowLayout(bar, gap=4)
        self.add_widget(bar)
        self.words = _Words("words", _("Minute"), lines=4, most_lines=10)
        self.said_by = TextLine("said_by", _("Who said it"), limit=200)
        self.add(self.words)
        self.add(self.said_by)
        self.words.changed.connect(self._mark)

    # Who may speak ------------------------------------------------------------------------------------------

    def set_slots(self, slots: Sequence[Slot]) -> None:
        """Offer these places to type in. What is typed in one that is gone stays, and its button with it."""
        self._hold()
        typed = [one for one in self._slots if self._is_typed(one.key) and one not in slots]
        known = {one.key for one in slots}
        self._slots = (*slots, *(one for one in typed if one.key not in known))
        self._make_buttons()
        if self._current not in {one.key for one in self._slots}:
            self._current = ""
        self.choose(self._current or (self._slots[0].key if self._slots else ""), focus=False)

    def _make_buttons(self) -> None:
        for made in self._buttons.values():
            self._group.removeButton(made)
            self._bar.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = {}
        for place, slot in enumerate(self._slots):
            made = button(
                slot.words,
                partial(self.choose, slot.key),
                name=f"live-slot-{place + 1}",
                kind="segment",
                tooltip=f"{slot.words}  {self.key_words(slot)}".strip(),
            )
            made.setCheckable(True)
            self._group.addButton(made)
            self._buttons[slot.key] = made
            self._bar.addWidget(made)
        self._mark()

    def key_words(self, slot: Slot) -> str:
        """The key that leads to a place to type in: "Ctrl+2"; empty for a tenth agency."""
        letters = {MinuteKind.DISCUSSION: "D", MinuteKind.DECISION: "E", MinuteKind.DISSENT: "Shift+E"}
        if slot.kind in letters:
            return f"Ctrl+{letters[slot.kind]}"
        number = self._slots.index(slot) + 1
        return f"Ctrl+{number}" if number <= MOST_NUMBERED else ""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places to type in, in their order."""
        return self._slots

    @property
    def current(self) -> Slot | None:
        """The one in view."""
        return next((one for one in self._slots if one.key == self._current), None)

    def choose(self, key: str, *, focus: bool = True) -> None:
        """Bring a place to type in into view, with what is half typed there."""
        self._hold()
        self._current = key
        slot = self.current
        if slot is None:
            return
        who, words = self._held.get(key, ("", ""))
        blocked = self.blockSignals(True)
        self.said_by.set_value(who or slot.said_by)
        self.words.restore_text(words)
        self.blockSignals(blocked)
        if self.words.label is not None:
            self.words.label.setText(without_mnemonic(self._title(slot)))
        self.words.editor.setAccessibleName(self._title(slot))
        self._buttons[key].setChecked(True)
        self._mark()
        if focus:
            self.go_to("words")
            self.words.restore_cursor(str(len(words)))
        self.turned.emit()

    def choose_number(self, number: int) -> None:
        """The agency with this number, from 1; nothing where there is none."""
        updates = [one for one in self._slots if one.kind is MinuteKind.UPDATE]
        if number <= len(updates):
            self.choose(updates[number - 1].key)

    def choose_kind(self, kind: MinuteKind) -> None:
        """The discussion, the decision or the dissent."""
        self.choose(kind.value)

    def choose_next(self) -> None:
        """Hand the word on; after the last agency comes the discussion, which keeps it."""
        slot = self.current
        if slot is None or slot.kind is not MinuteKind.UPDATE:
            self.go_to("words")
            return
        self.choose(self._slots[self._slots.index(slot) + 1].key)

    @staticmethod
    def _title(slot: Slot) -> str:
        if slot.kind is MinuteKind.UPDATE:
            return _("{agency} tells").format(agency=slot.words)
        return slot.words

    # What is kept, what is half typed -----------------------------------------------------------------------

    def show_kept(self, kept: Mapping[str, int]) -> None:
        """Say beside each how many minutes it has."""
        self._kept = kept
        self._mark()

    def _mark(self) -> None:
        """Number, name, how many minutes are kept; an ellipsis where something is half typed."""
        for place, slot in enumerate(self._slots):
            number = place + 1 if slot.kind is MinuteKind.UPDATE and place < MOST_NUMBERED else ""
            words = f"{number or _LETTERS.get(slot.kind, '')} {slot.words}".strip()
            if self._kept.get(slot.key):
                words += f" · {self._kept[slot.key]}"
            if self._is_typed(slot.key):
                words += " …"
            made = self._buttons.get(slot.key)
            if made is not None and made.text() != without_mnemonic(words):
                made.setText(without_mnemonic(words))
                made.setAccessibleName(self._spoken(slot))

    def _spoken(self, slot: Slot) -> str:
        parts = [slot.words]
        if self._kept.get(slot.key):
            parts.append(_("minuted"))
        if self._is_typed(slot.key):
            parts.append(_("half typed"))
        return ", ".join(parts)

    def _is_typed(self, key: str) -> bool:
        if key == self._current:
            return bool(self.words.text_snapshot().strip())
        return bool(self._held.get(key, ("", ""))[1].strip())

    def is_typed(self) -> bool:
        """Whether anything is half typed about this case."""
        return any(self._is_typed(slot.key) for slot in self._slots)

    def draft(self, case_id: str) -> MinuteDraft:
        """What is in view, as a minute. Raises ``UserError`` where the text is too long."""
        slot = self.current
        if slot is None:
            raise ValueError("nothing is in view")
        return MinuteDraft(
            case_id=case_id,
            minute=slot.kind,
            agency=slot.agency,
            said_by=self.said_by.value(),
            words=self.words.value(),
        )

    def clear_current(self) -> None:
        """The words in view are minuted: the place is empty again."""
        self._held.pop(self._current, None)
        slot = self.current
        self.words.restore_text("")
        self.said_by.set_value("" if slot is None else slot.said_by)

    def clear_all(self) -> None:
        """Forget what is shown, as before another case."""
        blocked = self.blockSignals(True)
        self._held.clear()
        self.words.restore_text("")
        self._current = ""
        self.clear_errors()
        self.blockSignals(blocked)
        self.choose(self._slots[0].key if self._slots else "", focus=False)
        self.mark_clean()

    def _hold(self) -> None:
        if not self._current:
            return
        words = self.words.text_snapshot()
        if words.strip():
            self._held[self._current] = (self.said_by.text_snapshot(), words)
        else:
            self._held.pop(self._current, None)

    # The draft journal --------------------------------------------------------------------------------------

    def _texts(self) -> dict[str, str]:
        self._hold()
        found: dict[str, str] = {}
        for key, (who, words) in self._held.items():
            found[f"{_WORDS}|{key}"] = words
            found[f"{_WHO}|{key}"] = who
        return found

    def snapshot(self) -> dict[str, str]:
        """Every text half typed, which one was in view, and where the keyboard was in it."""
        return super().snapshot() | {_SLOT_KEY: self._current}

    def restore(self, texts: dict[str, str]) -> None:
        """Put back what ``snapshot`` gave."""
        self._current = ""
        self._held.clear()
        for name, text in texts.items():
            part, bar, key = name.partition("|")
            if bar and part == _WORDS:
                self._held[key] = (texts.get(f"{_WHO}|{key}", ""), text)
        self._bring_slots()
        wanted = texts.get(_SLOT_KEY, "")
        known = {one.key for one in self._slots}
        if known:
            self.choose(wanted if wanted in known else self._slots[0].key, focus=False)
        super().restore(texts)

    def _bring_slots(self) -> None:
        """A place to type in that is no longer offered comes back for what is half typed there."""
        known = {one.key for one in self._slots}
        for key in self._held:
            if key not in known and key.startswith("update:"):
                agency = key.removeprefix("update:")
                back = Slot(key, agency_words(agency), MinuteKind.UPDATE, agency)
                updates = [one for one in self._slots if one.kind is MinuteKind.UPDATE]
                self._slots = (*updates, back, *self._slots[len(updates) :])
                self._make_buttons()
