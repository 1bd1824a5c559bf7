"""A figure that follows from those of another map's units: the stored numbers that it is made of, with their shares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from core import formats
from core.carrying import Carried, Declared, DeclaredShare, Share, part_of_count
from core.places import Place, places_of
from core.provenance.explanation import Input
from core.provenance.sources import Leaf, Sources
from core.reports.origin import WAITING, Origin, origin_of
from core.tables import UnitFact

_CARRIED, _ESTIMATED = "carried", "estimated"


def formula_of(carried: Carried[Any]) -> str:
    """The end of a formula's name: all parts count whole, or some by a declared share."""
    return _ESTIMATED if carried.is_estimate else _CARRIED


def carried_leaves(
    place: Place, carried: Carried[Any], name: str, label: str, declared: Declared, of: Mapping[str, str]
) -> list[Leaf]:
    """One per part, with what it counts for this unit; `of` has the kind, and the plan's number where there is one."""
    return [_leaf(place, row, share, name, label, declared, of) for row, share in carried.parts]


def _leaf(
    place: Place, row: UnitFact, share: Share, name: str, label: str, declared: Declared, of: Mapping[str, str]
) -> Leaf:
    unit = places_of(place.seen_in).by_code[row.unit_code].full_name
    whose = unit if share.is_whole else f"{unit}, {_part_said(row, share, name)}"
    section = getattr(row, "source", None)
    value = part_of_count(row, name, share, declared)
    return Leaf(
        label=f"{label}: {whose}",
        value=value,
        format="count",
        column=name,
        unit_code=row.unit_code,
        origin=origin_of(row, section=section),
        **of,
    )


def share_inputs(place: Place, every: Iterable[Carried[Any]], sources: Sources) -> tuple[Input, ...]:
    """The declared shares that some estimates were made with, each once: where it was declared, how and by what."""
    shares = {
        (share.unit, into): one
        for carried in every
        for _, share in carried.parts
        for into, one in zip(share.of, share.declared, strict=False)
        if one.batch
    }
    return tuple(_share_input(place, unit, into, one, sources) for (unit, into), one in shares.items())


def _share_input(place: Place, unit: str, into: str, share: DeclaredShare, sources: Sources) -> Input:
    known, origin = places_of(place.seen_in).by_code, Origin(share.batch, share.row, waits=share.waits)
    label = f"Tỷ trọng của {known[unit].full_name} tính cho {known[into].full_name}"
    found = sources.input(Leaf(label, share.percent, "share", "unit-share", "percent", unit, origin))
    where = [found.where, f"phương pháp: {share.method}", *([f"căn cứ: {share.source}"] if share.source else [])]
    return replace(found, where="; ".join([*where, *([WAITING] if share.waits else [])]))


def _part_said(row: UnitFact, share: Share, name: str) -> str:
    return f"{formats.amount(share.percent)}% của {formats.count(getattr(row, name))}"


def estimate_remarks(place: Place, carried: Carried[Any] | None) -> Iterator[str]:
    """Which of the parts is a share, how large, and how that is known."""
    known = places_of(place.seen_in).by_code
    shares = {share.unit: share for _, share in carried.parts if not share.is_whole} if carried else {}
    for unit, share in shares.items():
        percent = f"{formats.amount(share.percent)}%"
        yield f"Ước tính: tính {percent} số của {known[unit].full_name} cho đơn vị này; phương pháp: {share.method}."
