"""Names of machines, as addresses and requests write them."""

import ipaddress
from collections.abc import Iterable


def is_loopback(host: str) -> bool:
    """True for `localhost`, 127.0.0.0/8 and ::1, with or without brackets."""
    bare = host.strip("[]")
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare.lower() == "localhost"


def name_of(host: str) -> str:
    """A Host header without its port."""
    return (host.rsplit(":", 1)[0] if ":" in host and not host.endswith("]") else host).lower()


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The first header of that name (in lower case), empty where there is none."""
    return next((value.decode("latin-1") for one, value in headers if one == name), "")
