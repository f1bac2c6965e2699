"""The signing keys of the agency and its officers, below one folder; each loaded when first needed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from outputs.signing import AGENCY, Signer


class KeyRing:
    """Signers by id. With `makes_missing` (demonstrations only) the folder's demo authority makes those that are missing."""

    def __init__(self, folder: Path, *, agency: str, makes_missing: bool) -> None:
        self.folder = folder
        self._agency = agency
        self._makes_missing = makes_missing
        self._signers: dict[str, Signer] = {}
        self._lock = Lock()

    @property
    def authority(self) -> Path:
        """The certificate to trust."""
        return self.folder / "ca.pem"

    def agency(self) -> Signer:
        """The agency's seal; raises CannotSign when there is none."""
        return self.of(AGENCY, self._agency)

    def of(self, signer_id: str, name: str) -> Signer:
        """The signer of an officer; raises CannotSign when there is none."""
        with self._lock:
            if signer_id not in self._signers:
                if self._makes_missing:
                    officers = {} if signer_id == AGENCY else {signer_id: name}
                    with self._alone():
                        Signer.create_demo(self.folder, agency=self._agency, officers=officers)
                self._signers[signer_id] = Signer.load(self.folder, signer_id)
            return self._signers[signer_id]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Workers that make the same key at once would leave the key of one with the certificate of another."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".making").open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
            yield
