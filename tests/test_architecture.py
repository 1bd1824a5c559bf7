"""The folder list is the architecture: who may import whom, what a screen may hold, what is pinned and why."""

import ast
import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"app", "core", "ui", "pages", "tests"}
# What each part of the program never imports: a name and everything below it, but for the part's own modules.
FORBIDDEN = {
    "core": ("streamlit", "plotly", "ui", "pages", "app"),
    "core/repository": ("core.reports", "core.ingest", "core.audit"),
    "core/tables": ("core",),
    "ui": ("pages", "app"),
    "pages": ("sqlalchemy", "plotly", "pages", "app"),
}
FLOORS = {"streamlit": (1, 67), "starlette": (1, 1)}
_PINNED = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(?:\[[a-z0-9,]+\])?==(?P<version>[0-9][^\s;#]*)\s+# \S.*")


def modules(place: str) -> list[Path]:
    """The Python files of a package, or the one module of that name; a migration is history, not architecture."""
    folder = ROOT / place
    if not folder.is_dir():
        return [folder.with_suffix(".py")]
    return sorted(path for path in folder.rglob("*.py") if path.parent.name != "versions")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> set[str]:
    """Every module a file names in an import, with the names taken from it: `from core import rules` is `core.rules`.

    `import_module("…")` counts too where the name is written out.
    """
    return {name for node in ast.walk(tree(path)) for name in _names(node, path)}


def _names(node: ast.AST, path: Path) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            origin = _origin(node, path)
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), args=[ast.Constant(value=str(name)), *_]):
            if called in ("import_module", "__import__"):
                yield name


def _origin(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    folder = path.relative_to(ROOT).parts[: -node.level]
    return ".".join([*folder, *([node.module] if node.module else [])])


def within(name: str, parent: str) -> bool:
    return name == parent or name.startswith(f"{parent}.")


def navigation() -> list[dict[str, str]]:
    with (ROOT / "data" / "navigation.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("place", "forbidden"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_imports_point_one_way(place: str, forbidden: tuple[str, ...]) -> None:
    own = place.replace("/", ".")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(place)
        for name in sorted(imports(path))
        if any(within(name, parent) and (parent == own or not within(name, own)) for parent in forbidden)
    ]
    assert modules(place)
    assert wrong == []


def test_the_rules_know_nothing_of_the_program_but_its_settings() -> None:
    ours = {name for path in modules("core/rules") for name in imports(path) if name.split(".")[0] in PACKAGES}
    assert {name for name in ours if not within(name, "core.settings") and not within(name, "core.rules")} == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import core.reports.units as u", {"core.reports.units"}),
        ("from core import rules, formats", {"core.rules", "core.formats"}),
        ("from .frames import a", {"core.reports.frames.a"}),
        ("from ..ingest import b", {"core.ingest.b"}),
        ("from . import c", {"core.reports.c"}),
        ("def f():\n    import streamlit", {"streamlit"}),
        ("import importlib\nimportlib.import_module('ui.reads').x()", {"importlib", "ui.reads"}),
    ],
)
def test_every_way_to_import_is_seen(
    source: str, expected: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "core" / "reports" / "example.py"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert imports(path) == expected


@pytest.mark.parametrize("path", modules("pages"), ids=lambda path: path.stem)
def test_a_page_is_a_short_flat_script_without_state_of_its_own(path: Path) -> None:
    nodes, lines = list(ast.walk(tree(path))), path.read_text(encoding="utf-8").count("\n")
    assert lines <= 60
    assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    named = {getattr(node, field, None) for node in nodes for field in ("id", "attr", "name", "value")}
    assert "session_state" not in {name for name in named if isinstance(name, str)}


def test_every_page_is_in_the_navigation_and_the_navigation_has_no_other() -> None:
    assert sorted(row["file"] for row in navigation()) == sorted(
        path.name for path in (ROOT / "pages").iterdir() if path.is_file()
    )


def test_slugs_are_plain_ascii_and_differ_from_file_names() -> None:
    """Where a slug is a file's stem, a cold link would run the page without the frame."""
    slugs = [row["slug"] for row in navigation()]
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    assert len(set(slugs)) == len(slugs)
    assert not set(slugs) & {Path(row["file"]).stem for row in navigation()}


def test_exactly_one_screen_is_the_first() -> None:
    assert [row["default"] for row in navigation()].count("yes") == 1


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("core", "ui")
        for path in modules(folder)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_nothing_reads_a_folder_outside_the_repository() -> None:
    """A clone alone must run: no file names the folder that stood beside the repository while it was written."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    outside = re.compile(rb"[/\"']shared\b")
    assert files
    assert [path.name for path in files if path.is_file() and outside.search(path.read_bytes())] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_says_why(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    assert [line for line in lines if not _PINNED.fullmatch(line) and not line.startswith("-r ")] == []


@pytest.mark.parametrize(("name", "floor"), FLOORS.items(), ids=FLOORS)
def test_the_frame_has_what_it_needs(name: str, floor: tuple[int, ...]) -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {match["name"]: match["version"] for line in lines if (match := _PINNED.fullmatch(line))}
    assert tuple(int(part) for part in pinned[name].split(".")[:2]) >= floor
