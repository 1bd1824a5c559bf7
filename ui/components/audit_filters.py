"""Which findings one sees, all of it in the link: by plan, by unit, by weight, by explanation, by what is compared."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core import formats
from core.audit import Finding
from core.audit.words import topic_of, topics, weight_words
from core.text import capitalised, slug
from core.wording import StatusWord
from core.wording_goals import plan_said
from ui import markup
from ui.components.linked import address_with, linked_choice, linked_several, slugged
from ui.filters import current, places

_ALL, _OF_UNIT = "tat-ca", "don-vi"
# The parameters of the address: weight, topic, whether explained, plan, units.
WEIGHT, TOPIC, EXPLAINED, PLAN, SCOPE = "loai", "chu-de", "giai-thich", "ke-hoach", "pham-vi"
_EXPLAINED = {
    "chua": StatusWord("Chưa giải thích", "○", "warn", "chưa có ai giải thích"),
    "da": StatusWord("Đã giải thích", "✓", "good", "có lời giải thích kèm văn bản hoặc của người nộp"),
}
Findings = Sequence[Finding]
Facet = tuple[str, str, Mapping[str, str], Callable[[Finding], str]]


def chosen_findings(findings: Findings) -> list[Finding]:
    """Draw the choices and return what they leave: those that nobody has explained first, errors before questions."""
    in_scope = _in_scope(findings)
    facets = _facets()
    asked = {name: linked_several(name, list(said)) for name, _, said, _ in facets}
    st.html("".join(_facet(facet, in_scope, facets, asked) for facet in facets))
    order = list(weight_words())
    shown = [one for one in in_scope if all(_fits(one, facet, asked) for facet in facets)]
    return sorted(shown, key=lambda one: (bool(one.explanation), order.index(one.weight.value)))


def _in_scope(findings: Findings) -> list[Finding]:
    plan_column, unit_column = st.columns(2)
    with plan_column:
        plans = sorted({finding.document for finding in findings}, key=lambda number: (not number, number))
        plan = linked_choice(PLAN, "Văn bản", {_ALL: _ALL, **slugged(plans, empty="so-lieu-da-nap")}, _ALL, _plan_said)
    with unit_column:
        below = _units()
    return [one for one in findings if plan in (_ALL, one.document) and (below is None or one.unit_code in below)]


def _plan_said(number: str) -> str:
    if number == _ALL:
        return "Mọi văn bản và số liệu đã nạp"
    return plan_said(number) if number else "Số liệu thực hiện đã nạp"


def _units() -> frozenset[str] | None:
    """All units unless the link says otherwise: a contradiction often stands between two units."""
    place = current().place
    own = f"{place.full_name} và cấp dưới" if place else ""
    options = {_ALL: "mọi đơn vị", **({_OF_UNIT: own} if place else {})}
    picked = linked_choice(SCOPE, "Đơn vị", options, _ALL, capitalised)
    return frozenset(places().codes_within(place.code)) if place and picked == own else None


def _facets() -> list[Facet]:
    weights = {slug(word.label): markup.state(word) for word in weight_words().values()}
    known = {slug(word.label): weight for weight, word in weight_words().items()}
    by_weight = {weight: name for name, weight in known.items()}
    explained = {name: markup.state(word) for name, word in _EXPLAINED.items()}
    compared = {slug(topic): markup.text(topic) for topic in topics()}
    return [
        (WEIGHT, "Mức", weights, lambda one: by_weight[one.weight.value]),
        (EXPLAINED, "Giải thích", explained, lambda one: "da" if one.explanation else "chua"),
        (TOPIC, "So sánh", compared, lambda one: slug(topic_of(one))),
    ]


def _fits(finding: Finding, facet: Facet, asked: Mapping[str, Sequence[str]]) -> bool:
    name, _, _, value_of = facet
    return not asked[name] or value_of(finding) in asked[name]


def _facet(facet: Facet, findings: Findings, facets: Sequence[Facet], asked: Mapping[str, Sequence[str]]) -> str:
    """One row of links, each with how many findings it leaves beside the other rows' choices.

    A weight that nothing has is said to be 0; a topic that nothing has is left out.
    """
    name, label, said, value_of = facet
    others = [other for other in facets if other is not facet]
    left = [one for one in findings if all(_fits(one, other, asked) for other in others)]
    counts = Counter(value_of(one) for one in left)
    shown = [value for value in said if counts[value] or value in asked[name] or name != TOPIC]
    items = [_item(name, value, said[value], counts[value], asked[name]) for value in shown]
    if asked[name]:
        items.append(markup.element("li", markup.link("Tất cả", address_with(name, ""))))
    head = markup.element("span", markup.text(f"{label}:"), class_="td-below")
    listed = markup.element("ul", "".join(items), class_="td-counts", aria_label=f"Số chỗ theo: {label.lower()}")
    return markup.element("div", head + listed, class_="td-facet")


def _item(name: str, value: str, said: str, count: int, asked: Sequence[str]) -> str:
    shown = f"{said} {markup.element('b', formats.count(count))}"
    if not count and value not in asked:
        return markup.element("li", shown)
    others = [one for one in asked if one != value]
    address = address_with(name, ".".join(others if value in asked else [*others, value]))
    pressed = "true" if value in asked else None
    return markup.element("li", markup.element("a", shown, href=address, target="_self", aria_current=pressed))
