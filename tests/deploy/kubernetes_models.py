"""What of Kubernetes our manifests use, as strict models: a misspelt or misplaced key is found without a cluster."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)]
Quantity = Annotated[str, Field(pattern=r"^[0-9]+(m|Mi|Gi)?$")]
Labels = dict[str, str]


class Strict(BaseModel):
    """No key but those that are known."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Metadata(Strict):
    name: Name
    namespace: Name | None = None
    labels: Labels = {}


class Selector(Strict):
    match_labels: Labels


class Named(Strict):
    name: Name


class Key(Strict):
    name: Name
    key: str


class Source(Strict):
    config_map_ref: Named | None = None
    secret_ref: Named | None = None


class ValueFrom(Strict):
    secret_key_ref: Key | None = None
    config_map_key_ref: Key | None = None


class Variable(Strict):
    name: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]+$")]
    value: str | None = None
    value_from: ValueFrom | None = None


class HttpGet(Strict):
    path: str
    port: Name


class Probe(Strict):
    http_get: HttpGet
    period_seconds: int = Field(10, ge=1)
    timeout_seconds: int = Field(1, ge=1)
    failure_threshold: int = Field(3, ge=1)


class Amounts(Strict):
    cpu: Quantity | None = None
    memory: Quantity


class Resources(Strict):
    requests: Amounts
    limits: Amounts


class Capabilities(Strict):
    drop: list[Literal["ALL"]]


class ContainerSecurity(Strict):
    allow_privilege_escalation: Literal[False]
    read_only_root_filesystem: Literal[True]
    capabilities: Capabilities


class Mount(Strict):
    name: Name
    mount_path: Annotated[str, Field(pattern="^/")]
    sub_path: str | None = None
    read_only: bool = False


class ContainerPort(Strict):
    name: Name
    container_port: int = Field(ge=1, le=65535)


class Container(Strict):
    name: Name
    image: str
    command: list[str] = []
    args: list[str]
    ports: list[ContainerPort] = []
    env_from: list[Source] = []
    env: list[Variable] = []
    startup_probe: Probe | None = None
    readiness_probe: Probe | None = None
    liveness_probe: Probe | None = None
    resources: Resources
    security_context: ContainerSecurity
    volume_mounts: list[Mount]


class SecretVolume(Strict):
    secret_name: Name
    default_mode: int


class Volume(Strict):
    name: Name
    empty_dir: dict[str, Any] | None = None
    secret: SecretVolume | None = None


class Seccomp(Strict):
    type: Literal["RuntimeDefault"]


class PodSecurity(Strict):
    run_as_non_root: Literal[True]
    run_as_user: int = Field(ge=1000)
    run_as_group: int = Field(ge=1000)
    fs_group: int = Field(ge=1000)
    seccomp_profile: Seccomp


class Spread(Strict):
    max_skew: int
    topology_key: str
    when_unsatisfiable: Literal["ScheduleAnyway", "DoNotSchedule"]
    label_selector: Selector


class PodSpec(Strict):
    automount_service_account_token: Literal[False]
    enable_service_links: Literal[False]
    security_context: PodSecurity
    topology_spread_constraints: list[Spread] = []
    termination_grace_period_seconds: int = 30
    restart_policy: Literal["Always", "Never"] = "Always"
    init_containers: list[Container] = []
    containers: list[Container] = Field(min_length=1)
    volumes: list[Volume]


class PodMetadata(Strict):
    labels: Labels


class Pod(Strict):
    metadata: PodMetadata
    spec: PodSpec


class Rolling(Strict):
    max_unavailable: int
    max_surge: int


class Strategy(Strict):
    type: Literal["RollingUpdate", "Recreate"] = "RollingUpdate"
    rolling_update: Rolling | None = None


class DeploymentSpec(Strict):
    replicas: int = Field(ge=1)
    selector: Selector
    strategy: Strategy = Strategy()
    template: Pod


class Deployment(Strict):
    api_version: Literal["apps/v1"]
    kind: Literal["Deployment"]
    metadata: Metadata
    spec: DeploymentSpec


class ServicePort(Strict):
    name: Name
    port: int = Field(ge=1, le=65535)
    target_port: Name


class ServiceSpec(Strict):
    selector: Labels
    ports: list[ServicePort]


class Service(Strict):
    api_version: Literal["v1"]
    kind: Literal["Service"]
    metadata: Metadata
    spec: ServiceSpec


class DisruptionSpec(Strict):
    min_available: int | str | None = None
    max_unavailable: int | str | None = None
    selector: Selector


class DisruptionBudget(Strict):
    api_version: Literal["policy/v1"]
    kind: Literal["PodDisruptionBudget"]
    metadata: Metadata
    spec: DisruptionSpec


class JobSpec(Strict):
    backoff_limit: int
    active_deadline_seconds: int
    template: Pod


class JobTemplate(Strict):
    spec: JobSpec


class CronJobSpec(Strict):
    schedule: Annotated[str, Field(pattern=r"^(\S+ ){4}\S+$")]
    time_zone: str
    concurrency_policy: Literal["Forbid"]
    starting_deadline_seconds: int
    successful_jobs_history_limit: int
    failed_jobs_history_limit: int
    job_template: JobTemplate


class CronJob(Strict):
    api_version: Literal["batch/v1"]
    kind: Literal["CronJob"]
    metadata: Metadata
    spec: CronJobSpec


class ConfigMap(Strict):
    api_version: Literal["v1"]
    kind: Literal["ConfigMap"]
    metadata: Metadata
    data: dict[str, str]


class Secret(Strict):
    api_version: Literal["v1"]
    kind: Literal["Secret"]
    metadata: Metadata
    string_data: dict[str, str] = {}


class Namespace(Strict):
    api_version: Literal["v1"]
    kind: Literal["Namespace"]
    metadata: Metadata


class Peer(Strict):
    pod_selector: Selector


class PolicyPort(Strict):
    protocol: Literal["TCP"]
    port: Name


class Ingress(Strict):
    from_: list[Peer] = Field(alias="from")
    ports: list[PolicyPort]


class PolicySpec(Strict):
    pod_selector: Selector
    policy_types: list[Literal["Ingress"]]
    ingress: list[Ingress]


class NetworkPolicy(Strict):
    api_version: Literal["networking.k8s.io/v1"]
    kind: Literal["NetworkPolicy"]
    metadata: Metadata
    spec: PolicySpec


Manifest = Deployment | Service | DisruptionBudget | CronJob | ConfigMap | Secret | Namespace | NetworkPolicy
MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Annotated[Manifest, Field(discriminator="kind")])
