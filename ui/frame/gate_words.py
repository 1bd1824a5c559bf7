"""The pages of the gate: plain HTML without scripts, before anybody is signed in."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import HTMLResponse

from core.access.sign_ins import Standing
from ui.frame.document import address_of
from ui.markup import element, text

SIGN_IN, SIGN_OUT, CALLBACK = "/dang-nhap", "/auth/logout", "/oauth2callback"
# Who was refused is led here: an address without the provider's code, which may be opened again.
REFUSED = "/dang-nhap/tu-choi"
TARGET = "den"
_NO_STORE = {"Cache-Control": "no-store"}
_WORDS: Mapping[Standing, tuple[str, str]] = {
    Standing.UNKNOWN: (
        "Đăng nhập",
        "Hãy đăng nhập bằng tài khoản của tỉnh để xem và nộp số liệu.",
    ),
    Standing.ENDED: ("Đã đăng xuất", "Anh/chị đã đăng xuất khỏi Tiến Độ. Muốn xem tiếp, hãy đăng nhập lại."),
    Standing.EXPIRED: ("Phiên đăng nhập đã hết hạn", "Để giữ an toàn, mỗi phiên chỉ dài một buổi làm việc."),
    Standing.NO_GRANT: (
        "Quyền truy cập đã bị thu hồi",
        "Tài khoản này hiện không có quyền nào trong Tiến Độ.",
    ),
}


def said(why: Standing, ask: str = "") -> tuple[str, str]:
    """A title and a sentence; `ask` (core.access.sign_ins.whom_to_ask) where a role was taken away."""
    title, sentence = _WORDS[why]
    return title, f"{sentence} {ask}".strip() if why is Standing.NO_GRANT else sentence


def sign_in_address(target: str) -> str:
    """Where the button leads; `target` is what was opened."""
    return SIGN_IN if target in ("", "/") else f"{SIGN_IN}?{TARGET}={quote(target, safe='')}"


def sign_in_page(why: Standing, target: str, status: int = 401, ask: str = "") -> HTMLResponse:
    """Asks to sign in, or says that what was given is gone."""
    return _answer(status, said(why, ask)[0], inner(why, target, ask))


def inner(why: Standing, target: str, ask: str = "") -> str:
    """What stands on such a page, markup: an open screen whose sign-in ended shows the same."""
    other = _other_account() if why is Standing.NO_GRANT else ""
    return _shown(*said(why, ask), _button("Đăng nhập", sign_in_address(target)) + other)


def refused_page(sentence: str) -> HTMLResponse:
    title = "Chưa vào được Tiến Độ"
    return _answer(403, title, _shown(title, sentence, _other_account()))


def failed_page(sentence: str) -> HTMLResponse:
    """The provider did not confirm anybody."""
    title = "Chưa đăng nhập được"
    return _answer(400, title, _shown(title, sentence, _button("Đăng nhập lại", SIGN_IN)))


def told_page(status: int, title: str, sentence: str) -> HTMLResponse:
    return _answer(status, title, _shown(title, sentence, ""))


def _button(label: str, address: str) -> str:
    return element("p", element("a", text(label), href=address, class_="button", target="_self"))


def _other_account() -> str:
    return element("p", element("a", "Đăng xuất, dùng tài khoản khác", href=SIGN_OUT, target="_self"))


def _shown(title: str, sentence: str, actions: str) -> str:
    logo = f'<img src="{_at_root("logo.svg")}" alt="Tiến Độ" height="40">'
    return logo + element("h1", text(title)) + element("p", text(sentence)) + actions


def _answer(status: int, title: str, shown: str) -> HTMLResponse:
    return HTMLResponse(
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{text(title)} · Tiến Độ</title>"
        f'<link rel="icon" href="{_at_root("icon.png")}"><link rel="stylesheet" href="{_at_root("sign-in.css")}">'
        f"</head><body><main>{shown}</main></body></html>",
        status,
        _NO_STORE,
    )


def _at_root(name: str) -> str:
    """Pages of the gate answer at any depth of address."""
    return address_of(name).removeprefix(".")
