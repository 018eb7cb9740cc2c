"""Processes that tests start reach this machine and nothing beyond it."""

import socket
import subprocess
import sys

import pytest
from network import IS_CUT_OFF

CHILD = """
import socket, sys
ways = [line.split()[0] for line in open("/proc/net/dev") if ":" in line]
print(ways, len(open("/proc/net/route").readlines()))
socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30).sendall(b"here")
"""


@pytest.mark.skipif(not IS_CUT_OFF, reason="NOT CHECKED: processes of tests are cut off the network on Linux, as root")
def test_a_child_has_no_way_out_and_reaches_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", CHILD, port], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == ["['lo:'] 1"]  # the table of routes is its heading
        with server.accept()[0] as connection:
            assert connection.recv(4) == b"here"


def test_this_process_asks_nobody() -> None:
    for ask in (lambda: socket.getaddrinfo("example.invalid", 80), lambda: socket.create_connection(("192.0.2.1", 80))):
        with pytest.raises(RuntimeError, match="asks the network"):
            ask()
