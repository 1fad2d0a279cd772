"""`python -m examples.portal.on_postgres COMMAND`: the same commands on PostgreSQL, in a cluster made for the occasion.

The cluster lies in a temporary folder, listens on the loopback alone, and is run by the user `postgres` where the
caller is root, since PostgreSQL refuses root. It is stopped and removed at the end.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str:
    """A program of PostgreSQL: that of the newest version which Debian installed, or one on the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    found = next((str(one / name) for one in folders if (one / name).is_file()), shutil.which(name))
    if found is None:
        sys.exit("no PostgreSQL on this machine (on Debian or Ubuntu: apt-get install postgresql)")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def run(folder: str, name: str, *words: str) -> None:
    """A program of PostgreSQL, as the user that owns the cluster in this folder."""
    owner = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [program(name), *words], check=True, stdout=subprocess.DEVNULL, user=owner, group=owner, cwd=folder,
        extra_groups=[] if owner else None,
    )  # fmt: skip


def restart(folder: str) -> None:
    """Kill the cluster in the midst of whatever it does, and start it again: it recovers from its journal."""
    run(folder, "pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-m", "immediate", "-w", "restart")


@contextmanager
def cluster() -> Iterator[tuple[str, str]]:
    """A cluster, while it is needed: its folder, and what `PORTAL_POSTGRES` says of it."""
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        secret, port = secrets.token_hex(16), free_port()
        asked = Path(folder) / "secret"
        asked.write_text(secret, encoding="utf-8")
        if os.geteuid() == 0:
            for place in (folder, str(asked)):
                shutil.chown(place, "postgres", "postgres")
        data = f"{folder}/data"
        run(
            folder, "initdb", "-D", data, "-U", "portal", "--auth=scram-sha-256", f"--pwfile={asked}", "-E", "UTF8",
            "--no-sync",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run(folder, "pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            yield folder, f"host=127.0.0.1 port={port} dbname=postgres user=portal password={secret}"
        finally:
            run(folder, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    with cluster() as (folder, address):
        environment = {**os.environ, "PORTAL_POSTGRES": address, "PORTAL_CLUSTER": folder}
        done = subprocess.run([sys.executable, "-m", "examples.portal", *sys.argv[1:]], env=environment, check=False)
    sys.exit(done.returncode)
