"""What of the Compose specification our files use, as strict models."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Duration = Annotated[str, Field(pattern=r"^[0-9]+(s|m|h)$")]
Mount = Annotated[str, Field(pattern=r"^[^:]+:/[^:]+(:ro)?$")]


class Strict(BaseModel):
    """No key but those that are known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Build(Strict):
    context: str | None = None
    dockerfile: str | None = None
    args: dict[str, str] = {}


class Health(Strict):
    test: list[str]
    interval: Duration
    timeout: Duration
    retries: int
    start_period: Duration = "0s"


class Dependency(Strict):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Limits(Strict):
    cpus: str
    memory: str


class Resources(Strict):
    limits: Limits


class Deploy(Strict):
    replicas: int = Field(ge=1)
    resources: Resources | None = None


class Service(Strict):
    image: str | None = None
    build: Build | None = None
    entrypoint: list[str] | None = None
    command: list[str | int] = []
    restart: Literal["no", "always", "on-failure", "unless-stopped"] | None = None
    init: bool = False
    read_only: bool = False
    cap_drop: list[str] = []
    security_opt: list[str] = []
    tmpfs: list[str] = []
    shm_size: str | None = None
    env_file: list[str] = []
    environment: dict[str, str] = {}
    ports: list[str] = []
    volumes: list[Mount] = []
    healthcheck: Health | None = None
    stop_grace_period: Duration | None = None
    deploy: Deploy | None = None
    depends_on: dict[str, Dependency] = {}


class Compose(Strict):
    name: str | None = None
    services: dict[str, Service]
    volumes: dict[str, None] = {}

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Compose":
        """Keys that begin with x- are there to be merged into others."""
        return cls.model_validate({key: value for key, value in content.items() if not key.startswith("x-")})
