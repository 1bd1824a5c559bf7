"""Bytes → text, and text that was once read in the wrong encoding → text. Never by a guess: one reading or a refusal.

The evidence is every distinct word of the whole file: `hé` is a Vietnamese word in Unicode and `hộ` in TCVN3.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.errors import UnreadableFile
from core.ingest.files.legacy_text import (
    DAMAGE,
    GENUINE,
    TCVN3,
    UNREAD,
    UTF8_TWICE,
    VNI,
    WINDOWS_1258,
    Reading,
    accented_tokens,
    plausible,
    regular,
    stands_alone,
    without_quotes,
    words,
)

_BOM = b"\xef\xbb\xbf"
_UTF16 = "UTF-16 (Unicode Text)"
_OF_BYTES = (WINDOWS_1258, TCVN3, VNI)
_OF_TEXT = (UTF8_TWICE, *_OF_BYTES)
_UTF32 = re.compile(rb"(?s)\xff\xfe\0\0|\0\0\xfe\xff|([^\0].\0\0){2}|(\0\0.[^\0]){2}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")

# Strange words a good file may hold (Peña, a ® in a note): at most so many, or that share of its accented words.
_STRAYS, _STRAY_SHARE = 3, 0.03
# A conversion may leave so many words that are no Vietnamese, and needs so many well-formed ones; the rest are names.
_LEFT_OVER_SHARE, _REGULAR_SHARE = 0.03, 0.6
# One word alone doesn't prove an encoding.
_LEAST_CONVERTED = 2

_SAVE_AS = "Lưu thành (Save As) › CSV UTF-8 (Comma delimited) hoặc .xlsx rồi nộp lại."
_CONVERT = (
    "Hãy mở tệp bằng chương trình đã tạo ra nó, chuyển phông chữ sang Unicode"
    f" (ví dụ bằng Unikey: Công cụ › bảng mã nguồn TCVN3/VNI, đích Unicode), rồi {_SAVE_AS}"
)
_SAVE_AGAIN = f"Hãy mở tệp gốc, {_SAVE_AS}"
_TRIED = "Đã thử UTF-8, Windows-1258, TCVN3 (ABC) và VNI"


@dataclass(frozen=True)
class Decoded:
    """`said` names the encoding to the person who sent the file."""

    text: str
    said: str


@dataclass(frozen=True)
class Repair:
    """How to read text that was stored wrongly. `apply` fits the cells of the file it was made for, and no other."""

    said: str
    apply: Callable[[str], str]


def decode(content: bytes) -> Decoded:
    """The text of a file and the name of its encoding.

    Raises UnreadableFile: utf16_broken, utf32, binary, or undecidable_encoding where not exactly one reading fits.
    """
    utf16 = _utf16_codec(content)
    if utf16:
        return _repaired(_from_utf16(content, utf16), _UTF16)
    if b"\x00" in content:
        raise UnreadableFile("binary", f"Tệp không phải văn bản (có ký tự NUL). {_SAVE_AGAIN}")
    try:
        text = content.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        return _from_legacy_bytes(content, 1 + content[: error.start].count(b"\n"))
    return _repaired(text, "UTF-8 có BOM" if content.startswith(_BOM) else "UTF-8")


def repair(texts: Iterable[str]) -> Repair | None:
    """None where the cells of a Unicode file are fine as they stand, else the one way to read them.

    Raises UnreadableFile("undecidable_encoding") where part of the file is damaged, or several readings fit.
    """
    text = without_quotes("\n".join(texts))
    if not DAMAGE.search(text):
        return None
    tokens = accented_tokens(text)
    strange = [token for token in tokens if DAMAGE.search(token)]
    ways = [] if any(map(GENUINE.search, tokens)) else _explaining(strange)
    reading = _only_reading(tokens, ways)
    if reading:
        return Repair(reading.said, reading.convert)
    _refuse_unless_strays(strange, len(tokens))
    return None


def _repaired(text: str, said: str) -> Decoded:
    found = repair([text])
    return Decoded(found.apply(text), f"{said}, chữ {found.said}") if found else Decoded(text, said)


def _refuse_unless_strays(strange: Sequence[str], accented: int) -> None:
    """Strays that no encoding explains are left alone; a single word that one explains is a damaged name."""
    for token in strange:
        for way in _OF_TEXT:
            if way.explains(token):
                raise _mixed(way, token)
    if len(strange) > max(_STRAYS, _STRAY_SHARE * accented):
        raise _undecidable(f"Chữ trong tệp bị hỏng (ví dụ “{strange[0]}”). {_TRIED}, không mã nào đọc ra tiếng Việt.")


def _mixed(way: Reading, token: str) -> UnreadableFile:
    return _undecidable(
        f"Một phần tệp có vẻ viết bằng {way.said} (“{token}” có thể là “{way.convert(token)}”),"
        " phần khác thì không, nên không đổi chữ được mà chắc đúng."
    )


def _undecidable(reason: str) -> UnreadableFile:
    return UnreadableFile("undecidable_encoding", f"{reason} {_CONVERT}")


def _explaining(strange: Sequence[str]) -> list[Reading]:
    """The readings that make good Vietnamese of more strange words than chance would."""
    made = {way: [way.explains(token) for token in strange] for way in _OF_TEXT}
    return [way for way, became in made.items() if sum(became) >= _LEAST_CONVERTED]


def _only_reading(tokens: Sequence[str], ways: Iterable[Reading]) -> Reading | None:
    """The reading that makes the whole file Vietnamese; None where none does. Refuses two with different letters."""
    read = {way: [way.convert(token) for token in tokens] for way in ways}
    fitting = {way: texts for way, texts in read.items() if _fits(texts)}
    if not fitting:
        return None
    proof = {way: sum(map(regular, words(" ".join(texts)))) for way, texts in fitting.items()}
    best = max(fitting, key=lambda way: proof[way])
    # Clearly better is more than twice as many well-formed words.
    rivals = [way for way in fitting if fitting[way] != fitting[best] and proof[way] * 2 >= proof[best]]
    if rivals:
        other = next(token for token in tokens if best.convert(token) != rivals[0].convert(token))
        said = " hoặc ".join(f"{way.said} (“{way.convert(other)}”)" for way in (best, *rivals))
        raise _undecidable(f"Chữ trong tệp đọc được theo nhiều mã: {said}; không biết mã nào đúng.")
    _refuse_words_of_another(best, tokens)
    return best


def _refuse_words_of_another(best: Reading, tokens: Sequence[str]) -> None:
    """What `best` may leave over is foreign names, not a cell in another font.

    TCVN3 makes likely names of VNI pairs (Thoân → Thoõn), which stand in no TCVN3 text by chance.
    """
    for token in tokens:
        found = words(best.convert(token))
        strange = DAMAGE.search(best.convert(token)) or not all(map(plausible, found))
        name = best is TCVN3 and not all(regular(word) or stands_alone(word) for word in found)
        for way in _OF_TEXT if strange else (VNI,) if name else ():
            if way is not best and way.explains(token):
                raise _mixed(way, token)


def _fits(texts: Sequence[str]) -> bool:
    """Nothing unread, and (almost) every word could be Vietnamese."""
    if any(UNREAD in text for text in texts):
        return False
    found = [word for text in texts for word in words(text) if not stands_alone(word)]
    left_over = sum(1 for text in texts if DAMAGE.search(text) or not all(map(plausible, words(text))))
    return left_over <= _LEFT_OVER_SHARE * len(texts) and sum(map(regular, found)) >= _REGULAR_SHARE * len(found)


def _from_legacy_bytes(content: bytes, line: int) -> Decoded:
    """Bytes that are no UTF-8: one byte, one character, and then the same judgement as for text."""
    shown = content.decode("cp1252", errors="replace")
    whole = "\ufffd" not in shown and not content.startswith(_BOM)
    reading = _only_reading(accented_tokens(without_quotes(shown)), _OF_BYTES) if whole else None
    if reading is None:
        raise _undecidable(f"Tệp không phải UTF-8 (ký tự lạ ở dòng {line}). {_TRIED}, không mã nào đọc ra tiếng Việt.")
    return Decoded(reading.convert(shown), reading.said)


def _utf16_codec(content: bytes) -> str | None:
    if _UTF32.match(content):
        raise UnreadableFile("utf32", f"Tệp lưu bằng mã UTF-32, không đọc được. {_SAVE_AGAIN}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Without its mark: every second byte of plain letters and separators is NUL, the others never are.
    even, odd = content[0:400:2].count(0), content[1:400:2].count(0)
    if min(even, odd) or max(even, odd) * 6 <= min(len(content), 400):
        return None
    return "utf-16-be" if even else "utf-16-le"


def _from_utf16(content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        reason = "Tệp lưu bằng mã UTF-16 nhưng bị cắt hoặc hỏng giữa chừng."
        raise UnreadableFile("utf16_broken", f"{reason} {_SAVE_AGAIN}") from error
    if _CONTROL.search(text):
        raise UnreadableFile("binary", f"Tệp không phải văn bản (có ký tự NUL hoặc điều khiển). {_SAVE_AGAIN}")
    return text
