"""Which disk a database lies on: a network file system is no place for one."""

from __future__ import annotations

import os
from pathlib import Path

from opscockpit import errors

NETWORK_FILE_SYSTEMS = frozenset([
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "sshfs", "fuse.sshfs", "afs", "glusterfs",
    "fuse.glusterfs", "ceph", "fuse.ceph", "davfs",
])  # fmt: skip
"""Locks on these do not hold, so two people could write at once."""


def file_system_of(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The type of file system that a path lies on; None where the system does not say (not Linux)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    wanted = os.path.realpath(path)
    best, kind = "", None
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def refuse_network(path: Path) -> None:
    """Raises DatabaseTrouble for a database on a network file system."""
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise errors.DatabaseTrouble(
            f"{path} lies on a network file system ({kind}), where file locks do not hold and work would be lost; "
            f"keep the database on a disk of the box and log in to it over SSH"
        )
