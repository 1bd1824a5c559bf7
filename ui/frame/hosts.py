"""Names of machines, as addresses and requests write them."""

import ipaddress
from collections.abc import Iterable

from starlette.types import Scope

# What proxies write about whom they ask for, beside everything that begins with X-Forwarded.
_OF_PROXIES = frozenset(
    {b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip", b"cf-connecting-ip"}
)


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


def asked_here(scope: Scope) -> bool:
    """By a peer of this machine, for a name of this machine, with nothing that a proxy writes."""
    peer, names = scope.get("client"), [name for name, _ in scope["headers"]]
    is_here = peer is not None and is_loopback(str(peer[0])) and is_loopback(name_of(header(scope["headers"], b"host")))
    return is_here and not any(name in _OF_PROXIES or name.startswith(b"x-forwarded") for name in names)
