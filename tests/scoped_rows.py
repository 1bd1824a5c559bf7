"""Figures of two provinces, with what is private about them, for tests of who sees what."""

from datetime import UTC, date, datetime

from core.access.rules import Access, Grant, Role
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.places import all_places
from core.reference import EDITION
from core.repository import Repository
from core.tables import MadeReport, StoredFile

# tỉnh Đắk Nông with two of its huyện and their xã; tỉnh Kon Tum with one.
DAK_NONG, TUY_DUC, DAK_SONG = "67", "667", "665"
KON_TUM, TU_MO_RONG = "62", "617"
DISTRICTS = (TUY_DUC, DAK_SONG, TU_MO_RONG)


def person(role: Role, unit: str | None) -> Access:
    return Access(f"{role} {unit}", (Grant(role, unit),))


def file_of(unit: str, poor: int = 500, day: str = "30/06/2024") -> str:
    """One result of a huyện, with a remark that names it."""
    place, known = all_places().by_code[unit], all_places()
    province = known.province_of(place)
    return (
        'Tỉnh,"Huyện, thành phố",Ngày số liệu,Loại số liệu,Tổng số hộ,Số hộ nghèo,Ghi chú\n'
        f"{province.name},{place.name},{day},chính thức,16800,{poor},ghi chú {unit}\n"
    )


def by_whom(unit: str) -> Access:
    """Somebody without limits, named after a unit."""
    return Access(f"người nộp {unit}", (Grant(Role.ADMINISTRATOR, None),))


def bring(database: Database, by: Access, unit: str, poor: int = 500, day: str = "30/06/2024") -> int:
    """Store one result as a file of its own; returns the batch."""
    return store(database, by, file_of(unit, poor, day), f"tep-{unit}.csv", f"lý do {unit}")


def store(database: Database, by: Access, text: str, name: str, reason: str) -> int:
    found = preview(database, by, text.encode(), name)
    done = commit(database, found, by, "web", True, reason)
    assert done.batch is not None, done.issues
    return done.batch


def explanation_of(unit: str) -> str:
    place, known = all_places().by_code[unit], all_places()
    return (
        'Tỉnh,"Huyện, thành phố",Nội dung giải trình,Ngày giải trình,Nguyên nhân,Biện pháp khắc phục,Hạn khắc phục\n'
        f"{known.province_of(place).name},{place.name},giảm nghèo,30/06/2024,nguyên nhân {unit},biện pháp,30/09/2024\n"
    )


def fill(database: Database) -> dict[str, int]:
    """Results of three huyện with what is private about them: file, person, reason, explanation, report; by unit."""
    batches = {unit: bring(database, by_whom(unit), unit) for unit in DISTRICTS}
    for unit in DISTRICTS:
        store(database, by_whom(unit), explanation_of(unit), f"tep-giai-trinh-{unit}.csv", f"lý do {unit}")
        bring(database, by_whom(unit), unit, 480, "30/09/2024")
        bring(database, by_whom(unit), unit, 470, "30/09/2024")
    now = datetime.now(UTC)
    with database.write() as session:
        for unit in DISTRICTS:
            session.add(StoredFile(sha256=unit, content=unit.encode()))
            session.flush()
            plan = "97/KH-UBND" if unit != TU_MO_RONG else "83/KH-UBND"
            session.add(
                MadeReport(
                    made_at=now,
                    made_by=f"người lập {unit}",
                    plan_number=plan,
                    edition=EDITION,
                    unit_code=unit,
                    period="2024",
                    known_at=now,
                    judged_on=date(2024, 12, 31),
                    file_name=f"bao-cao-{unit}.docx",
                    sha256=unit,
                )
            )
        Repository(session).raise_version()
    return batches
