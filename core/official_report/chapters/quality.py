"""How good the figures of a report are: what is missing, estimated, was asked about, or does not fit together."""

from collections.abc import Iterable, Iterator

from core import formats
from core.audit.words import topic_of
from core.demo import LABEL
from core.official_report.material import Chapter, Material
from core.reports.budget import BudgetLine
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus
from core.reports.rural_views import assessed
from core.wording import why_no_total


def chapter(material: Material, made_up: bool) -> Chapter:
    """`made_up`: a figure of the report rests on a made-up batch."""
    return Chapter(
        "quality.txt",
        {
            "known": formats.moment(material.request.known_at),
            "until": formats.day(material.request.judged_on),
            "made_up": [f"{LABEL}: không phải số liệu thực, không dùng để báo cáo."] if made_up else [],
            "missing": list(_missing(material)),
            "estimates": list(_estimates(material)),
            "reasons": list(dict.fromkeys(_reasons(material))),
            "findings": list(_findings(material)),
        },
    )


def _findings(material: Material) -> Iterator[str]:
    """Contradictions in figures one by one; of the plan's own text those that nobody explained, the others by topic."""
    known = [found for found in material.findings if found.document and found.explanation]
    for found in material.findings:
        if found not in known:
            said = f" Giải thích: {found.explanation}" if found.explanation else " Chưa có giải thích."
            yield f"{found.message[0].upper()}{found.message[1:]}{said}"
    if known:
        topics = "; ".join(dict.fromkeys(topic_of(found).lower() for found in known))
        yield f"Văn bản kế hoạch có những chỗ không khớp đã được giải thích, về: {topics}."


def own_statuses(material: Material) -> list[PlanStatus]:
    """The plan's rows of the unit and of what lies below it."""
    return [
        row
        for row in material.statuses
        if row.plan_number == material.plan_number and row.place.code in material.unit_codes
    ]


def own_lines(material: Material) -> list[BudgetLine]:
    """The plan's budget lines of the unit and of what lies below it."""
    return [line for line in material.lines if line.plan_number == material.plan_number]


def _missing(material: Material) -> Iterator[str]:
    statuses = own_statuses(material)
    without = [row.place.full_name for row in statuses if row.result is None and row.place != material.place]
    if without:
        yield f"Chưa có kết quả giảm nghèo của {', '.join(without)}."
    yield from (why for row in statuses if row.place == material.place and (why := why_no_total(row)))
    lines = [line for line in own_lines(material) if line.money.disbursed is None]
    if lines:
        yield f"Chưa có số liệu giải ngân của {_lines_said(lines)}."
    yield from _not_assessed(material)
    if any(row.latest is None for row in material.goals):
        yield "Những mục tiêu chưa có kết quả được nêu tên ở phần kết quả thực hiện các mục tiêu."


def _lines_said(lines: Iterable[BudgetLine]) -> str:
    return "; ".join(f"{line.place.full_name}, {line.line} {line.title}" for line in lines)


def _not_assessed(material: Material) -> Iterator[str]:
    for name in dict.fromkeys(row.set for row in material.criteria):
        rows = [row for row in material.criteria if row.set == name and not row.village]
        done = assessed(rows)
        if len(done) < len(rows) and material.goals:
            names = ", ".join(row.place.full_name for row in rows if row not in done)
            yield f"Bộ tiêu chí {name}: chưa được đánh giá {names}."


def _estimates(material: Material) -> Iterator[str]:
    for row in own_statuses(material):
        if row.result and not row.result.official:
            yield f"Kết quả giảm nghèo của {row.place.full_name}, ngày {formats.day(row.result.as_of)}."
    for line in own_lines(material):
        if line.value_type == "ước":
            yield f"Giải ngân của {line.place.full_name}, {line.line} {line.title}, ngày {formats.day(line.as_of)}."


def _reasons(material: Material) -> Iterator[str]:
    for row in own_statuses(material):
        yield from _reason(f"kết quả giảm nghèo của {row.place.full_name}", row.result.origin if row.result else None)
    for line in own_lines(material):
        yield from _reason(f"giải ngân của {line.place.full_name}, {line.line} {line.title}", line.result)


def _reason(what: str, origin: Origin | None) -> Iterator[str]:
    if origin and origin.reason:
        yield f"{what[0].upper()}{what[1:]}: {origin.reason} (lô {origin.batch}, dòng {origin.row})."
