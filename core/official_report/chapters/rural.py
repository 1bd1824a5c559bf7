"""Chapter of the report: new rural areas, by the basic and the advanced set, the road map, villages."""

from collections.abc import Iterator

from core import formats
from core.official_report.chapters.explanations import explained, unexplained
from core.official_report.chapters.rural_annex import annexes_of
from core.official_report.chapters.rural_said import road_view, set_view
from core.official_report.chapters.rural_scope import Rural, rural_of
from core.official_report.chapters.rural_tables import bands_table, communes_table, criteria_table, road_table
from core.official_report.chapters.rural_villages import area_view, villages_view
from core.official_report.content import ReportTable
from core.official_report.material import Chapter, Material
from core.places import Place
from core.reports.criteria import ADVANCED, BASIC
from core.reports.explanations import RURAL
from core.reports.rural_views import assessed
from core.wording_rural import different_numbers, plan_sentence, readings_said, units_that_went_back


def chapter(material: Material) -> Chapter | None:
    """None for a plan that sets no goal of criteria, or none for this unit."""
    rural = rural_of(material)
    if rural is None:
        return None
    given = explained(material, RURAL)
    context = {
        "place": material.place.full_name,
        "until": formats.day(material.request.judged_on),
        "judged_on": formats.day(material.request.judged_on),
        "plan": plan_sentence(rural.goals),
        "is_commune": rural.is_commune,
        "sets": [set_view(rural, name) for name in (BASIC, ADVANCED)],
        "different": different_numbers(),
        "went_back": [said for _, said in units_that_went_back(rural.statuses)],
        "road": [road_view(left, sections) for left, sections in rural.road],
        "readings": readings_said(rural.steps),
        "villages": villages_view(rural),
        "areas": area_view(rural),
        "explanations": given,
        "unexplained": unexplained(_that_went_back(rural), given),
    }
    return Chapter("rural.txt", context, tuple(_tables(rural)), tuple(annexes_of(rural)))


def _tables(rural: Rural) -> Iterator[ReportTable]:
    basic, advanced = rural.communes(BASIC), rural.communes(ADVANCED)
    yield communes_table(basic, BASIC)
    yield communes_table(advanced, ADVANCED)
    if rural.is_commune:
        yield from (criteria_table(row) for row in assessed([*basic, *advanced]))
    else:
        yield bands_table(basic, advanced, rural.place)
    if rural.road:
        yield road_table(rural.road)


def _that_went_back(rural: Rural) -> list[Place]:
    """Communes, their villages aside: a village explains nothing for itself."""
    return [row.place for row, _ in units_that_went_back(rural.statuses) if not row.village]
