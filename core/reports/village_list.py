"""The list of villages of the communes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place
from core.reports.batches import made_up_batches
from core.reports.criteria import CriteriaFilter
from core.reports.origin import Origin, origin_of
from core.reports.rural_units import of_chosen
from core.reports.standing import visible
from core.tables import Village


@dataclass(frozen=True)
class VillageRow:
    """One village of the list; `ethnic_area` is có, không or None where the list does not say."""

    place: Place
    village: str
    ethnic_area: str | None
    origin: Origin
    made_up: bool = False


def villages(session: Session, chosen: CriteriaFilter) -> list[VillageRow]:
    """The lists of villages of the communes that lie in the chosen unit, by unit code and name."""
    places, made_up = chosen.places, made_up_batches(session)
    query = (
        select(Village)
        .where(visible(Village, chosen.known_at), *of_chosen(Village, chosen.unit_code))
        .order_by(Village.unit_code, Village.village)
    )
    return [
        VillageRow(places.by_code[row.unit_code], row.village, row.ethnic_area, origin_of(row), row.batch_id in made_up)
        for row in session.scalars(query)
    ]
