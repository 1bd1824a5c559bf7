"""«Từ đâu?»: any figure on a screen opens its formula, the numbers that went in, and where each of them came from.

The values are those of the reports that the screens show; nothing is computed here. Read-only.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.provenance import keys
from core.provenance.budget import explain_line, explain_sum
from core.provenance.explanation import Explanation, Input
from core.provenance.goals import explain_goal
from core.provenance.keys import FigureKey
from core.provenance.plans import explain_status
from core.provenance.results import explain_result
from core.provenance.rural import explain_count, explain_criterion
from core.provenance.shortfall import shortfall_remarks
from core.provenance.sources import Seen

__all__ = ["Explanation", "FigureKey", "Input", "explain", "keys"]

_EXPLAINERS: dict[str, Callable[[Session, FigureKey, Seen], Explanation | None]] = {
    keys.POVERTY: explain_status,
    keys.RESULT: explain_result,
    keys.LINE: explain_line,
    keys.SUM: explain_sum,
    keys.CRITERION: explain_criterion,
    keys.COUNT: explain_count,
    keys.GOAL: explain_goal,
}


def explain(
    session: Session, key: FigureKey | None, chosen_as_of: date | None, known_at: datetime | None = None
) -> Explanation | None:
    """None for a key that could not be parsed or finds nothing: no such unit, plan or row, or one taken back.

    `chosen_as_of` is the day that the screen looks at (None: the latest); a result's key carries its own day. With
    `known_at` everything is said as it was known at that moment, corrections and reasons too.
    """
    if key is None:
        return None
    seen = Seen(chosen_as_of, known_at)
    found = _EXPLAINERS[key.kind](session, key, seen)
    return found and replace(found, remarks=(*found.remarks, *shortfall_remarks(session, key, seen)))
