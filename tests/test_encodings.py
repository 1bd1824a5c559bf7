"""Bytes to letters: one reading, or a refusal that says what to do. Never a half-read name."""

import csv
import time
import unicodedata

import pytest

from core.errors import UnreadableFile
from core.ingest.files.encodings import decode, repair
from core.ingest.files.legacy_text import refuse_lost_accents
from core.settings import DATA

SENTENCE = (
    "Tỉnh Đắk Nông, huyện Đắk R'Lấp: số hộ nghèo, cận nghèo, thoát nghèo, phát sinh mới, giải ngân, tiêu chí đạt chuẩn"
)
# Written by hand, not by the tables.
SENTENCE_TCVN3 = (
    "TØnh §¾k N«ng, huyÖn §¾k R'LÊp: sè hé nghÌo, cËn nghÌo, tho¸t nghÌo, ph¸t sinh míi, gi¶i ng©n, tiªu chÝ ®¹t chuÈn"
)
SENTENCE_VNI = (
    "Tænh Ñaék Noâng, huyeän Ñaék R'Laáp: soá hoä ngheøo, caän ngheøo, thoaùt ngheøo, phaùt sinh môùi, giaûi ngaân,"
    " tieâu chí ñaït chuaån"
)
NAMES = (
    "Krông Nô, Kon Plông, Đăk R'Lấp, Ya Tờ Mốt, Ngok Tem, Măng Bút, Sêrêpốk, ĐắkLắk, Kpuih, Rơ Ông, Mơ Nông, Đliê Ya,"
    " Tà Ôi, Ê-đê, Buôn Đôn, Quảng Khê, Quốc Oai, Khúc Khuỷu, Huỳnh, quýt, Pưh, Lôk, goòng, HĐND, TƯ, 5.000 đ, giếng"
)
TEXT = f"Tỉnh;Huyện;Số hộ nghèo;Ghi chú\nĐắk Nông;Tuy Đức;2.444;{SENTENCE}\n"
TONES_1258 = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def table(name: str) -> list[tuple[str, str]]:
    with (DATA / "encodings" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["written"], row["letter"]) for row in csv.DictReader(file)]


def in_legacy(text: str, name: str) -> str:
    """As the table writes it; a capital TCVN3 lacks is written small, as the capital font does."""
    written = {}
    for sequence, letter in table(name):
        written.setdefault(letter, sequence)
    return "".join(written.get(letter) or written.get(letter.lower(), letter) for letter in text)


def in_windows_1258(text: str) -> bytes:
    """The tone follows its letter, the circumflex, breve and horn stay in it."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES_1258)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES_1258))
        out.append((base + tone).encode("cp1258"))
    return b"".join(out)


def all_letters() -> str:
    small = {unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in ("", *TONES_1258)}
    return "".join(sorted(letter for letter in small | {"đ"} if not letter.isascii()))


@pytest.mark.parametrize("name", ["vni", "tcvn3"])
def test_every_name_of_a_commune_comes_back(name: str) -> None:
    assert decode(in_legacy(UNITS, name).encode("cp1252")).text.lower() == UNITS.lower()
    assert decode(in_windows_1258(UNITS)).text == UNITS


def refusal(content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        decode(content)
    return refused.value


# Every commune of the country: some 4,500 distinct words, names in the minorities' languages among them.
UNITS = unicodedata.normalize("NFC", (DATA / "units_2024.csv").read_text(encoding="utf-8-sig"))
SOME_UNITS = "\n".join(UNITS.splitlines()[::10])


@pytest.mark.parametrize("name", ["vni", "tcvn3"])
def test_the_tables_hold_every_small_letter_once(name: str) -> None:
    rows = table(name)
    assert sorted({letter for _, letter in rows if letter.islower()}) == sorted(all_letters())
    assert len({written for written, _ in rows}) == len(rows)


def test_vni_has_every_capital_and_tcvn3_the_seven_it_has() -> None:
    assert {letter for _, letter in table("vni") if letter.isupper()} == set(all_letters().upper())
    assert {letter for _, letter in table("tcvn3") if letter.isupper()} == set("ĂÂĐÊÔƠƯ")


@pytest.mark.parametrize(("name", "codec"), [("tcvn3", "latin-1"), ("vni", "cp1252")])
def test_every_written_form_comes_back_as_its_letter(name: str, codec: str) -> None:
    """Each row stands in a file of enough other words to know the encoding by."""
    known = {"tcvn3": SENTENCE_TCVN3, "vni": SENTENCE_VNI}[name]
    for written, letter in table(name):
        text = decode(f"{known};{known};{written}\n".encode(codec)).text
        assert text == f"{SENTENCE};{SENTENCE};{letter}\n"


@pytest.mark.parametrize(
    ("content", "text", "said"),
    [
        (TEXT.encode(), TEXT, "UTF-8"),
        (b"Huyen;So ho\nTuy Duc;1\n", "Huyen;So ho\nTuy Duc;1\n", "UTF-8"),
        (TEXT.encode("utf-8-sig"), TEXT, "UTF-8 có BOM"),
        (TEXT.encode("utf-16"), TEXT, "UTF-16 (Unicode Text)"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "UTF-16 (Unicode Text)"),
        (TEXT.encode("utf-16-le"), TEXT, "UTF-16 (Unicode Text)"),
        (TEXT.encode("utf-16-be"), TEXT, "UTF-16 (Unicode Text)"),
        (in_windows_1258(SENTENCE), SENTENCE, "Windows-1258"),
        (in_windows_1258(SENTENCE.upper()), SENTENCE.upper(), "Windows-1258"),
        (in_windows_1258("Huyện;Số hộ\nTuy Đức;3\n"), "Huyện;Số hộ\nTuy Đức;3\n", "Windows-1258"),
        (in_windows_1258(NAMES), NAMES, "Windows-1258"),
        ("Dak Nong – 2024\u00a0;ha".encode("cp1252"), "Dak Nong – 2024\u00a0;ha", "Windows-1258"),
        (SENTENCE_TCVN3.encode("cp1252"), SENTENCE, "TCVN3 (ABC)"),
        ("§¾k N«ng;Hé nghÌo".encode("cp1252"), "Đắk Nông;Hộ nghèo", "TCVN3 (ABC)"),
        ("TØNH §¾K N¤NG, HUYÖN".encode("cp1252"), "TỈNH ĐẮK NÔNG, HUYỆN", "TCVN3 (ABC)"),
        ("Tr\xad¬ng H\xadng".encode("cp1252"), "Trương Hưng", "TCVN3 (ABC)"),
        (SENTENCE_VNI.encode("cp1252"), SENTENCE, "VNI"),
        ("Hoä ngheøo;Ñaék Noâng".encode("cp1252"), "Hộ nghèo;Đắk Nông", "VNI"),
        ("TÆNH ÑAÉK NOÂNG, HUYEÄN".encode("cp1252"), "TỈNH ĐẮK NÔNG, HUYỆN", "VNI"),
        (in_legacy(NAMES, "tcvn3").encode("latin-1"), NAMES, "TCVN3 (ABC)"),
        (in_windows_1258("«Huyện nghèo», m², số"), "«Huyện nghèo», m², số", "Windows-1258"),
        (in_legacy(NAMES, "vni").encode("cp1252"), NAMES, "VNI"),
        (SENTENCE_TCVN3.encode(), SENTENCE, "UTF-8, chữ TCVN3 (ABC)"),
        ("§¾k N«ng;Hé nghÌo".encode(), "Đắk Nông;Hộ nghèo", "UTF-8, chữ TCVN3 (ABC)"),
        (SENTENCE_TCVN3.encode("utf-16"), SENTENCE, "UTF-16 (Unicode Text), chữ TCVN3 (ABC)"),
        (SENTENCE_VNI.encode("utf-8-sig"), SENTENCE, "UTF-8 có BOM, chữ VNI"),
        ("Ñaék Noâng;Hoä ngheøo".encode(), "Đắk Nông;Hộ nghèo", "UTF-8, chữ VNI"),
        ("Ä\x90áº¯k NÃ´ng".encode(), "Đắk Nông", "UTF-8, chữ UTF-8 bị đọc nhầm một lần"),
        (SENTENCE.encode().decode("latin-1").encode(), SENTENCE, "UTF-8, chữ UTF-8 bị đọc nhầm một lần"),
        (in_windows_1258(SENTENCE).decode("cp1252").encode(), SENTENCE, "UTF-8, chữ Windows-1258"),
    ],
)
def test_a_file_in_any_of_the_encodings_gives_the_same_letters(content: bytes, text: str, said: str) -> None:
    decoded = decode(content)
    assert (decoded.text, decoded.said) == (text, said)


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], "utf16_broken", "UTF-16"),
        (TEXT.encode("utf-16-le")[:-1], "utf16_broken", "UTF-16"),
        (b"\xff\xfeT\x00\x00\xd8T\x00", "utf16_broken", "UTF-16"),
        (TEXT.encode("utf-32"), "utf32", "UTF-32"),
        (TEXT.encode("utf-32-be"), "utf32", "UTF-32"),
        (b"Tinh;Huyen".decode().encode("utf-32-le"), "utf32", "UTF-32"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "binary", "NUL"),
        (TEXT.encode() + b"\x00\x01", "binary", "NUL"),
        (b"\x01\x00\x02\x00\x03\x00\x41\x00" * 40, "binary", "NUL"),
        (bytes(range(256)) * 4, "binary", "NUL"),
        ("Tỉnh;Huyện\n".encode() + b"\xa7\xbek N\xabng;Tuy \xa7\xf8c\n", "undecidable_encoding", "dòng 2"),
        (b"\xef\xbb\xbfT\xd8nh", "undecidable_encoding", "UTF-8"),
        (TEXT.encode()[:-2] + b"\xe1\xba", "undecidable_encoding", "dòng 2"),
        (b"\x81\x8d\x8f;\x90\x9d", "undecidable_encoding", "VNI"),
        (b"Ho\xe4 ngh\xe8o;X\xf5", "undecidable_encoding", "VNI"),
        ("Ñaék Noâng;§¾k N«ng".encode("cp1252"), "undecidable_encoding", "TCVN3"),
        # The header is right, the cells are not; the other way round; two fonts in one file.
        ("Tỉnh;Huyện\n§¾k N«ng;Tuy §øc\n".encode(), "undecidable_encoding", "TCVN3"),
        (f"{SENTENCE}\n{SENTENCE}\nNg« Quèc\n".encode(), "undecidable_encoding", "Ngô"),
        (f"{SENTENCE}\nThoân 3\n".encode(), "undecidable_encoding", "Thôn"),
        (f"{SENTENCE}\nNÃ´ng\n".encode(), "undecidable_encoding", "Nông"),
        ("Ñaék Noâng;§¾k N«ng;Hoä ngheøo;Hé nghÌo".encode(), "undecidable_encoding", "VNI"),
        # Letters dropped on the way: no reading is whole.
        ("Äáº¯k NÃ´ng;Äáº¯k LÃ¢p".encode(), "undecidable_encoding", "UTF-8"),
        ("Ngh̀o; h́̀; ŁŞ;Ţn;Şk;ŧŧ".encode(), "undecidable_encoding", "bị hỏng"),
    ],
)
def test_what_is_not_one_encoding_is_refused_with_what_to_do(content: bytes, code: str, says: str) -> None:
    refused = refusal(content)
    assert (refused.code, says in str(refused)) == (code, True), str(refused)
    assert "Hãy mở tệp" in str(refused)
    assert "CSV UTF-8 (Comma delimited) hoặc .xlsx" in str(refused)
    if code == "undecidable_encoding":
        assert "Công cụ › bảng mã nguồn TCVN3/VNI, đích Unicode" in str(refused)


def test_two_readings_with_different_letters_are_a_refusal_that_shows_both() -> None:
    refused = refusal(b"H\xe9 s\xe8")
    assert refused.code == "undecidable_encoding"
    assert "“Hé”" in str(refused)
    assert "“Hộ”" in str(refused)


@pytest.mark.parametrize(
    "text",
    [
        "So ho ngheo",
        SENTENCE,
        SENTENCE.upper(),
        NAMES,
        unicodedata.normalize("NFD", SENTENCE + NAMES),
        "Hé sè",  # good Unicode by itself: nothing contradicts it
        "Hà Lan hoà, oà, goòng, toán, hoãn, quê, uý, gì, giờ, xoè, Êa Súp, LÀO CAI",
        "“Huyện” – ‘xã’ … • × ² ³ % ½ ≥ ≤ ° ₫ ™ 5 m² 3×4 5,5° ±2 § 5 © ® « »",
        f"{SENTENCE}; Peña ± ñ ® §",
        f"{SENTENCE}; München, Škoda",
        "Peña",
        "Ðắk Nông; Ðăk R'Lấp; NÐ-CP; Ðông; HÐND; ðường",
        "«Huyện nghèo» «Tỉnh»; «Đạt»",
        "Tỉnh;5 µm;naïve;\u200bHuyện\ufeff",
        "Tỉnh;日本;ខ្មែរ;ລາວ",
        "xã®; Vinamilk®; hộ¹",
    ],
)
def test_good_unicode_is_left_as_it_stands(text: str) -> None:
    assert repair([text]) is None
    assert decode(text.encode()).text == text


def test_the_evidence_is_the_whole_file_not_the_cell() -> None:
    found = repair(["Hé", "sè", *SENTENCE_TCVN3.split()])
    assert found is not None
    assert (found.said, found.apply("Hé"), found.apply("sè"), found.apply("16.700")) == (
        "TCVN3 (ABC)",
        "Hộ",
        "số",
        "16.700",
    )


@pytest.mark.parametrize("cell", ["§¾k N«ng", "Ñaék Noâng", "Thoân Taân Laäp", "huyÖn", "nghÌo", "coù"])
def test_one_damaged_name_among_ten_thousand_good_words_is_not_passed(cell: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        repair([SENTENCE] * 500 + [cell] + [SENTENCE] * 500)
    assert refused.value.code == "undecidable_encoding"


@pytest.mark.parametrize(
    ("known", "cell"),
    [
        (in_legacy(SOME_UNITS, "tcvn3"), "Ñaék"),
        (in_legacy(SOME_UNITS, "tcvn3"), "Thoân 3"),
        (in_legacy(SOME_UNITS, "vni"), "N«ng"),
        (in_legacy(SOME_UNITS, "vni"), "Ng« Quèc"),
        (in_legacy(SOME_UNITS, "tcvn3"), "Taân"),
        (in_windows_1258(SOME_UNITS).decode("cp1252"), "Laäp"),
    ],
)
def test_one_cell_in_another_font_is_refused_in_a_legacy_file_too(known: str, cell: str) -> None:
    """Enough other words that this one would be within what a conversion may leave over."""
    assert decode(known.encode("cp1252")).said in ("TCVN3 (ABC)", "VNI", "Windows-1258")
    for content in (f"{known};{cell}".encode("cp1252"), f"{known};{cell}".encode()):
        assert refusal(content).code == "undecidable_encoding"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("S? h? nghèo", "S?"),
        ("??k Nông", "??k"),
        ("?ông", "?ông"),
        ("T?nh", "T?nh"),
        ("T?NH", "T?NH"),
        ("nh?ng ng??i", "nh?ng"),
        ("Th? nh?t", "Th?"),
        ("Tuy ??c", "??c"),
        ("hộ c?n nghèo", "c?n"),
        ("?i?n Biên", "?i?n"),
        ("huy\ufffdn", "huy\ufffdn"),
        ("\ufffd\ufffdk", "\ufffd\ufffdk"),
    ],
)
def test_accents_that_became_question_marks_are_refused_with_one_word_quoted(text: str, quoted: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        refuse_lost_accents(["Xã", text])
    assert refused.value.code == "accents_lost"
    assert f"“{quoted}”" in str(refused.value)
    assert "CSV UTF-8 (Comma delimited) hoặc .xlsx" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "??",
        "(?)",
        "Vì sao giảm?",
        "Giảm? Chưa rõ vì sao ?",
        "Đúng?Sai",
        "sao?vì chưa có",
        "hộ?? nghèo",
        "gì ?chưa rõ",
        "bao nhiêu km? Chưa rõ",
        "https://daknong.gov.vn/tin?id=35&n=1",
        "daknong.gov.vn/?id=3",
        "www.gov.vn/t?nh",
        "2024?",
        "x?",
    ],
)
def test_a_question_is_not_a_lost_accent(text: str) -> None:
    refuse_lost_accents([text])


def test_ten_megabytes_of_good_text_cost_a_moment() -> None:
    """Measured at 0.09 s; the limit leaves room for a busy machine and none for a pass over every word."""
    line = f"{SENTENCE};16.700;2.444\n"
    content = line.encode() * (10_000_000 // len(line.encode()))
    best = min(_seconds(content) for _ in range(3))
    assert best < 0.4


def _seconds(content: bytes) -> float:
    start = time.perf_counter()
    decode(content)
    return time.perf_counter() - start
