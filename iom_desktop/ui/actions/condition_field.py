"""The condition or requirement on record that an action rests on: its number finds it, and one can be recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.conditions import Condition
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceField

RecordCondition = Callable[[Callable[[str, Sequence[Condition]], object]], object]
"""Lets the officer record a condition; calls back with its id and all that are on record by then."""


def option_words(condition: Condition) -> str:
    """A condition in a list to choose from, its number first: typing the number goes to it."""
    words = labels.condition_words(condition)
    return f"{condition.said.number} · {words}" if condition.said.number else words


class ConditionField(ChoiceField):
    """One of the conditions on record, and a button that records another. Its value is the condition's id."""

    def __init__(self, conditions: Sequence[Condition], record: RecordCondition | None) -> None:
        self._record = record
        self._by_id = {one.id: one for one in conditions}
        self.more = button(
            _("Record…"), self.record_another, name="record-condition", kind="quiet", shortcut="Alt+C",
            tooltip=_("Record a condition or requirement"),
        )  # fmt: skip
        super().__init__(
            "condition_id",
            _("Condition or requirement on record"),
            [(one.id, option_words(one)) for one in conditions],
            blank=_("(none of those on record)") if conditions else _("(none is on record)"),
        )
        self.more.setVisible(record is not None)
        # Long conditions are cut, not the form widened.
        self.box.setSizeAdjustPolicy(self.box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _build(
        self, editor: QWidget, shown: QWidget | QBoxLayout | None = None, *, labelled: bool = True
    ) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(editor, 1)
        row.addWidget(self.more)
        super()._build(editor, row, labelled=labelled)

    def chosen(self) -> Condition | None:
        """The condition chosen."""
        return self._by_id.get(self.value() or "")

    def offered(self) -> tuple[Condition, ...]:
        """The conditions to choose from."""
        return tuple(self._by_id.values())

    def record_another(self) -> None:
        """Record a condition, and choose it."""
        if self._record is not None:
            self._record(self._take)

    def _take(self, condition_id: str, conditions: Sequence[Condition]) -> None:
        self._by_id = {one.id: one for one in conditions}
        self.set_options([(one.id, option_words(one)) for one in conditions])
        self.set_value(condition_id)
