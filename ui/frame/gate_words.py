"""The pages of the gate: plain HTML without scripts, before anybody is signed in."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import HTMLResponse

from core.access.sign_ins import OFFICE, Standing
from ui.frame.document import address_of
from ui.markup import element, text

SIGN_IN, SIGN_OUT, CALLBACK = "/dang-nhap", "/auth/logout", "/oauth2callback"
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
        f"Tài khoản này hiện không có quyền nào trong Tiến Độ. Nếu cần được cấp lại, hãy liên hệ {OFFICE}.",
    ),
}


def said(why: Standing) -> tuple[str, str]:
    """A title and a sentence."""
    return _WORDS[why]


def sign_in_address(target: str) -> str:
    """Where the button leads; `target` is what was opened."""
    return SIGN_IN if target in ("", "/") else f"{SIGN_IN}?{TARGET}={quote(target, safe='')}"


def sign_in_page(why: Standing, target: str, status: int = 401) -> HTMLResponse:
    """Asks to sign in, or says that what was given is gone."""
    title, sentence = said(why)
    button = _button("Đăng nhập", sign_in_address(target))
    return _answer(status, title, sentence, button + (_other_account() if why is Standing.NO_GRANT else ""))


def refused_page(sentence: str) -> HTMLResponse:
    return _answer(403, "Chưa vào được Tiến Độ", sentence, _other_account())


def failed_page(sentence: str) -> HTMLResponse:
    """The provider did not confirm anybody."""
    return _answer(400, "Chưa đăng nhập được", sentence, _button("Đăng nhập lại", SIGN_IN))


def told_page(status: int, title: str, sentence: str) -> HTMLResponse:
    return _answer(status, title, sentence, "")


def _button(label: str, address: str) -> str:
    return element("p", element("a", text(label), href=address, class_="button"))


def _other_account() -> str:
    return element("p", element("a", "Đăng xuất, dùng tài khoản khác", href=SIGN_OUT))


def _answer(status: int, title: str, sentence: str, actions: str) -> HTMLResponse:
    shown = element("h1", text(title)) + element("p", text(sentence)) + actions
    logo = f'<img src="{_at_root("logo.svg")}" alt="Tiến Độ" height="40">'
    return HTMLResponse(
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{text(title)} · Tiến Độ</title>"
        f'<link rel="icon" href="{_at_root("icon.png")}"><link rel="stylesheet" href="{_at_root("sign-in.css")}">'
        f"</head><body><main>{logo}{shown}</main></body></html>",
        status,
        _NO_STORE,
    )


def _at_root(name: str) -> str:
    """Pages of the gate answer at any depth of address."""
    return address_of(name).removeprefix(".")
