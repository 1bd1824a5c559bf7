"""The tables. Facts are append-only: a later batch supersedes a row, taking it back lets the row stand again.

Grain and units are in each class's docstring; what can't be is a constraint here, not a hope elsewhere.
"""

from core.tables.access import AccessGrant, JournalEntry, PeriodLock, Person, SignIn
from core.tables.base import Base
from core.tables.budget import BudgetPlan, Disbursement
from core.tables.explanations import ShortfallExplanation
from core.tables.facts import Fact, UnitFact
from core.tables.plans import Goal, GoalProgress, Obligation, ObligationDone, ObligationDoneUnit
from core.tables.poverty import PovertyPlan, PovertyProgress
from core.tables.records import (
    ARRIVED,
    Arrival,
    Batch,
    BatchConfirmation,
    DataVersion,
    Edition,
    MadeReport,
    StoredFile,
    Unit,
)
from core.tables.rural import CriterionStatus, Recognition, Village
from core.tables.shares import UnitShare

__all__ = [
    "ARRIVED",
    "FACT_TABLES",
    "UNIT_FACT_TABLES",
    "AccessGrant",
    "Arrival",
    "Base",
    "Batch",
    "BatchConfirmation",
    "BudgetPlan",
    "CriterionStatus",
    "DataVersion",
    "Disbursement",
    "Edition",
    "Fact",
    "Goal",
    "GoalProgress",
    "JournalEntry",
    "MadeReport",
    "Obligation",
    "ObligationDone",
    "ObligationDoneUnit",
    "PeriodLock",
    "Person",
    "PovertyPlan",
    "PovertyProgress",
    "Recognition",
    "ShortfallExplanation",
    "SignIn",
    "StoredFile",
    "Unit",
    "UnitFact",
    "UnitShare",
    "Village",
]

FACT_TABLES: dict[str, type[Fact]] = {
    "poverty-plan": PovertyPlan,
    "poverty-progress": PovertyProgress,
    "budget-plan": BudgetPlan,
    "disbursement": Disbursement,
    "criteria-status": CriterionStatus,
    "recognition": Recognition,
    "villages": Village,
    "goal": Goal,
    "goal-progress": GoalProgress,
    "obligation": Obligation,
    "obligation-done": ObligationDone,
    "obligation-done-unit": ObligationDoneUnit,
    "explanation": ShortfallExplanation,
    "unit-share": UnitShare,
}
# The kinds whose rows each belong to one unit.
UNIT_FACT_TABLES: dict[str, type[UnitFact]] = {
    kind: table for kind, table in FACT_TABLES.items() if issubclass(table, UnitFact)
}
