"""Under which addresses phones and screens reach this machine. Nothing is sent to find out."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

_TOWARDS = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254")  # where the system would send to: it names our own address for each


def addresses(host: str) -> tuple[str, ...]:
    """HOST itself; where that is every address of this machine, those of its networks, the likeliest first, or loopback where there is none."""
    try:
        every = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        every = False
    if not every:
        return (host,)
    found: list[str] = []
    for target in _TOWARDS:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            found.append(str(probe.getsockname()[0]))
    return tuple(dict.fromkeys(one for one in found if not is_loopback(one))) or ("127.0.0.1",)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_own(address: str) -> bool:
    """Whether ADDRESS, of a client, is this machine."""
    return is_loopback(address) or address in addresses("0.0.0.0")  # noqa: S104 - a question, not a place to listen at


def url(address: str, port: int) -> str:
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
