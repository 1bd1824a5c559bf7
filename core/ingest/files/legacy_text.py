"""What Vietnamese text looks like, what damaged text looks like, and the four ways to read legacy bytes as letters.

A legacy byte is held here as the Windows-1252 character it shows: `§¾k N«ng` is TCVN3, `Ñaék Noâng` is VNI.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from core.errors import UnreadableFile
from core.settings import DATA

# Stands for what a reading has no letter for: a reading that leaves one such character is disproved.
UNREAD = "\uf8ff"

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOWER = "đ" + "".join(unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in ("", *_TONES))
_VIETNAMESE = set(_LOWER + _LOWER.upper())
# Vietnamese letters that Windows-1252 has too: in legacy text they stand for other letters.
_SHARED_LOWER = "".join(letter for letter in _LOWER if 0x80 < ord(letter) < 0x100)
_SHARED = _SHARED_LOWER + _SHARED_LOWER.upper()
# Signs that are ordinary alone (½, «, ®) but letters of TCVN3 where they touch a letter.
_SIGNS = "¡¢£¤¥¦§¨©ª«¬\xad®¯µ¶·¸¹º»¼½¾¿´×÷"
_ALWAYS_ORDINARY = "\xa0°±²³"
# Typed for Đ by some keyboards (Ðắk Nông, NÐ-CP), so no damage where a word or an abbreviation may have it.
_LOOK_ALIKES = "Ðð"
_FOREIGN = "".join(
    letter
    for letter in map(chr, range(0x80, 0x530))
    if letter not in _VIETNAMESE and letter not in _SIGNS + _ALWAYS_ORDINARY + _LOOK_ALIKES
)
_LETTER = r"[^\W\d_²³]"

# Where Unicode Vietnamese never has these. Every branch starts with one set, so that Python skips to it quickly;
# the second line throws out the common case (a small accented letter after a consonant) before anything dearer.
DAMAGE = re.compile(
    f"[{_FOREIGN}{_SIGNS}{_SHARED}{_LOOK_ALIKES}\ue000-\uf8ff]"
    f"(?<![ -@B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xziI][{_SHARED_LOWER}])"
    f"(?:(?<=[{_FOREIGN}\ue000-\uf8ff])"
    f"|(?<=[a-z{_SHARED_LOWER}][{_SHARED_LOWER.upper()}{_LOOK_ALIKES}])"  # nghÌo
    f"|(?<=[aAeE{_SHARED}][{_SHARED}])|(?<=[oO][ùõâÙÕÂ])|(?<=[uUyY][ùõÙÕ])"  # Taân, coù, hôò
    f"|(?<=[{_SIGNS}])(?<={_LETTER}.)|(?<=[{_SIGNS.replace('µ', '')}])(?={_LETTER}))"  # N«ng, ®Õn; not "µm"
)
# A Vietnamese letter that Windows-1252 lacks proves that its word was written in Unicode.
GENUINE = re.compile(f"[{''.join(sorted(letter for letter in _VIETNAMESE if ord(letter) > 0xFF))}]")

_WORD = re.compile(f"(?:{_LETTER}|[{_SIGNS}\u0300-\u036f\x80-\x9f\ue000-\uf8ff])+")
_JOINED_NAMES = re.compile(rf"(?<=[a-z{_LOWER}])(?=[B-DF-HJ-NP-TV-XZĐ])")  # ĐắkLắk
_CONSONANT = "[bcdđfghjklmnpqrstvwxz]"
_VOWEL = "[aăâeêioôơuưy]"
# Rimes by the endings they take; k, l, r, h and s end syllables of Tây Nguyên names (Đắk, Măng Bút, Kpuih).
_RIMES = "|".join(
    (
        "(?:a|oa)(?:c|ch|i|m|n|ng|nh|o|p|t|u|y|)",
        "(?:ă|oă)(?:c|m|n|ng|p|t)",
        "(?:â|uâ)(?:c|m|n|ng|p|t|u|y)",
        "(?:e|oe)(?:c|m|n|ng|o|p|t|)",
        "(?:ê|uê)(?:ch|m|n|nh|ng|p|t|u|)",
        "i(?:a|ch|m|n|ng|nh|p|t|u|)",
        "(?:o|ô)(?:c|i|m|n|ng|p|t|)",
        "oo(?:c|ng)",
        "(?:ơ|uơ)(?:i|m|n|ng|p|t|)",
        "u(?:a|c|i|m|n|ng|p|t|)",
        "ư(?:a|c|i|m|n|ng|t|u|)",
        "(?:y|uy)(?:a|ch|n|nh|p|t|u|)",
        "(?:iê|yê|uyê)(?:c|m|n|ng|p|t|u)",
        "uô(?:c|i|m|n|ng|p|t)",
        "ươ(?:c|i|m|n|ng|p|t|u)",
        "(?:[aăâeêioôơuưy]|ia|ea|ua|iê|uô|ươ|ui)(?:k|l|r|h|s)",
    )
)
_SYLLABLE = re.compile(f"(?:qu|gi|{_CONSONANT}{{0,4}})(?:{_RIMES})")
# Names keep no such table (Sêrêpốk, Choáh, Yiêng, Đamb), but vowels and consonants still alternate.
_SYLLABLES = re.compile(f"{_CONSONANT}{{0,4}}(?:{_VOWEL}{{1,3}}{_CONSONANT}{{1,4}})*(?:{_VOWEL}{{1,3}})?")
# A syllable closed by c, ch, p or t carries sắc or nặng, no other tone.
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
# Everything between ASCII signs, digits and blanks: damaged words hold quotes and signs where letters belong.
_TOKEN = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
# Guillemets around words are no letters, though TCVN3 has ô and ằ there (ằ never ends a word).
_QUOTED = re.compile(r"(?<![A-Za-z\x80-\x9f\xa1-\uffff])«([^«»\n]*)»(?![A-Za-z\x80-\x9f\xa1-\uffff])")
_MAYBE_CAPITALS = re.compile(rf"(?<!{_LETTER})[^\W\d_²³a-z]{{2,}}(?!{_LETTER})")


@dataclass(frozen=True)
class Reading:
    """One way to read legacy characters as letters. `convert` puts UNREAD for what the encoding does not have."""

    said: str
    convert: Callable[[str], str]

    def explains(self, token: str) -> bool:
        """A token that is no Vietnamese as it stands becomes well-formed Vietnamese, each word of it."""
        text = self.convert(token)
        found = words(text)
        return bool(found) and text != token and not DAMAGE.search(text) and all(map(regular, found))


@cache
def _table(name: str) -> dict[str, str]:
    with (DATA / "encodings" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["written"]: row["letter"] for row in csv.DictReader(file)}


def _byte_shown_as(byte: int) -> str:
    """The Windows-1252 character; the five bytes it leaves free keep their number, as Windows does."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


# LibreOffice keeps those five at U+F100 and above.
_BYTES = (
    {chr(byte): byte for byte in range(0x80, 0xA0)}
    | {chr(0xF100 + byte): byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
    | {_byte_shown_as(byte): byte for byte in range(0x80, 0x100)}
)
_LEGACY_RUN = re.compile(f"[{''.join(map(re.escape, _BYTES))}]+")


def _from_tcvn3(text: str) -> str:
    return _MAYBE_CAPITALS.sub(_as_the_capital_font_showed_it, text.translate(_tcvn3_letters()))


@cache
def _tcvn3_letters() -> dict[int, str]:
    letters = dict.fromkeys(_FOREIGN + _SHARED + _LOOK_ALIKES, UNREAD) | _table("tcvn3")
    return {ord(written): letter for written, letter in letters.items()}


def _as_the_capital_font_showed_it(match: re.Match[str]) -> str:
    """.VnTimeH draws small accented letters as capitals: `TØNH` was seen as TỈNH, so that is what was meant."""
    word = match.group()
    return word.upper() if sum(map(str.isupper, word)) >= 2 else word


@cache
def _vni_pattern() -> re.Pattern[str]:
    longest_first = sorted(_table("vni"), key=len, reverse=True)
    return re.compile("|".join([*longest_first, f"[{_FOREIGN}{_SHARED}{_LOOK_ALIKES}]"]))


def _from_vni(text: str) -> str:
    return _vni_pattern().sub(lambda match: _table("vni").get(match.group(), UNREAD), text)


def _by_codec(codec: str) -> Callable[[str], str]:
    """Runs of legacy characters back to their bytes, and the bytes through `codec`."""

    def convert_run(match: re.Match[str]) -> str:
        try:
            return bytes(_BYTES[char] for char in match.group()).decode(codec)
        except UnicodeDecodeError:
            return UNREAD

    return lambda text: unicodedata.normalize("NFC", _LEGACY_RUN.sub(convert_run, text))


UTF8_TWICE = Reading("UTF-8 bị đọc nhầm một lần", _by_codec("utf-8"))
WINDOWS_1258 = Reading("Windows-1258", _by_codec("cp1258"))
TCVN3 = Reading("TCVN3 (ABC)", _from_tcvn3)
VNI = Reading("VNI", _from_vni)


def without_quotes(text: str) -> str:
    return _QUOTED.sub(r" \1 ", text) if "«" in text else text


def accented_tokens(text: str) -> list[str]:
    return sorted(token for token in set(_TOKEN.findall(unicodedata.normalize("NFC", text))) if not token.isascii())


def words(text: str) -> list[str]:
    """The words with letters outside ASCII; names written together (ĐắkLắk) are two words."""
    found = (word for run in _WORD.findall(text) for word in _JOINED_NAMES.split(run))
    return [word for word in found if not word.isascii()]


def plausible(word: str) -> bool:
    """Could be Vietnamese, a Tây Nguyên name or an abbreviation (HĐND, TƯ, đ)."""
    base, tones = _without_tones(word)
    return stands_alone(word) or (len(tones) <= 1 and _SYLLABLES.fullmatch(base) is not None)


def regular(word: str) -> bool:
    """One well-formed Vietnamese syllable: strong evidence, where `plausible` is only the lack of counter-evidence."""
    base, tones = _without_tones(word)
    wrongly_toned = _STOPPED.search(base) and not set(tones) <= {"\u0301", "\u0323"}
    return len(word) > 1 and len(tones) <= 1 and not wrongly_toned and _SYLLABLE.fullmatch(base) is not None


def stands_alone(word: str) -> bool:
    """A sign or letter by itself, or an abbreviation, which carries no tone: evidence of nothing."""
    if word in _SIGNS or word in _VIETNAMESE:
        return True
    base, tones = _without_tones(word)
    return not tones and bool(re.fullmatch(f"{_CONSONANT}+", base) or (word.isupper() and set(word) <= _ABBREVIATING))


_ABBREVIATING = set("ABCDEFGHIJKLMNOPQRSTUVWXYZĂÂĐÊÔƠƯ")


def _without_tones(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word.lower())
    base = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", base), "".join(char for char in decomposed if char in _TONES)


_ADDRESS = re.compile(r"\S*(?:://|www\.|[?&]\w+=)\S*")
_ENDING = "(?:ch|c|k|m|ng|nh|n|p|t|[iuoay])"
_VOWELS = "aeiouyà-ỹ"
# Where a "?" stands for a letter: no Vietnamese word begins or goes on so after a question.
_LOST = re.compile(
    "|".join(
        (
            rf"{_LETTER}+\?+{_ENDING}(?!{_LETTER})",  # T?nh, nh?ng, th??ng
            rf"(?<![^\s(\"“;,/-])\?+(?:[{_VOWELS}]{_LETTER}*(?:\?+{_LETTER}+)?|{_ENDING}(?!{_LETTER}))",  # ??k, ?ông
            rf"(?<!{_LETTER})(?!(?:[kcm]?m|k?g|l)\?)(?:[cgknpt]h|ngh?|tr|[bcdghklmnrstv])\?(?=\s+{_LETTER})",  # S? h?
            r"\S*\ufffd\S*",
        )
    ),
    re.IGNORECASE,
)


def refuse_lost_accents(texts: Iterable[str]) -> None:
    """Raises UnreadableFile("accents_lost"), quoting one word, where letters were replaced by "?" or U+FFFD.

    A question mark that ends a sentence, stands alone or belongs to a web address is none.
    """
    for text in texts:
        lost = _lost_word(text) if "?" in text or "\ufffd" in text else None
        if lost:
            raise UnreadableFile(
                "accents_lost",
                f"Chữ có dấu trong tệp đã bị mất khi lưu (ví dụ “{lost}”), không khôi phục được từ tệp này."
                " Hãy mở tệp gốc, Lưu thành (Save As) › CSV UTF-8 (Comma delimited) hoặc .xlsx rồi nộp lại.",
            )


def _lost_word(text: str) -> str | None:
    found = _LOST.search(_ADDRESS.sub(" ", text))
    return found.group() if found else None
