"""A PDF behind a password, for e-mail to a partner: AES-256, made in memory, readable by a screen reader once open.

The password is the officer's to tell by telephone. It is written nowhere: not in the file (which holds only what
a password is tried against), not in a log, not in what is said when something goes wrong.
"""

from __future__ import annotations

import io
import secrets
import unicodedata

from iom_desktop.display.words import _
from iom_desktop.errors import UserError

#: Characters: about what a search of every password in a stolen file is held up by for years.
SHORTEST_PASSWORD = 10
#: Bytes in UTF-8, by ISO 32000-2, 7.6.4.3.3: a reader cuts off the rest.
LONGEST_PASSWORD = 127


def check_password(password: str) -> str:
    """The password as a reader will take it (ISO 32000-2 asks for SASLprep: compatible characters are made one).

    Raises ``UserError`` (field "password") where it is too short, too long, or holds what cannot be typed.
    """
    tidied = unicodedata.normalize("NFKC", password)
    if len(tidied) < SHORTEST_PASSWORD:
        words = _("Password: give at least {many} characters.")
        raise UserError(words.format(many=SHORTEST_PASSWORD), "password")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Co", "Cn") for one in tidied):
        raise UserError(_("Password: it holds a character that cannot be typed back."), "password")
    if len(tidied.encode()) > LONGEST_PASSWORD:
        words = _("Password: this is too long; {many} letters are the most.")
        raise UserError(words.format(many=LONGEST_PASSWORD), "password")
    return tidied


def protect(data: bytes, password: str) -> bytes:
    """The PDF ``data`` encrypted with AES-256 (revision 6), so that only ``password`` opens it.

    Text, tags and the description of the document are all encrypted; once open, assistive technology may read
    it and it may be printed, but not changed. Raises ``UserError`` where the password will not do.
    """
    # Needed only now, and slow to load.
    import pikepdf

    opens = check_password(password)
    allowed = pikepdf.Permissions(
        accessibility=True,
        extract=True,
        print_lowres=True,
        print_highres=True,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=False,
        modify_other=False,
    )
    made = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as paper:
            paper.save(
                made,
                # The owner's password is thrown away: nobody holds a second key.
                encryption=pikepdf.Encryption(
                    user=opens, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True, allow=allowed
                ),
            )
    except pikepdf.PdfError:
        # What the library says may tell of the document.
        raise UserError(_("The document could not be put behind a password.")) from None
    return made.getvalue()
