"""How good the figures of a report are: what is missing, estimated, was asked about, or does not fit together."""

from collections.abc import Iterable, Iterator

from core import formats
from core.audit.words import topic_of
from core.demo import LABEL
from core.official_report.chapters.budget_scope import budget_of
from core.official_report.chapters.poverty_view import plan_view
from core.official_report.chapters.rural_scope import rural_of
from core.official_report.material import Chapter, Material
from core.reports.budget import BudgetLine
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus
from core.reports.rural_views import assessed
from core.text import capitalised
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
            yield f"{_sentence(found.message)} {_sentence(found.explanation or 'chưa có giải thích')}"
    if known:
        topics = "; ".join(dict.fromkeys(topic_of(found).lower() for found in known))
        yield f"Văn bản kế hoạch có những chỗ không khớp đã được giải thích, về: {topics}."


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:].rstrip(' .')}."


def _statuses(material: Material) -> list[PlanStatus]:
    """Those that the poverty chapter speaks of: below a huyện also units under plans of their own."""
    view = plan_view(material)
    return list(view.rows) if view else []


def _lines(material: Material) -> list[BudgetLine]:
    """Those that the budget chapter speaks of."""
    budget = budget_of(material)
    return list(budget.lines) if budget else []


def _missing(material: Material) -> Iterator[str]:
    statuses = _statuses(material)
    without = dict.fromkeys(row.place.full_name for row in statuses if row.result is None and not why_no_total(row))
    if without:
        yield f"Chưa có kết quả giảm nghèo của {', '.join(without)}."
    yield from dict.fromkeys(why for row in statuses if (why := why_no_total(row)))
    lines = [line for line in _lines(material) if line.money.disbursed is None]
    if lines:
        yield f"Chưa có số liệu giải ngân của {_lines_said(lines)}."
    yield from _not_assessed(material)
    if any(row.latest is None for row in material.goals):
        yield "Những mục tiêu chưa có kết quả được ghi ở bảng kết quả thực hiện mục tiêu của kế hoạch."


def _lines_said(lines: Iterable[BudgetLine]) -> str:
    return "; ".join(f"{line.place.full_name}, {line.line} {line.title}" for line in lines)


def _not_assessed(material: Material) -> Iterator[str]:
    rural = rural_of(material)
    statuses = rural.statuses if rural else ()
    for name in dict.fromkeys(row.set for row in statuses if not row.village):
        rows = [row for row in statuses if row.set == name and not row.village]
        done = assessed(rows)
        if len(done) < len(rows):
            names = ", ".join(row.place.full_name for row in rows if row not in done)
            yield f"Bộ tiêu chí {name}: chưa được đánh giá {names}."


def _estimates(material: Material) -> Iterator[str]:
    for row in _statuses(material):
        if row.result and (not row.result.official or row.result.is_estimate):
            yield f"Kết quả giảm nghèo của {row.place.full_name}, ngày {formats.day(row.result.as_of)}."
    for line in _lines(material):
        if line.value_type == "ước":
            yield f"Giải ngân của {line.place.full_name}, {line.line} {line.title}, ngày {formats.day(line.as_of)}."


def _reasons(material: Material) -> Iterator[str]:
    for row in _statuses(material):
        yield from _reason(f"kết quả giảm nghèo của {row.place.full_name}", row.result.origin if row.result else None)
    for line in _lines(material):
        yield from _reason(f"giải ngân của {line.place.full_name}, {line.line} {line.title}", line.result)


def _reason(what: str, origin: Origin | None) -> Iterator[str]:
    if origin and origin.reason:
        yield f"{capitalised(what)}: {origin.reason} (lô {origin.batch}, dòng {origin.row})."
