"""The list of villages of the communes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import EDITION
from core.reports.batches import made_up_batches
from core.reports.criteria import CriteriaFilter, lies_within, near
from core.reports.origin import Origin, origin_of
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
    """The list of villages, by unit code and name."""
    places, made_up = all_places(), made_up_batches(session)
    query = (
        select(Village)
        .where(visible(Village, chosen.known_at), Village.edition == EDITION, *near(places, Village, chosen))
        .order_by(Village.unit_code, Village.village)
    )
    return [
        VillageRow(places.by_code[row.unit_code], row.village, row.ethnic_area, origin_of(row), row.batch_id in made_up)
        for row in session.scalars(query)
        if lies_within(places, row.unit_code, chosen)
    ]
