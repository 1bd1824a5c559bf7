"""What the drivers of PostgreSQL and SQLite say went wrong, told to people: the one place that knows their codes.

What is not in the tables below is a mistake of the program's, or is meant (a constraint), and is left as it is.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from core.errors import (
    DatabaseBusy,
    DatabaseFailed,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUnreachable,
    StoredUnknown,
    WritersCrossed,
)

LOG = logging.getLogger("tien_do.database")
_AGAIN = "Hãy thử lại sau một phút; nếu vẫn vậy, hãy báo người quản trị máy chủ."
_TELL = "Hãy báo người quản trị máy chủ."
_NOT_STORED, _NOT_READ = "Chưa lưu gì.", "Chưa đọc được; số liệu đã lưu không bị ảnh hưởng."


@dataclass(frozen=True)
class _Failure:
    """What is said of one kind of failure."""

    kind: type[DatabaseFailed]
    happened: str
    remedy: str

    def said(self, writes: bool) -> DatabaseFailed:
        return self.kind(self.happened, _NOT_STORED if writes else _NOT_READ, self.remedy)


_NO_ANSWER = _Failure(
    DatabaseUnreachable,
    "Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu không trả lời, vừa ngắt kết nối hoặc từ chối kết nối.",
    _AGAIN,
)
_WRONG_ACCOUNT = _Failure(
    DatabaseRefused,
    "Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu không cho vào, vì sai tên tài khoản hoặc mật khẩu.",
    "Người quản trị máy chủ cần sửa DATABASE_URL.",
)
_NOT_LET_IN = _Failure(
    DatabaseRefused,
    "Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu không cho tài khoản này vào từ máy này.",
    "Người quản trị máy chủ cần xem lại DATABASE_URL và tệp pg_hba.conf.",
)
_NO_DATABASE = _Failure(
    DatabaseRefused,
    "Không dùng được cơ sở dữ liệu: máy chủ không có cơ sở dữ liệu mang tên đã đặt.",
    "Người quản trị máy chủ cần sửa DATABASE_URL, hoặc tạo cơ sở dữ liệu ấy.",
)
_CROSSED = _Failure(
    WritersCrossed,
    "Không ghi được vào cơ sở dữ liệu: nhiều người ghi cùng lúc, đã tự thử lại nhiều lần.",
    "Hãy làm lại sau ít phút.",
)
_LOCKED = _Failure(
    DatabaseBusy,
    "Không ghi được vào cơ sở dữ liệu: một việc khác đang ghi và giữ chỗ quá lâu.",
    "Hãy làm lại sau ít phút; nếu vẫn vậy, hãy báo người quản trị máy chủ.",
)
_TOO_LONG = _Failure(DatabaseBusy, "Không dùng được cơ sở dữ liệu: việc này chạy quá thời gian cho phép.", _AGAIN)
_TOO_MANY = _Failure(DatabaseBusy, "Không dùng được cơ sở dữ liệu: đang có quá nhiều kết nối.", _AGAIN)
_NO_MEMORY = _Failure(DatabaseBusy, "Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu hết tài nguyên.", _AGAIN)
_READ_ONLY = _Failure(DatabaseReadOnly, "Không ghi được vào cơ sở dữ liệu: cơ sở dữ liệu đang ở chế độ chỉ đọc.", _TELL)
_FULL = _Failure(DatabaseFull, "Không ghi được vào cơ sở dữ liệu: đĩa của cơ sở dữ liệu đã hết chỗ.", _TELL)
_DISK = _Failure(DatabaseFailed, "Không dùng được cơ sở dữ liệu: đĩa của cơ sở dữ liệu báo lỗi.", _TELL)
_NO_FILE = _Failure(
    DatabaseUnreachable,
    "Không dùng được cơ sở dữ liệu: không mở được tệp (không có thư mục, hoặc không có quyền đọc và ghi).",
    _TELL,
)
_BROKEN_FILE = _Failure(
    DatabaseFailed,
    "Không dùng được cơ sở dữ liệu: tệp bị hỏng hoặc không phải cơ sở dữ liệu.",
    "Hãy báo người quản trị máy chủ để khôi phục từ bản sao lưu.",
)
_UNKNOWN = _Failure(
    StoredUnknown,
    "Mất kết nối với cơ sở dữ liệu đúng lúc đang lưu xong.",
    "Khi vào lại được, hãy xem trang Nhật ký hoặc Nguồn và lịch sử (dòng lệnh: python -m core journal) trước khi làm"
    " lại.",
)

# By SQLSTATE, and where it is not there by its first two letters (PostgreSQL, appendix A).
_BY_STATE: Mapping[str, _Failure] = {
    **{"40001": _CROSSED, "40P01": _CROSSED, "55P03": _LOCKED, "57014": _TOO_LONG, "25006": _READ_ONLY},
    **{"53100": _FULL, "53300": _TOO_MANY, "53": _NO_MEMORY, "58": _DISK},
    **{"28P01": _WRONG_ACCOUNT, "28": _NOT_LET_IN, "3D": _NO_DATABASE},
    **{"08": _NO_ANSWER, "57P": _NO_ANSWER, "25P03": _NO_ANSWER, "25P04": _NO_ANSWER, "40003": _NO_ANSWER},
}
# By SQLite's primary result code (sqlite3.h).
_BY_RESULT: Mapping[int, _Failure] = {
    **{3: _NO_FILE, 5: _LOCKED, 6: _LOCKED, 8: _READ_ONLY, 10: _DISK, 11: _BROKEN_FILE, 13: _FULL},
    **{14: _NO_FILE, 23: _NO_FILE, 26: _BROKEN_FILE},
}
# Before a connection stands PostgreSQL gives no SQLSTATE to its callers, only words.
_BY_WORDS: tuple[tuple[re.Pattern[str], _Failure], ...] = (
    (re.compile(r"too many (clients|connections)|remaining connection slots"), _TOO_MANY),
    (
        re.compile(r'(password|SCRAM) authentication failed|no password supplied|role ".*" does not exist'),
        _WRONG_ACCOUNT,
    ),
    (
        re.compile(r"authentication failed|no pg_hba\.conf entry|pg_hba\.conf rejects|not permitted to log in"),
        _NOT_LET_IN,
    ),
    (re.compile(r'database ".*" does not exist'), _NO_DATABASE),
)
# The transaction may have ended either way.
_EITHER_WAY = ("40003", "08007")


@contextmanager
def told(writes: bool) -> Iterator[None]:
    """Raises DatabaseFailed in place of what a driver raised, which the log has; `writes`: in order to store."""
    try:
        yield
    except SQLAlchemyError as error:
        failed = failure_of(error, writes)
        if failed is None:
            raise
        crossed = isinstance(failed, WritersCrossed)
        LOG.log(logging.INFO if crossed else logging.ERROR, "%s", failed.code, exc_info=None if crossed else error)
        raise failed from error


def failure_of(error: SQLAlchemyError, writes: bool) -> DatabaseFailed | None:
    """None for what is no failure of the database."""
    found = _TOO_MANY if isinstance(error, NoConnectionLeft) else None
    if isinstance(error, DBAPIError):
        found = _of_postgresql(error) or _of_sqlite(error)
    return found.said(writes) if found else None


def is_lost(error: DBAPIError) -> bool:
    """The connection broke: whether its last word was heard is not known."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _EITHER_WAY


def unknown() -> StoredUnknown:
    return StoredUnknown(_UNKNOWN.happened, "Không rõ đã lưu hay chưa.", _UNKNOWN.remedy)


def _of_postgresql(error: DBAPIError) -> _Failure | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    known = next((_BY_STATE[part] for part in (state, state[:3], state[:2]) if part in _BY_STATE), None)
    if known or state:
        return known
    silent = isinstance(error, OperationalError) and type(error.orig).__module__.startswith("psycopg")
    if silent or error.connection_invalidated:
        said = str(error.orig)
        return next((failure for words, failure in _BY_WORDS if words.search(said)), _NO_ANSWER)
    return None


def _of_sqlite(error: DBAPIError) -> _Failure | None:
    return _BY_RESULT.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
