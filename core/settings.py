"""Where things live, and the settings an office may change (data/settings.toml)."""

import os
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"


def database_url() -> str:
    """`DATABASE_URL`, or the embedded SQLite file."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'app.db'}"


@dataclass(frozen=True)
class ProgressThresholds:
    """Mid-year: share of the planned fall reached ÷ share of the year gone, at or above which a word applies."""

    on_track: Decimal
    watch: Decimal


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((DATA / "settings.toml").read_text(encoding="utf-8"))


def progress_thresholds() -> ProgressThresholds:
    return ProgressThresholds(**{key: Decimal(value) for key, value in _settings()["progress"].items()})


def question_magnitude() -> int:
    """A figure this many times the one beside it, or less than one over this many, is asked about."""
    return int(_settings()["questions"]["magnitude"])


def question_rise() -> int:
    """A count of households this many times the one known before it is asked about."""
    return int(_settings()["questions"]["rise"])


@dataclass(frozen=True)
class SmallJumps:
    """A change below both of its bounds is a small commune's: households, and per cent of the unit's households."""

    households: int
    rise_percent: int
    fall_percent: int


@cache
def question_small_jumps() -> SmallJumps:
    return SmallJumps(**_settings()["questions"]["small_jumps"])


def question_line_million_dong() -> int:
    """One budget line of one commune of this many triệu đồng or more is asked about."""
    return int(_settings()["questions"]["line_million_dong"])


def days_ahead_refused() -> int:
    return int(_settings()["questions"]["days_ahead_refused"])


def stale_days() -> int:
    """Newest figures older than this many days, in a year that is not over, are old."""
    return int(_settings()["freshness"]["stale_days"])


@dataclass(frozen=True)
class AttentionLimits:
    """What is listed: an unexplained difference from so many hộ or % of the start on, a due date so many days ahead."""

    residual_households: int
    residual_percent: int
    due_days: int


@cache
def attention_limits() -> AttentionLimits:
    return AttentionLimits(**_settings()["attention"])


def acceptance_required() -> bool:
    """Whether figures that a district brings wait until the province accepts them."""
    return bool(_settings()["acceptance"]["required"])


def upload_max_bytes() -> int:
    return int(_settings()["upload"]["max_bytes"])


def upload_max_cells() -> int:
    return int(_settings()["upload"]["max_cells"])


@dataclass(frozen=True)
class UploadLimits:
    """Of one person: files in the last minute and hour, bytes in the last hour, and files at the same time."""

    per_minute: int
    per_hour: int
    bytes_per_hour: int
    at_once: int


@cache
def upload_limits() -> UploadLimits:
    return UploadLimits(**_settings()["upload"]["each_person"])


def uploads_at_once() -> int:
    """How many files the whole program takes in at the same time."""
    return int(_settings()["upload"]["at_once"])


def sign_in_hours() -> int:
    """How long a sign-in lasts."""
    return int(_settings()["sign_in"]["hours"])


def sign_in_contact() -> str:
    """Whom somebody is told to ask who can't sign in and whose administrators are not known."""
    return str(_settings()["sign_in"]["contact"])


def smallest_public_count() -> int:
    """The smallest count of households that the public view shows, 0 aside."""
    return int(_settings()["public"]["smallest_count"])


def public_contact() -> str:
    """Whom visitors of the public view are told to ask."""
    return str(_settings()["public"]["contact"])


@dataclass(frozen=True)
class Pool:
    """Connections of one process to PostgreSQL: as many are kept, and so many more are made while they are needed."""

    kept: int
    more: int


@cache
def database_pool() -> Pool:
    return Pool(**_settings()["database"]["pool"])


def language() -> str:
    return str(_settings()["locale"]["language"])


def time_zone() -> ZoneInfo:
    return ZoneInfo(_settings()["locale"]["time_zone"])
