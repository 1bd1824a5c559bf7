"""What the budget screen says in words: only what the data show, each with its date."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from core import formats
from core.places import Place, places_of
from core.reference import EDITION, Document, Statement, unit_maps
from core.reports.budget import CARRIED_OVER, INVESTMENT, NOT_IN_PLAN, OF_THE_YEAR, OPERATING, BudgetLine, BudgetSum
from core.reports.budget_views import (
    UNVERIFIED,
    Capital,
    by_unit,
    capitals,
    payment_term,
    plan_document,
    plan_number_said,
)

SOURCE_WORDS = {OF_THE_YEAR: "vốn năm", CARRIED_OVER: "vốn kéo dài"}
_MOST_PLANS = 3
READING = "Dấu gạch là chưa có số liệu, không phải 0. Bấm vào một số để xem số đó từ đâu."
AREA_READING = (
    f"{READING} KH: kế hoạch, GN: đã giải ngân. Tỷ lệ tính trên cả kế hoạch: nội dung chưa có số thì đó là mức ít nhất."
    " Bấm vào tên xã để xem từng nội dung."
)


def plans_sentence(lines: Sequence[BudgetLine]) -> str:
    """Whose plan: by its title where the document ships with the program, otherwise by its number."""
    document = plan_document(lines)
    others = [line for line in lines if line.plan and not (document and line.plan_number == document.number)]
    named = [plan_in_full(document)] if document else []
    named += [f"kế hoạch vốn {number}" for number in dict.fromkeys(plan_number_said(line) for line in others)]
    if not named:
        return "chưa có kế hoạch vốn"
    more = f" và {len(named) - _MOST_PLANS} kế hoạch khác" if len(named) > _MOST_PLANS else ""
    return f"theo {'; '.join(named[:_MOST_PLANS])}{more}"


def plan_in_full(document: Document) -> str:
    """Its title, and what the document itself lacks, as a reader would look for it."""
    missing = [word for word, given in (("số", document.printed_number), ("ngày", document.issued_on)) if not given]
    return f"{document.title} (văn bản không ghi {' và '.join(missing)})" if missing else document.title


def disbursed_sentence(lines: Sequence[BudgetLine], when: str) -> str:
    """As of when: for each source of capital, how many of its lines have figures, and of which dates."""
    reported = [line for line in lines if line.money.disbursed is not None and line.counts]
    if not reported:
        return f"Chưa có số liệu giải ngân {when}."
    said = [_reported(capital, reported) for capital in capitals(lines)]
    estimates = [line for line in reported if line.value_type == "ước"]
    if estimates:
        said.append(f"Trong đó {len(estimates)} số là số ước.")
    return " ".join(said)


def _reported(capital: Capital, reported: Sequence[BudgetLine]) -> str:
    planned, name = capital.planned, SOURCE_WORDS[capital.carry_over].capitalize()
    dates = _dates(line for line in reported if line.carry_over == capital.carry_over)
    if not dates:
        return f"{name}: chưa có số liệu giải ngân."
    counted = [f"{planned.reported}/{planned.lines} nội dung đã có số liệu giải ngân"] if planned.lines else []
    outside = [f"{capital.unplanned.lines} nội dung {NOT_IN_PLAN}"] if capital.unplanned else []
    return f"{name}: {', '.join([*counted, *outside, dates])}."


def _dates(lines: Iterable[BudgetLine]) -> str:
    dates = Counter(line.as_of for line in lines if line.as_of)
    if len(dates) == 1:
        return f"đến ngày {formats.day(next(iter(dates)))}"
    days = ", ".join(f"{formats.day(day)} ({count})" for day, count in sorted(dates.items(), reverse=True))
    return f"ở những ngày khác nhau: {days}" if dates else ""


def share_sentence(capital: Capital, part: BudgetSum) -> str:
    """Below an amount of one nature: its share of the plan, how many lines, what was disbursed of it."""
    share = formats.rate(capital.share_of(part))
    if not part.lines:
        return f"không có nội dung nào trong {SOURCE_WORDS[capital.carry_over]}"
    disbursed = formats.amount(part.money.disbursed)
    done = f"đã giải ngân {disbursed} ({_percent(part)})" if part.reported else "chưa có số liệu giải ngân"
    return f"{share} {SOURCE_WORDS[capital.carry_over]}, {part.lines} nội dung; {done}"


def disbursed_below(planned: BudgetSum) -> str:
    """Below the amount disbursed: its share and the rest, as bounds while some lines have not reported."""
    if not planned.reported:
        return "Chưa có số liệu giải ngân"
    rest = formats.amount(planned.money.remaining)
    if planned.reported == planned.lines:
        return f"triệu đồng; {_percent(planned)} kế hoạch, còn lại {rest}"
    return (
        f"triệu đồng; {_percent(planned)} kế hoạch, còn lại nhiều nhất {rest}: mới {planned.reported}/{planned.lines}"
        " nội dung có số liệu"
    )


def _percent(part: BudgetSum) -> str:
    """A lower bound while some lines have not reported: what is missing is not 0."""
    said = formats.percent_of_plan(part.money.percent)
    return said if part.reported == part.lines else f"ít nhất {said}"


def pace_sentence(lines: Sequence[BudgetLine], year: int) -> str | None:
    """Capital of the year disbursed beside the share of the year gone; None without figures."""
    capital = next((found for found in capitals(lines) if found.carry_over == OF_THE_YEAR), None)
    gone = sorted({line.year_gone for line in lines if line.plan and line.year_gone is not None})
    if capital is None or not capital.planned.reported or not gone:
        return None
    span = " đến ".join(formats.percent_of_plan(value) for value in dict.fromkeys((gone[0], gone[-1])))
    why = ", tùy ngày số liệu của từng nội dung" if len(gone) > 1 else ""
    return f"Vốn năm đã giải ngân {_percent(capital.planned)} kế hoạch; đã qua {span} thời gian của năm {year}{why}."


def payment_note(year: int) -> str | None:
    """Until when that capital may be paid, where somebody entered it."""
    term = payment_term(year)
    if term is None:
        return None
    doubt = "" if term.verified else f" ({UNVERIFIED})"
    return f"Vốn năm {year} được thanh toán đến hết ngày {formats.day(term.paid_until)}{doubt}."


def nature_note(lines: Sequence[BudgetLine]) -> str | None:
    """How the nature of each line is known, where the document states only the two totals."""
    document = plan_document(lines)
    if document is None:
        return None
    stated = {
        nature: statement
        for nature in (INVESTMENT, OPERATING)
        for statement in document.statements
        if statement.measure == f"allocated:{nature}"
    }
    if len(stated) < 2:
        return None
    totals = " và ".join(f"vốn {nature} {found.printed_value}" for nature, found in stated.items())
    said = (
        f"Văn bản không ghi tính chất của từng nội dung: tính chất suy ra từ hai số tổng ở mục"
        f" {stated[INVESTMENT].section}, {totals} triệu đồng."
    )
    own = [line for line in lines if line.place.code == document.unit]
    return said if _follow_totals(own, stated) else f"{said} Số vốn hiện có không còn khớp hai tổng đó."


def _follow_totals(lines: Sequence[BudgetLine], stated: Mapping[str, Statement]) -> bool:
    return all(
        formats.amount(part.money.allocated) == stated[nature].printed_value
        for capital in capitals(line for line in lines if line.carry_over == OF_THE_YEAR)
        for nature, part in ((INVESTMENT, capital.investment), (OPERATING, capital.operating))
    )


def projects_note(verified: bool) -> str:
    doubt = "" if verified else f" Tên dự án và cách xếp nội dung vào dự án {UNVERIFIED} với văn bản gốc."
    return f"Dự án không có trong kế hoạch ghi «{NOT_IN_PLAN}», không phải 0%. Số tiền: triệu đồng.{doubt}"


def area_sentence(place: Place, lines: Sequence[BudgetLine], when: str) -> str:
    """How many communes of an area have a plan of capital, and as of when their figures are.

    They are those of the map looked at; units of another that are in none of these are counted apart.
    """
    known = places_of(place.seen_in)
    communes = {code for code in known.codes_below(place.code) if known.by_code[code].level == "commune"}
    planned = {unit.code for unit, own in by_unit(lines) if any(line.plan for line in own)}
    apart = planned - communes
    said = f"cộng {len(planned & communes)}/{len(communes)} {commune_kinds(place)} đã có kế hoạch vốn"
    beside = f" và {len(apart)} đơn vị của bản đồ khác không nằm gọn trong xã nào" if apart else ""
    return f"{said}{beside}. {disbursed_sentence(lines, when)}"


def commune_kinds(place: Place) -> str:
    """What the communes of the map that a unit is seen in are called together."""
    return "xã, phường, thị trấn" if _is_first_edition(place) else "xã, phường, đặc khu"


def district_kinds(place: Place) -> str:
    return "huyện, thành phố" if _is_first_edition(place) else "địa bàn huyện cũ"


def _is_first_edition(place: Place) -> bool:
    return unit_maps()[place.seen_in].edition == EDITION


def opening(place: Place, year: int, lines: Sequence[BudgetLine], when: str) -> str:
    """What one looks at and as of when: one commune by its plan, an area by how many of its communes have one."""
    said = (
        f"{plans_sentence(lines)}. {disbursed_sentence(lines, when)}"
        if place.level == "commune"
        else area_sentence(place, lines, when)
    )
    return f"Vốn Chương trình năm {year} của {place.full_name}, {said}"


def unplanned_sentence(capital: Capital) -> str:
    """What was disbursed outside the plan: said apart, outside every sum and percentage."""
    assert capital.unplanned
    name = SOURCE_WORDS[capital.carry_over].capitalize()
    return (
        f"{name}: đã giải ngân {formats.amount(capital.unplanned.money.disbursed)} triệu đồng ở"
        f" {capital.unplanned.lines} nội dung {NOT_IN_PLAN}; không tính vào số cộng và tỷ lệ nào."
    )


def picture_source(lines: Sequence[BudgetLine]) -> str:
    """Under a chart: whose plans, which uploads, as of when; goes along with its picture."""
    plans = list(dict.fromkeys(plan_number_said(line) for line in lines if line.plan))
    batches = sorted({line.result.batch for line in lines if line.result})
    days = sorted({line.as_of for line in lines if line.as_of})
    more = f" và {len(plans) - _MOST_PLANS} kế hoạch khác" if len(plans) > _MOST_PLANS else ""
    said = [f"kế hoạch vốn {'; '.join(plans[:_MOST_PLANS])}{more}"] if plans else []
    said += [f"giải ngân: lô {', '.join(map(str, batches))}"] if batches else []
    said += [f"số liệu đến ngày {formats.day(days[-1])}"] if days else ["chưa có số liệu giải ngân"]
    return f"Nguồn: {'; '.join(said)}."


def composition_said(found: Sequence[Capital]) -> str:
    """`Vốn năm: đầu tư 1.977 (67,87%), sự nghiệp 936 (32,13%) triệu đồng.`"""
    return " ".join(
        f"{SOURCE_WORDS[capital.carry_over].capitalize()}: "
        + ", ".join(
            f"{nature} {formats.amount(part.money.allocated)} ({formats.rate(capital.share_of(part))})"
            for nature, part in ((INVESTMENT, capital.investment), (OPERATING, capital.operating))
        )
        + " triệu đồng."
        for capital in found
    )
