"""How good the figures of a report are: what is missing, estimated, was asked about, or does not fit together."""

from collections.abc import Iterable, Iterator

from core import formats
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
            "until": formats.day(material.period.until),
            "made_up": [f"{LABEL}: không phải số liệu thực, không dùng để báo cáo."] if made_up else [],
            "missing": list(_missing(material)),
            "estimates": list(_estimates(material)),
            "reasons": list(dict.fromkeys(_reasons(material))),
            "findings": [
                f"{found.message} {f'Giải thích: {found.explanation}' if found.explanation else 'Chưa giải thích.'}"
                for found in material.findings
            ],
        },
    )


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
        yield f"Chưa có kết quả giảm nghèo của {len(without)} đơn vị: {', '.join(without)}."
    yield from (why for row in statuses if row.place == material.place and (why := why_no_total(row)))
    lines = [line for line in own_lines(material) if line.money.disbursed is None]
    if lines:
        yield f"Chưa có số liệu giải ngân của {len(lines)} nội dung: {_lines_said(lines)}."
    yield from _not_assessed(material)
    goals = [row for row in material.goals if row.latest is None]
    if goals:
        yield f"Chưa có kết quả của {len(goals)} trên {len(material.goals)} mục tiêu của kế hoạch."


def _lines_said(lines: Iterable[BudgetLine]) -> str:
    return "; ".join(f"{line.place.full_name}, {line.line} {line.title}" for line in lines)


def _not_assessed(material: Material) -> Iterator[str]:
    for name in dict.fromkeys(row.set for row in material.criteria):
        rows = [row for row in material.criteria if row.set == name and not row.village]
        done = assessed(rows)
        if len(done) < len(rows) and material.goals:
            names = ", ".join(row.place.full_name for row in rows if row not in done)
            yield f"Bộ tiêu chí {name}: {len(rows) - len(done)} trên {len(rows)} xã chưa được đánh giá ({names})."


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
