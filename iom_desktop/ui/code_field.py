"""One entry of a long code list, found by typing any part of its words."""

from __future__ import annotations

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui.choice_fields import ChoiceField, Options


class CodeField(ChoiceField):
    """A code chosen by its words: type any part of them and pick, or type the code itself.

    ``value`` is the code. What fits no entry, or more than one, is refused in a sentence.
    """

    def __init__(
        self,
        name: str,
        label: str,
        options: Options = (),
        *,
        hint: str = "",
        required: bool = False,
        placeholder: str = "",
    ) -> None:
        self._codes: list[tuple[str, str]] = []
        super().__init__(
            name, label, options, hint=hint, editable=True, required=required, placeholder=placeholder
        )

    def set_options(self, options: Options) -> None:
        self._codes = list(options)
        super().set_options(options)

    def value(self) -> str | None:
        typed = self.box.currentText().strip().casefold()
        if not typed:
            return None
        for code, words in self._codes:
            if typed in (words.casefold(), code.casefold()):
                return code
        found = [code for code, words in self._codes if typed in words.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise self._refuse(
                _("{label}: more than one in the list fits; choose one.").format(label=self.label_text)
            )
        raise self._refuse(
            _("{label}: nothing in the list fits; choose one from it.").format(label=self.label_text)
        )

    def set_value(self, value: str | None) -> None:
        """Show the words of the code ``value``; a code not offered is added, so that an old record shows it."""
        if value and all(code != value for code, _words in self._codes):
            self.set_options([*self._codes, (value, value)])
        self.box.setEditText(dict(self._codes).get(value or "", ""))

    def words(self) -> str:
        try:
            return dict(self._codes).get(self.value() or "", "")
        except UserError:
            return ""
