"""Cuts the tests off from any network, with every process that they start: this machine stays within reach.

Only Linux can do that, for root: the process moves to a network of its own, which has nothing but the loopback. Elsewhere
what Python asks in this process is refused (``conftest.py``), and the test about other processes says that it is left out.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import sys

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_SET_FLAGS, _UP = 0x8914, 1  # SIOCSIFFLAGS, IFF_UP


def cut_off() -> bool:
    """Move this process and all that it starts to a network without a way out; return whether that could be done."""
    if sys.platform != "linux" or ctypes.CDLL(None).unshare(_NEW_NETWORK):
        return False
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    return True


IS_CUT_OFF = cut_off()
