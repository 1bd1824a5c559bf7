"""What the audit calls things: weights (data/audit_weights.csv) and topics (data/audit_topics.csv)."""

from functools import cache

from core.audit.findings import Finding
from core.reference import rows_of
from core.settings import DATA
from core.wording import StatusWord


@cache
def weight_words() -> dict[str, StatusWord]:
    return {
        row["weight"]: StatusWord(row["label"], row["symbol"], row["tone"], row["meaning"])
        for row in rows_of(DATA / "audit_weights.csv")
    }


@cache
def _topics() -> dict[tuple[str, str], str]:
    return {(row["code"], row["level"]): row["topic"] for row in rows_of(DATA / "audit_topics.csv")}


def topics() -> list[str]:
    """Every topic, in the file's order."""
    return list(dict.fromkeys(_topics().values()))


def topic_of(finding: Finding) -> str:
    """What is compared with what: by the finding's code, and its unit's level where that tells."""
    known = _topics()
    return known.get((finding.code, finding.level)) or known[finding.code, ""]
