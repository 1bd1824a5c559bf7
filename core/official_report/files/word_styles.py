"""The page and the styles of an official document (NĐ 30/2020/NĐ-CP, Phụ lục I): A4, Times New Roman, black."""

from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from core.official_report.files.word_measure import MILLIMETRE

FONT, LANGUAGE = "Times New Roman", "vi-VN"
_SHORT_SIDE, _LONG_SIDE = 210, 297
_TOP, _BOTTOM, _LEFT, _RIGHT = 20, 20, 30, 15
_HEADER, _FOOTER = 7, 8
_LEFTWARD, _CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
_RIGHTWARD, _BOTH = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True)
class _Look:
    """Sizes and distances in points, the indent of the first line in millimetres; `level` for Word's navigation."""

    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: WD_ALIGN_PARAGRAPH = _LEFTWARD
    indent: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    keep: bool = False
    level: int | None = None
    boxed: bool = False


_HEAD_LINE = _Look(13, bold=True, align=_CENTRE)
STYLES = {
    "Normal": _Look(14),
    "Body Text": _Look(14, align=_BOTH, indent=12.7, after=6, line=1.15),
    "Remark": _Look(13, italic=True, align=_BOTH, indent=12.7, after=6),
    "Heading 1": _Look(14, bold=True, caps=True, indent=12.7, before=6, after=6, line=1.15, keep=True),
    "Heading 2": _Look(14, bold=True, indent=12.7, before=3, after=6, line=1.15, keep=True),
    "Heading 3": _Look(14, bold=True, italic=True, indent=12.7, after=6, line=1.15, keep=True),
    "Issuer": _HEAD_LINE,
    "Nation": _HEAD_LINE,
    "Motto": _Look(14, bold=True, align=_CENTRE),
    "Document Number": _Look(13, align=_CENTRE),
    "Place And Day": _Look(14, italic=True, align=_CENTRE),
    "Document Kind": _Look(14, bold=True, align=_CENTRE, before=18, keep=True),
    "Document Subject": _Look(14, bold=True, align=_CENTRE, keep=True),
    "Recipients Heading": _Look(12, bold=True, italic=True),
    "Recipients": _Look(11),
    "Signer": _Look(14, bold=True, align=_CENTRE),
    "Annex": _Look(14, bold=True, align=_CENTRE, keep=True, level=0),
    "Annex Title": _Look(14, bold=True, caps=True, align=_CENTRE, keep=True),
    "Annex Of": _Look(14, italic=True, align=_CENTRE, after=12, keep=True),
    "Table Title": _Look(13, bold=True, align=_CENTRE, before=6, after=4, keep=True),
    "Measure": _Look(12, italic=True, align=_RIGHTWARD, after=2, keep=True),
    "Table Note": _Look(12, italic=True, align=_BOTH, before=3, after=3),
    "Made Up": _Look(13, bold=True, align=_CENTRE, after=10, boxed=True),
    "Made Up Above": _Look(11, bold=True, align=_CENTRE),
    "Page Number": _Look(14, align=_CENTRE),
    "Figures Known": _Look(9, italic=True, align=_BOTH),
    "Rule": _Look(1),
}


def blank_document(warning: str, footer: str) -> Document:
    """One section, portrait, with the styles; page numbers above from the second page on, the warning on every page."""
    document = docx.Document()
    _set_defaults(document)
    for name, look in STYLES.items():
        _apply(_style(document, name), look)
    section = document.sections[0]
    set_page(section, landscape=False)
    _write_margins(section, warning, footer)
    return document


def _set_defaults(document: Document) -> None:
    """Without fonts of a theme and in Vietnamese, whatever a run forgets to say."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    defaults.clear()
    fonts = " ".join(f'w:{kind}="{FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    language = " ".join(f'w:{kind}="{LANGUAGE}"' for kind in ("val", "eastAsia"))
    defaults.append(parse_xml(f"<w:rPr {nsdecls('w')}><w:rFonts {fonts}/><w:lang {language}/></w:rPr>"))


def _style(document: Document, name: str) -> ParagraphStyle:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    return style


def _apply(style: ParagraphStyle, look: _Look) -> None:
    """All that the template says of the style is forgotten first."""
    for properties in (style.element.rPr, style.element.pPr):
        if properties is not None:
            style.element.remove(properties)
    if style.name != "Normal":
        style.quick_style = True
    font = style.font
    font.name, font.size, font.color.rgb = FONT, Pt(look.size), RGBColor(0, 0, 0)
    font.bold, font.italic, font.all_caps = look.bold, look.italic, look.caps
    for kind in ("w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(kind), FONT)
    _space(style, look)


def _space(style: ParagraphStyle, look: _Look) -> None:
    space = style.paragraph_format
    space.alignment, space.first_line_indent = look.align, Mm(look.indent)
    space.space_before, space.space_after, space.line_spacing = Pt(look.before), Pt(look.after), look.line
    space.keep_with_next, space.widow_control = look.keep, True
    level = int(style.name[-1]) - 1 if (style.name or "").startswith("Heading") else look.level
    if level is not None:
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level}"/>'))
    if look.boxed:
        draw_borders(style.element.get_or_add_pPr(), ("top", "left", "bottom", "right"), 4)


def draw_borders(properties: CT_PPr, sides: Sequence[str], space: int) -> None:
    """In their place among a paragraph's properties: another order is an unreadable file to Word."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="{space}" w:color="000000"/>' for side in sides)
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def set_page(section: Section, landscape: bool) -> None:
    width, height = (_LONG_SIDE, _SHORT_SIDE) if landscape else (_SHORT_SIDE, _LONG_SIDE)
    section.orientation = WD_ORIENTATION.LANDSCAPE if landscape else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    section.header_distance, section.footer_distance = Mm(_HEADER), Mm(_FOOTER)
    section.different_first_page_header_footer = True


def text_area(landscape: bool) -> int:
    """The width between the margins in twentieths of a point."""
    return round(((_LONG_SIDE if landscape else _SHORT_SIDE) - _LEFT - _RIGHT) * MILLIMETRE)


def restart_pages(section: Section) -> None:
    """The pages of an annex are numbered by themselves."""
    go_on_with_pages(section)
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    section._sectPr.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")


def go_on_with_pages(section: Section) -> None:
    """A new section begins as a copy of the one before it: its numbers may begin anew."""
    for start in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(start)


def _write_margins(section: Section, warning: str, footer: str) -> None:
    """Later sections have the same."""
    first, others = section.first_page_header, section.header
    number = _only(others.paragraphs[0], "Page Number")
    field = "<w:r><w:t>2</w:t></w:r>"
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE">{field}</w:fldSimple>'))
    if warning:
        others.add_paragraph(warning, style="Made Up Above")
        _only(first.paragraphs[0], "Made Up Above").add_run(warning)
    for below in (section.first_page_footer, section.footer):
        _only(below.paragraphs[0], "Figures Known").add_run(footer)


def _only(paragraph: Paragraph, style: str) -> Paragraph:
    paragraph.style = style
    return paragraph
