"""A workbook → its sheets as text cells: every value as stored, with the unit that its number format shows."""

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

from core.errors import UnreadableFile
from core.ingest.files.archive import BROKEN_ARCHIVE, broken_workbook, refuse_bad_archive, small_member
from core.ingest.files.number_formats import BUILT_IN, GENERAL
from core.ingest.files.part_events import Allowance, NotAWorkbook, SharedTexts
from core.ingest.files.sheet_parts import TRUE, Shared, SheetPart
from core.ingest.files.table import Sheet
from core.settings import upload_max_cells
from core.text import clean

# What the readers of XML and of parts raise over a part that is not as it should be. ElementTree's ParseError is a
# SyntaxError; an entity bomb is a ValueError of defusedxml.
_BROKEN = (*BROKEN_ARCHIVE, SyntaxError, TypeError, AttributeError, LookupError, ArithmeticError, ExpatError)
_LONGEST_FORMAT = 1_000  # Excel takes 255 characters
_NAMESPACE = {"": SHEET_MAIN_NS}
_SHEET_PART = f"{{{REL_NS}}}id"
_STRICT_ROOT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}workbook"
_STRICT = (
    "Tệp lưu theo kiểu «Strict Open XML Spreadsheet», bản này không đọc được. Hãy mở bằng Excel,"
    " chọn Lưu thành (Save As) › Excel Workbook (.xlsx), không chọn Strict, rồi nộp lại."
)


@dataclass(frozen=True)
class _Relation:
    id: str
    kind: str
    target: str


def open_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Every worksheet in the order of its tabs, hidden ones too; chart sheets have no cells and are left out.

    Lines are the sheet's row numbers; rows without any value are left out, the others are equally long. A formula
    counts by the result that the file holds; one without a result, or in a file that says its results are out of
    date, is a FormulaCell. Raises UnreadableFile, and nothing else, for what can't be read whole.
    """
    refuse_bad_archive(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _sheets(archive)
    except _BROKEN as error:
        raise broken_workbook() from error


def _sheets(archive: ZipFile) -> tuple[Sheet, ...]:
    path = _related(archive, "_rels/.rels", "/officeDocument")[0].target
    root = fromstring(small_member(archive, path))
    if root.tag == _STRICT_ROOT:
        raise UnreadableFile("strict_workbook", _STRICT)
    relations = posixpath.join(posixpath.dirname(path), "_rels", f"{posixpath.basename(path)}.rels")
    shared = _shared(archive, root, relations)
    parts = _worksheets(archive, root, relations)
    return tuple(_sheet(archive, tag, target, shared) for tag, target in parts)


def _worksheets(archive: ZipFile, root: Element, relations: str) -> list[tuple[Element, str]]:
    """The sheets that are listed, with their parts, but for charts, and modules of macros, which have no part."""
    related = {relation.id: relation for relation in _related(archive, relations)}
    listed = [(tag, related[key]) for tag in _found(root, "sheets/sheet") if (key := tag.get(_SHEET_PART))]
    parts = [(tag, relation.target) for tag, relation in listed if relation.kind.endswith("/worksheet")]
    if not listed or len({target for _, target in parts}) < len(parts):
        raise NotAWorkbook("no sheet, or one part listed as two sheets, which would be unpacked twice")
    return parts


def _sheet(archive: ZipFile, tag: Element, target: str, shared: Shared) -> Sheet:
    part = SheetPart(shared)
    with archive.open(target) as stream:
        part.read(stream)
    hidden = tag.get("state", "visible") != "visible"
    merges = tuple(sorted(part.merges, key=lambda merge: (merge.first_line, merge.first_place)))
    return Sheet(clean(tag.attrib["name"]), part.padded(), hidden, merges, frozenset(part.hidden_lines))


def _shared(archive: ZipFile, root: Element, relations: str) -> Shared:
    allowance = Allowance(upload_max_cells())
    return Shared(
        texts=_texts(archive, relations, allowance),
        formats=_formats(archive, relations),
        since_1904=_says(root, "workbookPr", "date1904") in TRUE,
        results_stale=_results_are_stale(root),
        allowance=allowance,
    )


def _results_are_stale(root: Element) -> bool:
    """The file itself says that its formulas wait to be calculated: a program wrote it, or Excel stopped half-way.

    Libraries then leave 0 as the result of every formula, or the results of the template they filled in.
    """
    unfinished = _says(root, "calcPr", "calcCompleted") in ("0", "false")
    return unfinished or _says(root, "calcPr", "fullCalcOnLoad") in TRUE


def _texts(archive: ZipFile, relations: str, allowance: Allowance) -> list[str]:
    part = SharedTexts(allowance)
    for relation in _related(archive, relations, "/sharedStrings"):
        with archive.open(relation.target) as stream:
            part.read(stream)
    return part.texts


def _formats(archive: ZipFile, relations: str) -> dict[str, str]:
    """Number formats by the style number that cells name."""
    formats = {"0": GENERAL}
    for relation in _related(archive, relations, "/styles"):
        root = fromstring(small_member(archive, relation.target))
        codes = BUILT_IN | {tag.attrib["numFmtId"]: tag.attrib["formatCode"] for tag in _found(root, "numFmts/numFmt")}
        if max(map(len, codes.values())) > _LONGEST_FORMAT:
            raise NotAWorkbook("a number format without end")
        for number, tag in enumerate(_found(root, "cellXfs/xf")):
            formats[str(number)] = codes.get(tag.get("numFmtId", "0"), GENERAL)
    return formats


def _related(archive: ZipFile, relations: str, kind: str = "") -> list[_Relation]:
    """The parts that a list of relations names, with their places in the archive; nothing outside it is read."""
    base = posixpath.dirname(posixpath.dirname(relations))
    tags = [tag for tag in fromstring(small_member(archive, relations)) if tag.get("TargetMode") != "External"]
    places = [posixpath.normpath(posixpath.join("/", base, tag.attrib["Target"])) for tag in tags]
    found = [
        _Relation(tag.attrib["Id"], tag.attrib["Type"], place[1:]) for tag, place in zip(tags, places, strict=True)
    ]
    return [relation for relation in found if relation.kind.endswith(kind)]


def _found(root: Element, path: str) -> Iterator[Element]:
    return root.iterfind(path, _NAMESPACE)


def _says(root: Element, tag: str, attribute: str) -> str:
    found = root.find(tag, _NAMESPACE)
    return "" if found is None else found.get(attribute, "")
