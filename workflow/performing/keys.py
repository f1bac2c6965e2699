"""The signing keys of the agency and its officers, below one folder; each loaded when first needed."""

from pathlib import Path
from threading import Lock

from outputs.signing import AGENCY, Signer


class KeyRing:
    """Signers by id. With `make_for` (demonstrations only) a missing certificate is made by the folder's demo authority."""

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
                    Signer.create_demo(self.folder, agency=self._agency, officers=officers)
                self._signers[signer_id] = Signer.load(self.folder, signer_id)
            return self._signers[signer_id]
