"""The head and the end of a report: who issues it, about what, to whom (data/report/heads.toml)."""

import tomllib
from functools import cache
from typing import Any

from core import formats
from core.official_report.content import Head
from core.official_report.material import Material
from core.place import Place
from core.settings import DATA
from core.wording_goals import plan_said


@cache
def _heads() -> dict[str, Any]:
    return tomllib.loads((DATA / "report" / "heads.toml").read_text(encoding="utf-8"))


def _chosen(material: Material) -> dict[str, Any]:
    """What the level has, with what it has in its edition put over it, and what the plan has for its own units."""
    heads, place = _heads(), issuer_of(material)
    of_edition = heads["edition"].get(place.edition, {}).get(place.level, {})
    of_plan = heads["plan"].get(material.plan_number, {}).get(place.level, {}) if place == material.place else {}
    return {**heads["level"][place.level], **(of_edition or of_plan)}


def issuer_of(material: Material) -> Place:
    """The unit whose committee issues the report: of one that is no more on the map, the smallest that holds it."""
    unit: Place | None = material.place
    while unit and unit.is_guest:
        unit = material.places.by_code.get(unit.parent or "")
    return unit or material.place


def head_of(material: Material) -> Head:
    chosen, issuer = _chosen(material), issuer_of(material)
    return Head(
        issuer=tuple(line.replace("{UNIT}", issuer.full_name.upper()) for line in chosen["issuer"]),
        number="/BC-UBND",
        place=issuer.name,
        kind="BÁO CÁO",
        subject=_subject(material),
        recipients=tuple(chosen["recipients"]),
        signer=tuple(chosen["signer"]),
    )


def issuer_said(material: Material) -> str:
    return f"Ủy ban nhân dân {issuer_of(material).full_name}"


def sent_to(material: Material) -> str:
    found: str = _chosen(material)["sent_to"]
    return found


def _subject(material: Material) -> str:
    """In the document's own words; a period that they name already is not said twice."""
    template = _heads()["plan"].get(material.plan_number, {}).get("subject", _heads()["subject"])
    period = material.period.said
    if f"{period} " in template:
        template = template.removesuffix(", {period}")
    named = template.replace("{plan}", plan_short(material)).replace("{unit}", material.place.full_name)
    return str(named.replace("{period}", period))


def plan_cited(material: Material) -> str:
    """`Kế hoạch số 97/KH-UBND ngày 20/02/2024 của Ủy ban nhân dân tỉnh Đắk Nông về thực hiện …`, in full."""
    document = material.document
    if document is None:
        return plan_short(material)
    if not document.printed_number:
        return f"{document.title} (văn bản không ghi số, không ghi ngày)"
    about = document.title.removeprefix("Kế hoạch ")
    issued = f"ngày {formats.day(document.issued_on)} của {document.issuer}"
    return f"Kế hoạch số {document.printed_number} {issued} về {about}"


def plan_short(material: Material) -> str:
    """`Kế hoạch số 97/KH-UBND`; of a document without a number, that it is the plan."""
    number = material.document.printed_number if material.document else material.plan_number
    if number:
        return f"Kế hoạch số {number}"
    return "kế hoạch" if material.document else plan_said("")
