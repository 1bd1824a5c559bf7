"""What is typed about people: an address, a name."""

import re
import unicodedata

from core.errors import UnknownName
from core.text import clean

_LONGEST_EMAIL, _LONGEST_NAME = 254, 200
# Plain ASCII on purpose: letters that only look like a known address, or turn into it in lower case, are none.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
# Signs of control, those that nobody sees (among them what turns the direction of writing), and no signs at all.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_EXAMPLE = "Ví dụ: nguyen.van.a@tinh.gov.vn."


def valid_email(text: str) -> str:
    """In lower case; raises UnknownName for what is no address."""
    address = text.strip()
    if len(address) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address):
        return address.lower()
    shown = clean_name(address)[:60]
    problem = f"«{shown}» không phải địa chỉ thư điện tử." if shown else "Hãy ghi địa chỉ thư điện tử."
    raise UnknownName(f"{problem} {_EXAMPLE}")


def clean_name(text: str) -> str:
    """One line of what is seen."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    return clean(seen)[:_LONGEST_NAME].strip()
