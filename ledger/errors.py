"""Refusals, by what the reader must do next. Every message says what was refused, with both figures, then the way out.

LedgerError
├── Misuse               the command does not say what is meant       exit 2
├── Refused              a rule of this production says no            exit 1
│   ├── Unknown          no such account, document, party, version
│   ├── AlreadyDone      it is already approved, locked, issued, closed
│   ├── TooEarly         something else must happen first
│   ├── TooLate          the period or the document is closed
│   ├── BeyondAuthority  this person may not decide this
│   ├── OverBudget       there is not that much left
│   └── DoesNotAdd       the parts do not sum to the whole
├── Conflict             someone recorded first                       exit 3
├── Tampered             the book is not what it promises             exit 4
└── Unreadable           a file that this version cannot read         exit 4
"""

from collections.abc import Iterable

NUMBER = 9
"""Codes of more digits are compared as words."""


def nearest(code: str, codes: Iterable[str], most: int = 5) -> list[str]:
    """The codes most like one that there is not: those that begin as it does, then those that are near in number; none if all are far.

    A word is near that begins as it does for half as long as the nearest.
    """

    def apart(other: str) -> tuple[int, int, str]:
        width = max(len(code), len(other))
        whole = width <= NUMBER and code.isdecimal() and other.isdecimal()
        number = abs(int(code.ljust(width, "0")) - int(other.ljust(width, "0"))) if whole else 10**NUMBER
        begins = next((n for n, (one, two) in enumerate(zip(code, other, strict=False)) if one != two), min(len(code), len(other)))
        return -begins, number, other

    found = sorted(map(apart, codes))[:most]
    word = not code[:1].isdecimal()
    return [other for begins, number, other in found if (begins or number < 10**NUMBER) and not (word and 2 * begins > found[0][0])]


def near(code: str, codes: Iterable[str], lists: str) -> str:
    """The way out for a code that there is not: the nearest, and what lists them all."""
    found = nearest(code, codes)
    return f"Near it are {', '.join(found)}; {lists} lists them." if found else f"{lists} lists them."


class LedgerError(Exception):
    """Anything a user of the ledger is told; the message is the whole story."""

    exit_code = 1


class Misuse(LedgerError):
    """The words or figures given cannot be read."""

    exit_code = 2


class Refused(LedgerError):
    """A rule of this production says no; nothing was recorded."""


class Unknown(Refused):
    """There is no such account, document, party or version."""


class AlreadyDone(Refused):
    """It has happened already."""


class TooEarly(Refused):
    """Something else must happen first."""


class TooLate(Refused):
    """The period or the document is closed."""


class BeyondAuthority(Refused):
    """This person may not decide this."""


class OverBudget(Refused):
    """There is not that much left."""


class DoesNotAdd(Refused):
    """The parts do not sum to the whole."""


class Conflict(LedgerError):
    """Someone recorded first; look again and decide again."""

    exit_code = 3


class Tampered(LedgerError):
    """The book is not what its own digests say."""

    exit_code = 4


class Unreadable(LedgerError):
    """A book or file that this version does not understand."""

    exit_code = 4
