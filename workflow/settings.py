"""What differs from one installation to the next, read from the environment (`MOTCUA_…`). Defaults run on one machine."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings; each is a variable `MOTCUA_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_file=None, extra="ignore")

    home: Path = Field(Path("var"), description="folder for the embedded database, documents and keys")
    procedures: Path = Field(Path(__file__).parent.parent / "procedures", description="folder of the definitions")
    database_url: str = Field("", description="SQLAlchemy address; empty: an SQLite file below `home`")
    blobs_url: str = Field("", description="fsspec address of documents and papers; empty: a folder below `home`")
    secret: SecretStr = Field(
        SecretStr(""), description="key of sealed columns, 32 bytes as hex; empty: a file below `home`, made once"
    )
    public_url: str = Field("http://127.0.0.1:8000", description="where applicants and partners reach the desk")

    clock: Path | None = Field(
        None, description="file with seconds to add to the time: for demonstrations and trials only"
    )
    demo_keys: bool = Field(
        False, description="make missing signing keys with a demonstration authority: never in earnest"
    )

    # Outside systems. The defaults are those of the sandboxes; their secrets are known to everybody.
    portal_url: str = Field("http://127.0.0.1:9100", description="national portal")
    portal_user: str = "motcua"
    portal_password: SecretStr = SecretStr("motcua")
    portal_destination: str = Field("sandbox", description="the portal's name on the exchange bus (dstcode)")
    portal_secret: SecretStr = Field(SecretStr(""), description="Standard Webhooks secret of the portal's pushes")
    post_url: str = Field("http://127.0.0.1:9101", description="postal service")
    post_user: str = "motcua"
    post_password: SecretStr = SecretStr("motcua")
    post_key: str = Field("", description="modulus of the post's public key for callbacks, base64")
    bank_url: str = Field("http://127.0.0.1:9102", description="bank")
    bank_token: SecretStr = SecretStr("sandbox-bank")
    bank_secret: SecretStr = Field(SecretStr(""), description="Standard Webhooks secret of the bank's callbacks")
    events_secret: SecretStr = Field(SecretStr(""), description="Standard Webhooks secret of events told from outside")
    registers_url: str = Field("http://127.0.0.1:9103", description="gateway to the registers")
    registers_token: SecretStr = SecretStr("sandbox-registers")
    notify_url: str = Field("http://127.0.0.1:9104", description="message service")
    notify_token: SecretStr = SecretStr("sandbox-notify")

    work_at_once: int = Field(128, ge=1, description="pieces of work a worker has in its hands")
    lease_seconds: float = Field(
        60, gt=0, description="how long a worker may hold a piece of work before another may take it"
    )
    poll_seconds: float = Field(
        1800, gt=0, description="how often shipments and payments are asked for when no callback hastens it"
    )
    sweep_seconds: float = Field(15, gt=0, description="how often a worker looks for timers that are due")
    idle_seconds: float = Field(
        0.5, gt=0, description="how long a worker rests when there is nothing to do and nobody calls"
    )
    prefect_keep_days: float = Field(
        14,
        ge=0.25,
        description="how long Prefect's records of finished runs are kept before `motcua prune` removes them",
    )
    shared_limits: bool = Field(False, description="hold Prefect's global concurrency limits, for several workers")

    @model_validator(mode="after")
    def _below_home(self) -> Self:
        self.home = self.home.resolve()
        self.database_url = self.database_url or f"sqlite:///{self.home / 'motcua.sqlite'}"
        self.blobs_url = self.blobs_url or f"file://{self.home / 'blobs'}"
        return self
