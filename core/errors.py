"""Every error Tiến Độ raises on purpose. Bad *data* is not here: it is a list of issues (core.ingest.issues).

TienDoError
├── UnreadableFile    the sender's: the bytes are not a table of any known kind
│   └── SeveralSheets the sender's: more than one sheet of the workbook could be meant; the person chooses
├── UndoRefused       the caller's: a later batch built on this one, or it is already taken back
├── ChangedMeanwhile  nobody's: someone else committed between preview and confirm; look again
├── AcceptanceRefused the caller's: a draft no longer waits, or what it would replace is not what stands
├── PeriodClosed      the caller's: a figure of a period that was closed (chốt sổ); reopen it first
├── LockRefused       the caller's: the period is closed already, not over yet, or drafts wait in it
├── UnknownName       the caller's: no such view, district, kind or batch
├── AccessRefused     the person's: not among what they were given; or a program's that forgot to ask
├── SignInRefused     the person's: the provider confirmed somebody who is not known here, or not enough of them
├── ListeningRefused  the operator's: an address that is not loopback, and no sign-in configured; a weak secret
├── FrameChanged      the operator's: another Streamlit than the pinned one is installed
├── SchemaTooNew      the operator's: the database was written by a newer Tiến Độ
├── DatabaseNotReady the operator's: a public view, which only reads, on a database that was not brought up to date
├── DatabaseFailed    the operator's: the database did not do what it was asked to (core.database_failures)
│   ├── DatabaseUnreachable the operator's: no server answers, or the connection broke; the file can't be opened
│   │   └── DatabaseRefused the operator's: the server answers, and lets nobody in by this name, password or database
│   ├── DatabaseBusy        nobody's: somebody writes for too long, no connection is left, a statement takes too long
│   │   └── WritersCrossed  nobody's: two transactions crossed, and the database gave up this one; it may run again
│   ├── DatabaseReadOnly    the operator's: it may be read only (a standby, a file without the right to write)
│   ├── DatabaseFull        the operator's: no room is left on its disk
│   └── StoredUnknown       nobody's: the connection broke while the last word was on its way; it may be stored
├── MoveRefused       the operator's: what to move, or where to, is not as it has to be
├── MoveDiffers       the operator's: something arrived otherwise than it was read; all was rolled back
└── NotABackup        the operator's: the file to restore from is not a Tiến Độ database
"""

from typing import Any, Self


class TienDoError(Exception):
    """The one class to catch. `str(error)` is a Vietnamese sentence for the person at the keyboard."""


class UnreadableFile(TienDoError):
    """The file can't be read as a table of any kind. `code` names the reason for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SeveralSheets(UnreadableFile):
    """More than one sheet holds figures; `names` are the choices."""

    def __init__(self, names: tuple[str, ...]) -> None:
        choices = ", ".join(f"«{name}»" for name in names)
        super().__init__(
            "several_sheets",
            f"Tệp có {len(names)} trang tính đều có số liệu: {choices}. Hãy chọn một trang,"
            " hoặc lưu mỗi trang thành một tệp (dòng lệnh: --sheet TÊN_TRANG).",
        )
        self.names = names


class UndoRefused(TienDoError):
    """The batch stays: the message names the later batch, or says that it was taken back already."""


class ChangedMeanwhile(TienDoError):
    """The difference that was previewed is no longer the difference. Nothing was stored."""


class AcceptanceRefused(TienDoError):
    """The draft waits as before, or no longer waits at all; the message says which, and names the rows."""


class PeriodClosed(TienDoError):
    """The message names the period, whose it is and when it was closed. Nothing was stored or taken back."""


class LockRefused(TienDoError):
    """The period was neither closed nor reopened; the message says what to do first."""


class UnknownName(TienDoError):
    """A name the caller gave is not known here; the message lists the choices."""


class AccessRefused(TienDoError):
    """What was asked for is not among what this person may see or do. Nothing was read or stored."""


class SignInRefused(TienDoError):
    """Nobody was signed in. `reason` names why for programs and the journal."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ListeningRefused(TienDoError):
    """Asked to listen where other machines can reach us, while there is no sign-in."""


class FrameChanged(TienDoError):
    """Streamlit's own page no longer has a place that ours replaces."""


class DatabaseNotReady(TienDoError):
    """Somebody who may write has to run `init` first. Nothing was changed."""


class DatabaseFailed(TienDoError):
    """What happened, what that means for what is stored, what to do: three sentences, which `str(error)` joins.

    `code` is for programs. The driver's own words are in `__cause__`.
    """

    code = "database_failed"

    def __init__(self, happened: str, stored: str, remedy: str) -> None:
        super().__init__(f"{happened} {stored} {remedy}")
        self.happened, self.stored, self.remedy = happened, stored, remedy

    def with_stored(self, stored: str) -> Self:
        """The same failure, of work that is stored in several steps."""
        return type(self)(self.happened, stored, self.remedy)


class DatabaseUnreachable(DatabaseFailed):
    """Nothing of the transaction is stored; the next one finds a database that answers again by itself."""

    code = "database_unreachable"


class DatabaseRefused(DatabaseUnreachable):
    """Nothing was begun, and trying again does not help: DATABASE_URL is wrong, or the server's rules are."""

    code = "database_refused"


class DatabaseBusy(DatabaseFailed):
    """Nothing of the transaction is stored; a later one may succeed."""

    code = "database_busy"


class WritersCrossed(DatabaseBusy):
    """SQLSTATE 40001 or 40P01. `Database.writing` runs the whole unit of work again, and raises this at last."""

    code = "database_conflict"


class DatabaseReadOnly(DatabaseFailed):
    """Nothing is stored; what stands can be read."""

    code = "database_read_only"


class DatabaseFull(DatabaseFailed):
    """Nothing of the transaction is stored; what stands can be read."""

    code = "database_full"


class StoredUnknown(DatabaseFailed):
    """The only one after which the whole transaction may be stored: nobody could be asked whether it is."""

    code = "stored_unknown"


class SchemaTooNew(TienDoError):
    """The database has a revision this program does not know."""


class MoveRefused(TienDoError):
    """What was to be moved, or where to, is not as it has to be. Nothing was changed on either side."""


class MoveDiffers(TienDoError):
    """Something arrived otherwise than it was read: all of it was rolled back. `tables` has the sums of both sides."""

    def __init__(self, tables: tuple[Any, ...], differing: list[str]) -> None:
        names = ", ".join(differing)
        super().__init__(f"Không chuyển: hai bên khác nhau ở {names}. Nơi nhận vẫn như trước khi chuyển.")
        self.tables = tables


class NotABackup(TienDoError):
    """The file is not a database that Tiến Độ wrote."""
