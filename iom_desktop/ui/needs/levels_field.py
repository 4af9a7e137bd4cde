"""The field in which levels of risk are chosen, by group and setting; and the same levels to be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.risk_lines import level_words, overall_words
from iom_desktop.display.words import _
from iom_desktop.domain.codes import RiskGroup, Rosh
from iom_desktop.domain.risk import RiskAssessmentDraft, RiskLevel, Setting, settings_of
from iom_desktop.ui import theme
from iom_desktop.ui.cases.banner import ROSH_ROLES
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.field import Field
from iom_desktop.ui.form import ChoiceBox
from iom_desktop.ui.label import text_label

Key = tuple[RiskGroup, Setting]


def group_name(group: RiskGroup) -> str:
    """A group as the beginning of a line: "The public"."""
    words = label(group)
    return words[:1].upper() + words[1:]


def _grid(widget: QWidget) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    return grid


class LevelsField(Field):
    """A box for each group and setting. What the overall level comes to is said beneath as one chooses."""

    def __init__(self) -> None:
        super().__init__("levels", _("Level of risk"))
        self.boxes: dict[Key, ChoiceBox] = {}
        inside = QWidget()
        inside.setObjectName("levels-grid")
        grid = _grid(inside)
        for column, setting in enumerate(Setting, start=1):
            grid.addWidget(
                text_label(label(setting), role="caption", name=f"levels-{setting.value}"), 0, column
            )
            grid.setColumnStretch(column, 1)
        for row, group in enumerate(RiskGroup, start=1):
            grid.addWidget(text_label(group_name(group), name=f"levels-{group.value}"), row, 0)
            for setting in settings_of(group):
                box = self._box(group, setting)
                grid.addWidget(box, row, 1 + list(Setting).index(setting))
        inside.setFocusProxy(next(iter(self.boxes.values())))
        self._build(inside)
        self._say_overall()

    def _box(self, group: RiskGroup, setting: Setting) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(f"level-{group.value}-{setting.value}")
        box.addItem(_("not assessed"), "")
        for level in Rosh:
            box.addItem(label(level), level.value)
        box.setAccessibleName(
            _("Risk to {group}, {setting}").format(group=label(group), setting=label(setting).lower())
        )
        box.currentIndexChanged.connect(lambda _at: self._chosen())
        self.boxes[group, setting] = box
        return box

    def _chosen(self) -> None:
        self._say_overall()
        self._typed()

    def _say_overall(self) -> None:
        words = overall_words(RiskAssessmentDraft(levels=self.value()))
        self.set_hint(
            _("Overall, the highest: {level}.").format(level=words)
            if words
            else _("The overall level is the highest of these.")
        )

    def value(self) -> tuple[RiskLevel, ...]:
        return tuple(
            RiskLevel(group, setting, Rosh(box.currentData()))
            for (group, setting), box in self.boxes.items()
            if box.currentData()
        )

    def set_value(self, value: tuple[RiskLevel, ...] | None) -> None:
        said = {(one.group, one.setting): one.level.value for one in value or ()}
        for key, box in self.boxes.items():
            box.setCurrentIndex(max(box.findData(said.get(key, "")), 0))

    def text_snapshot(self) -> str:
        return "\n".join(f"{one.group}:{one.setting}:{one.level}" for one in self.value())

    def restore_text(self, text: str) -> None:
        parts = [line.split(":") for line in text.split("\n") if line.count(":") == 2]
        self.set_value(
            tuple(
                RiskLevel(RiskGroup(group), Setting(setting), Rosh(level))
                for group, setting, level in parts
                if group in list(RiskGroup) and setting in list(Setting) and level in list(Rosh)
            )
        )


class LevelsGrid(QWidget):
    """The levels of an assessment: a word and a shape for each group and setting."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("risk-levels")
        self._rows = _grid(self)
        self._cells: dict[Key, Chip] = {}
        for column, setting in enumerate(Setting, start=1):
            name = f"risk-levels-{setting.value}"
            self._rows.addWidget(text_label(label(setting), role="caption", name=name), 0, column)
        for row, group in enumerate(RiskGroup, start=1):
            caption = text_label(group_name(group), name=f"risk-levels-{group.value}")
            self._rows.addWidget(caption, row, 0)
            for setting in settings_of(group):
                chip = Chip("", name=f"risk-{group.value}-{setting.value}")
                self._cells[group, setting] = chip
                place = 1 + list(Setting).index(setting)
                self._rows.addWidget(chip, row, place, Qt.AlignmentFlag.AlignLeft)
        self._rows.setColumnStretch(3, 1)

    def show_levels(self, said: RiskAssessmentDraft) -> None:
        """Show the levels of ``said``."""
        levels = {(one.group, one.setting): one.level for one in said.levels}
        for (group, setting), chip in self._cells.items():
            level = levels.get((group, setting))
            words = level_words(said, group, setting)
            chip.set_chip(words, "muted" if level is None else ROSH_ROLES[level])

    def words(self) -> dict[Key, str]:
        """What each cell says."""
        return {key: chip.word for key, chip in self._cells.items()}
