"""Near poor and multi-dimensional poverty, and ethnic minorities: whatever of them was reported, denominators named."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core import formats
from core.official_report.chapters.poverty_figures import result_figures, result_source
from core.official_report.chapters.poverty_said import Said, kind_said
from core.official_report.chapters.poverty_table import (
    NamedColumn,
    built,
    count_column,
    filled,
    rate_column,
    text_column,
)
from core.official_report.chapters.poverty_view import name_in_table, whole_name
from core.official_report.content import Figure, FigureFormat, ReportTable, TableRow, figure
from core.places import Place
from core.reports.origin import Origin
from core.reports.poverty import Result
from core.reports.poverty_ethnic import EthnicFigures, Population
from core.rules.poverty import printed_rate
from core.text import capitalised

Unit = tuple[Place, Result]
_POPULATIONS = {"ethnic": "DTTS", "indigenous": "DTTS tại chỗ"}
_HEAD = (
    text_column("stt", "Stt", width=0.5),
    text_column("unit_name", "Đơn vị", width=1.5),
    NamedColumn("as_of", "Ngày số liệu", "day", width=1.1),
)


def near_poor_said(place: Place, result: Result) -> Said:
    """Hộ nghèo đa chiều = hộ nghèo + hộ cận nghèo, over the households of the same report (domain.md section 1.4)."""
    own = result_figures(place, result, place.full_name)
    source, day = result_source(result), formats.day(result.as_of)
    both = result.poor + (result.near_poor or 0)
    rates = {
        "near_poor_rate": ("Tỷ lệ hộ cận nghèo", result.near_poor or 0, str(own["near_poor"])),
        "both_rate": ("Tỷ lệ nghèo đa chiều", both, f"({own['poor']} + {own['near_poor']})"),
    }
    added = figure(
        both,
        "count",
        f"Hộ nghèo và hộ cận nghèo ngày {day}",
        place.full_name,
        worked=f"{own['poor']} + {own['near_poor']} = {formats.count(both)}",
        source=source,
        batches=result.batches,
    )
    shares = {
        name: figure(
            printed_rate(part, result.households),
            "rate",
            f"{label} ngày {day}",
            place.full_name,
            worked=f"{said} ÷ {own['households']} × 100 = {formats.rate(printed_rate(part, result.households))}",
            source=source,
            batches=result.batches,
        )
        for name, (label, part, said) in rates.items()
    }
    names = {"heading": capitalised(place.full_name), "unit_name": name_in_table(place)}
    return {**own, **shares, **names, "kind": kind_said(result), "both": added}


def near_poor_table(whole: Place, units: Sequence[Unit]) -> ReportTable:
    columns = [
        *_HEAD,
        count_column("households", "Tổng số hộ"),
        count_column("poor", "Hộ nghèo"),
        count_column("near_poor", "Hộ cận nghèo"),
        NamedColumn(
            "both", "Hộ nghèo và cận nghèo", "count", "", "={poor}+{near_poor}", "={poor}+{near_poor}", "excel"
        ),
        rate_column("rate", "Tỷ lệ hộ nghèo (%)", "", "poor", "households"),
        rate_column("near_poor_rate", "Tỷ lệ hộ cận nghèo (%)", "", "near_poor", "households"),
        rate_column("both_rate", "Tỷ lệ nghèo đa chiều (%)", "", "both", "households"),
    ]
    rows = _rows(whole, columns, [(place, near_poor_said(place, result)) for place, result in units])
    return built("can-ngheo", "Hộ cận nghèo và tỷ lệ nghèo đa chiều", columns, rows)


def _rows(whole: Place, columns: Sequence[NamedColumn], units: Sequence[tuple[Place, Said]]) -> list[TableRow]:
    """The units below, then the unit itself as the total row."""
    below = [said for place, said in units if place != whole]
    rows = [filled(columns, said | {"stt": str(number)}) for number, said in enumerate(below, start=1)]
    own = [said for place, said in units if place == whole]
    if not below:
        return [filled(columns, said | {"stt": "1"}) for said in own]
    return [*rows, *(filled(columns, said | {"stt": "", "unit_name": whole_name(whole)}, "total") for said in own)]


def ethnic_said(place: Place, found: EthnicFigures) -> Said:
    source = _origins_said(found.origins)
    groups = {"ethnic": found.ethnic, "indigenous": found.indigenous}
    figures = [_population(place, found, group, name, source) for name, group in groups.items()]
    batches = frozenset(origin.batch for origin in found.origins)
    day = figure(found.as_of, "day", "Ngày số liệu", place.full_name, source=source, batches=batches)
    known = {f"has_{name}": group.is_reported for name, group in groups.items()}
    names = {"heading": capitalised(place.full_name), "unit_name": name_in_table(place)}
    return {**figures[0], **figures[1], **known, **names, "as_of": day}


def _origins_said(origins: Sequence[Origin]) -> str:
    if len(origins) == 1:
        return origins[0].said
    batches = sorted({origin.batch for origin in origins})
    return f"cộng {len(origins)} đơn vị (lô {', '.join(str(batch) for batch in batches)})"


def _population(place: Place, found: EthnicFigures, group: Population, name: str, source: str) -> Mapping[str, Figure]:
    """Households, poor, the rate among them and their share of all poor: two denominators that are often mixed up."""
    of, called, day = place.full_name, _POPULATIONS[name], formats.day(found.as_of)
    batches = frozenset(origin.batch for origin in found.origins)

    def one(value: int | Decimal | None, format_: FigureFormat, label: str, worked: str = "") -> Figure:
        said = "" if value is None else worked
        return figure(value, format_, f"{label} ngày {day}", of, worked=said, source=source, batches=batches)

    poor, households = formats.count(group.poor), formats.count(group.households)
    among, share = group.rate_among, group.share_of_poor
    return {
        f"{name}_households": one(group.households, "count", f"Tổng số hộ {called}"),
        f"{name}_poor": one(group.poor, "count", f"Hộ nghèo {called}"),
        f"{name}_rate": one(
            among, "rate", f"Tỷ lệ hộ nghèo trong hộ {called}", f"{poor} ÷ {households} × 100 = {formats.rate(among)}"
        ),
        f"{name}_share": one(
            share,
            "rate",
            f"Tỷ trọng hộ nghèo {called} trong tổng số hộ nghèo",
            f"{poor} ÷ {formats.count(group.all_poor)} × 100 = {formats.rate(share)}",
        ),
        "all_poor": one(group.all_poor, "count", "Hộ nghèo"),
    }


def ethnic_table(whole: Place, units: Sequence[tuple[Place, EthnicFigures]]) -> ReportTable:
    """Columns of a population that nobody reported are left out."""
    columns = [*_HEAD, count_column("all_poor", "Tổng số hộ nghèo")]
    for name, called in _POPULATIONS.items():
        if any(ethnic_said(place, found)[f"has_{name}"] for place, found in units):
            columns += [
                count_column(f"{name}_households", "Tổng số hộ", f"Hộ {called}"),
                count_column(f"{name}_poor", "Hộ nghèo", f"Hộ {called}"),
                rate_column(
                    f"{name}_rate", "Trong hộ của nhóm (%)", f"Hộ {called}", f"{name}_poor", f"{name}_households"
                ),
                rate_column(f"{name}_share", "Trong tổng hộ nghèo (%)", f"Hộ {called}", f"{name}_poor", "all_poor"),
            ]
    rows = _rows(whole, columns, [(place, ethnic_said(place, found)) for place, found in units])
    return built("ho-ngheo-dtts", "Hộ nghèo đồng bào dân tộc thiểu số (DTTS)", columns, rows)
