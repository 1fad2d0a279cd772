"""The parts of a long computation on a file, kept so that it can resume: a folder, and a note of the work."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from afas import __version__
from afas import ps as registry
from afas.errors import AfasError, error
from afas.ps import PS
from afas.simulation._estimates import Estimator
from afas.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OtherParts", "Part", "Parts", "parts_of"]

ROWS: Final = 1 << 20
"""The rows of a part, at least: one row group of the source, or several."""
_NOTE: Final = "parts.json"
_FIELDS: Final = (
    "ps", "year", "parameters", "policy", "faults", "decimals", "parts", "name", "kind", "known_on", "overwrite",
    "replacing", "locale",
)  # fmt: skip


@error
class OtherParts(AfasError, ValueError):
    """The folder of the parts holds the parts of other work."""

    code = "other-parts"
    template = Text(
        fr="Le dossier « {folder} » contient les parties d’un autre travail ({differs} diffère) : supprimez-le pour "
        "recommencer, ou nommez une autre cible.",
        en="The folder “{folder}” holds the parts of other work ({differs} differs): delete it to begin again, or name "
        "another target.",
    )
    folder: str
    differs: str


@attrs.frozen
class Part:
    """Rows of a file that are written together.

    Attributes:
        rank: among the parts.
        groups: the row groups of the source.
        first: the rank of its first row.
        size: how many rows.
    """

    rank: int
    groups: tuple[int, ...]
    first: int
    size: int


def parts_of(metadata: Any) -> Iterator[Part]:
    """The parts of a file: whole row groups, put together up to a million rows."""
    rank = first = size = 0
    groups: list[int] = []
    for group in range(metadata.num_row_groups):
        groups.append(group)
        size += metadata.row_group(group).num_rows
        if size >= ROWS or group == metadata.num_row_groups - 1:
            yield Part(rank, tuple(groups), first, size)
            rank, first, size, groups = rank + 1, first + size, 0, []


@attrs.frozen(eq=False)
class Parts:
    """The parts of a target in their folder.

    Attributes:
        disk: a file system of pyarrow.
        folder: where they are.
        done: the ranks of those that are whole.
    """

    disk: Any
    folder: str
    done: frozenset[int]

    @classmethod
    def of(cls, disk: Any, target: str, file: Any, estimator: Estimator) -> "Parts":
        """The parts that are there; else an empty folder, with its note.

        Raises:
            OtherParts: they are of another source, of other figures, or of another version of the library.
        """
        import pyarrow.fs as pafs  # noqa: PLC0415 - loaded only where a file is written

        folder = f"{target}.parts"
        note = {"afas": __version__, "source": _hash(file.metadata.to_dict()), "asked": _hash(asked_of(estimator))}
        if disk.get_file_info(f"{folder}/{_NOTE}").type == pafs.FileType.NotFound:
            disk.create_dir(folder, recursive=False)
            with disk.open_output_stream(f"{folder}/{_NOTE}.partial") as stream:
                stream.write(json.dumps(note).encode())
            disk.move(f"{folder}/{_NOTE}.partial", f"{folder}/{_NOTE}")
            return cls(disk, folder, frozenset())
        with disk.open_input_stream(f"{folder}/{_NOTE}") as stream:
            found = json.loads(stream.read())
        differs = [name for name in note if found.get(name) != note[name]]
        if differs:
            raise OtherParts(folder, ", ".join(differs))
        names = [file.base_name for file in disk.get_file_info(pafs.FileSelector(folder))]
        return cls(disk, folder, frozenset(int(name[:6]) for name in names if name[6:] == ".parquet"))

    def path(self, part: Part) -> str:
        """The path of a part."""
        return f"{self.folder}/{part.rank:06}.parquet"

    def join(self, stream: Any, schema: "pa.Schema") -> None:
        """Write all the parts, in their order, as one file."""
        import pyarrow.fs as pafs  # noqa: PLC0415 - loaded only where a file is read
        import pyarrow.parquet as pq  # noqa: PLC0415 - the same

        names = sorted(file.path for file in self.disk.get_file_info(pafs.FileSelector(self.folder)))
        with pq.ParquetWriter(stream, schema) as writer:
            for name in names:
                if not name.endswith(".parquet"):
                    continue
                with self.disk.open_input_file(name) as opened, pq.ParquetFile(opened, pre_buffer=False) as part:
                    for batch in part.iter_batches(batch_size=1 << 17):
                        writer.write_batch(batch)

    def forget(self) -> None:
        """Delete the folder."""
        self.disk.delete_dir(self.folder)


def asked_of(estimator: Estimator) -> dict[str, Any]:
    """The options that decide the amounts, as plain values: the same in every process."""
    return {name: _plain(getattr(estimator, name)) for name in _FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, PS) and value.code in registry.codes() and registry.get(value.code) is value:
        return value.code
    if isinstance(value, Mapping):
        return sorted([str(key), _plain(item)] for key, item in value.items())
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value)) if field.eq]
        return [type(value).__name__, *[_plain(getattr(value, name)) for name in names]]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, Collection) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if callable(value):  # a formula of the caller's own
        return f"{value.__module__}.{value.__qualname__}"
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _hash(plain: Any) -> str:
    return hashlib.sha256(json.dumps(plain, default=str, sort_keys=True).encode()).hexdigest()
