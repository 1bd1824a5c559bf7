"""Answers leave at once.

`streamlit run` binds its socket itself and leaves out the protocol, and asyncio then does not turn off Nagle's waiting
for what it takes for another kind of socket: every answer in two pieces (any file, any change of a screen) waits some
40 ms for the browser's acknowledgement. Sixty scripts of a first visit wait most of a second.
"""

import gc
import socket


def answer_at_once() -> int:
    """Turns the waiting off for connections that this process's listening sockets accept; says for how many sockets."""
    found = [one for one in gc.get_objects() if isinstance(one, socket.socket) and _listens(one)]
    for one in found:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return len(found)


def _listens(one: socket.socket) -> bool:
    """Accepted connections inherit the option from the one that listens."""
    if one.fileno() < 0 or one.family not in (socket.AF_INET, socket.AF_INET6) or one.type != socket.SOCK_STREAM:
        return False
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
