"""The source of one side of a contradiction as links: to the document, and to the batch with its file."""

from dataclasses import replace
from pathlib import PurePath

from core.audit import Source
from core.provenance.explanation import SOURCES_SCREEN
from core.provenance.sources import document_said
from core.reference import documents
from ui import markup
from ui.components.batch_list import batch_view
from ui.filters import current
from ui.links import view


def source_said(source: Source) -> str:
    """In words, for a file: a plan without a number is called by whose it is."""
    return replace(source, document=document_said(source.document) if source.document else "").said


def source_links(source: Source) -> str:
    """Markup: a section leads to the shipped documents, lines to their batch; how it was worked out stands behind."""
    parts = [_section(source), _lines(source), markup.text(source.how)]
    return "; ".join(part for part in parts if part)


def _section(source: Source) -> str:
    said = source_said(replace(source, lines=(), how=""))
    return markup.link(said, view(SOURCES_SCREEN, current().place)) if _ships(source) else markup.text(said)


def _lines(source: Source) -> str:
    """The file's name where somebody uploaded it; of a shipped document it says nothing that the section does not."""
    if source.batch is None:
        return ""
    names = tuple((batch, PurePath(name).name) for batch, name in source.files)
    lines = replace(source, document="", section="", how="", files=() if _ships(source) else names)
    return markup.link(lines.said, batch_view(source.batch), ", ".join(name for _, name in source.files) or None)


def _ships(source: Source) -> bool:
    return any(document.number == source.document for document in documents())
