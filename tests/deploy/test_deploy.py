"""The recipes of `deploy/`: well formed, agreeing with the code and with each other, and without a secret in them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
import yaml

from desk.command_line import app
from desk.prefect_environment import SERVER
from tests.deploy.compose_models import Compose
from tests.deploy.kubernetes_models import (
    MANIFEST,
    ConfigMap,
    Container,
    CronJob,
    Deployment,
    DisruptionBudget,
    Manifest,
    NetworkPolicy,
    PodSpec,
    Secret,
    Service,
)
from tests.docs.test_documented import commands
from tests.workflow.flows.roles import ACCOUNTS
from tools import postgresql
from workflow.performing import KINDS
from workflow.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
ROOT = DEPLOY.parent
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("motcua*.service"))
COMPOSE = [DEPLOY / "compose" / name for name in ("compose.yaml", "compose.redis.yaml")]
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
COMMANDS = set(commands(app))
Kind = TypeVar("Kind", bound=Manifest)
LONGEST_WORK = max(kind.timeout for kind in KINDS.values())
MOST_EXPOSED = 20
"""Of a hundred, as systemd counts what a unit may do; an ordinary service has 92 to 96."""


# --- All of them ---


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DEPLOY)))
def test_every_setting_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    ours = {name.lower() for name in re.findall(r"MOTCUA_([A-Z_]+[A-Z])", text)}
    assert ours <= Settings.model_fields.keys()


def test_every_setting_of_prefect_exists() -> None:
    from prefect.settings import get_current_settings
    from prefect.settings.legacy import _get_valid_setting_names  # the only list there is
    from prefect.settings.models.root import Settings as PrefectSettings

    assert isinstance(get_current_settings(), PrefectSettings)
    known = _get_valid_setting_names(PrefectSettings)
    told = {
        name
        for file in FILES
        for name in re.findall(r"\b(PREFECT_(?!REDIS_|PASSWORD)[A-Z_]+[A-Z])\b", file.read_text("utf-8"))
    }
    assert told - known == set()


def test_no_file_holds_a_secret() -> None:
    names = r"[A-Z_]*(?:PASSWORD|SECRET|TOKEN|POST_KEY|_URL)"
    told = [
        f"{file.name}: {name}={value}"
        for file in FILES
        for name, value in re.findall(
            rf"^\s*({names})\s*[=:][ \t]*(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE
        )
        if value != '""' and not value.startswith("${") and not _is_plain_address(value)
    ]
    assert told == []


def _is_plain_address(value: str) -> bool:
    """An address with no password in it, or with one that comes from elsewhere."""
    return re.fullmatch(r"[a-z0-9+]+://(?:\w+(?::\$\{\w+\})?@)?[\w.:/-]+", value) is not None


def test_all_ways_start_a_prefect_server_as_motcua_would() -> None:
    told = (DEPLOY / "systemd" / "prefect.env.example").read_text(encoding="utf-8")
    assert set(SERVER.items()) <= {tuple(line.split("=")) for line in told.splitlines() if "=" in line}
    assert set(SERVER.items()) <= set(compose(COMPOSE[0]).services["prefect"].environment.items())
    assert set(SERVER.items()) <= set(compose(COMPOSE[1]).services["prefect-services"].environment.items())
    assert set(SERVER.items()) <= set(by_name(ConfigMap)["prefect"].data.items())


# --- systemd ---


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, with programs that are there: systemd asks for them."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    folder = tmp_path_factory.mktemp("units")
    for file in (DEPLOY / "systemd").glob("motcua*"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(re.sub(r"/opt/motcua/\.venv/bin/\w+", "/bin/true", text), encoding="utf-8")
    return folder


def test_systemd_understands_the_units(units: Path) -> None:
    names = [str(file) for file in sorted(units.iterdir()) if file.suffix in (".service", ".timer", ".target")]
    seen = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    assert (seen.returncode, seen.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_may_do_little_else(unit: Path, units: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager", unit.name]
    seen = subprocess.run(command, capture_output=True, text=True, check=False, cwd=units)
    assert seen.returncode == 0, seen.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_start_what_exists(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    [(program, command)] = re.findall(r"^ExecStart=/opt/motcua/\.venv/bin/(\w+) (\w+)", text, re.MULTILINE)
    assert program == "prefect" or command in COMMANDS
    for file in re.findall(r"^EnvironmentFile=/etc/motcua/(\S+)", text, re.MULTILINE):
        assert (DEPLOY / "systemd" / f"{file}.example").exists()
    accounts = re.findall(r"postgresql://(\w+?)(?:%i)?@", text)
    assert all(any(name.startswith(account) for name in ACCOUNTS) for account in accounts)


# --- Compose ---


def compose(file: Path) -> Compose:
    return Compose.of(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_compose_files_are_well_formed(file: Path) -> None:
    found = compose(file)
    known = compose(COMPOSE[0]).services.keys() | found.services.keys()
    for name, service in found.services.items():
        assert service.depends_on.keys() <= known, name
        for mount in service.volumes:
            source = mount.partition(":")[0]
            assert source in found.volumes or (file.parent / source).is_file(), mount
        if service.image == "motcua:0.1.0" and service.entrypoint is None:
            assert service.command[0] in COMMANDS
        healthy = [other for other, how in service.depends_on.items() if how.condition == "service_healthy"]
        assert all((found.services.get(other) or compose(COMPOSE[0]).services[other]).healthcheck for other in healthy)


def test_what_compose_asks_of_its_surroundings_stands_in_the_example() -> None:
    told = re.findall(r"^(\w+)=", (DEPLOY / "compose" / "env.example").read_text(encoding="utf-8"), re.MULTILINE)
    asked = {name for file in COMPOSE for name in re.findall(r"\$\{(\w+)(?::\?[^}]*)?\}", file.read_text("utf-8"))}
    assert asked <= set(told)


def test_the_accounts_of_compose_are_those_that_are_tested() -> None:
    script = (DEPLOY / "compose" / "accounts.sh").read_text(encoding="utf-8")
    made = dict(re.findall(r"CREATE ROLE (\w+) LOGIN PASSWORD :'\w+' IN ROLE (\w+);", script))
    assert made.items() <= ACCOUNTS.items()
    assert subprocess.run(["sh", "-n", DEPLOY / "compose" / "accounts.sh"], check=False).returncode == 0
    used = {name for file in COMPOSE for name in re.findall(r"postgresql://(\w+):", file.read_text("utf-8"))}
    assert used <= made.keys()


def test_the_script_of_compose_makes_databases_and_accounts(tmp_path: Path) -> None:
    script = tmp_path / "accounts.sh"
    text = (DEPLOY / "compose" / "accounts.sh").read_text(encoding="utf-8")
    script.write_text(text.replace("/motcua/roles.sql", str(DEPLOY / "postgres" / "roles.sql")), encoding="utf-8")
    passwords = {f"{name}_PASSWORD": f"{name} 'pass'" for name in ("PREFECT", "ADMIN", "DESK", "WORKER", "REPORT")}
    with postgresql.cluster() as cluster:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        told = {**os.environ, **passwords, "PGHOST": "127.0.0.1", "PGPORT": str(cluster.port)}
        done = subprocess.run(["sh", script], env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(cluster.url("prefect")) as connection:
            assert connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()
        with psycopg.connect(cluster.url("motcua")) as connection:
            owners = connection.execute("SELECT datname, pg_get_userbyid(datdba) FROM pg_database").fetchall()
            may = connection.execute("SELECT has_database_privilege('desk_1', 'prefect', 'CONNECT')").fetchone()
    assert {("motcua", "motcua_owner"), ("prefect", "prefect")} <= set(owners)
    assert may == (False,)


def test_workers_are_given_time_to_finish() -> None:
    compose_time = compose(COMPOSE[0]).services["worker"].stop_grace_period or "0m"
    unit = (DEPLOY / "systemd" / "motcua-worker@.service").read_text(encoding="utf-8")
    times = [
        int(compose_time.removesuffix("m")) * 60,
        int(re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[0]),
        by_name(Deployment)["worker"].spec.template.spec.termination_grace_period_seconds,
    ]
    assert all(time > LONGEST_WORK for time in times), times


# --- Kubernetes ---


def documents() -> Iterator[dict[str, Any]]:
    for file in MANIFESTS:
        if file.name != "kustomization.yaml":
            yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def manifests() -> list[Manifest]:
    return [MANIFEST.validate_python(document) for document in documents()]


def by_name(kind: type[Kind]) -> dict[str, Kind]:
    return {each.metadata.name: each for each in manifests() if isinstance(each, kind)}


def pods() -> dict[str, tuple[dict[str, str], PodSpec]]:
    """Labels and spec of whatever runs, by name."""
    deployed = {name: each.spec.template for name, each in by_name(Deployment).items()}
    timed = {name: each.spec.job_template.spec.template for name, each in by_name(CronJob).items()}
    return {name: (pod.metadata.labels, pod.spec) for name, pod in {**deployed, **timed}.items()}


def containers() -> Iterator[tuple[PodSpec, Container]]:
    for _, spec in pods().values():
        for container in (*spec.init_containers, *spec.containers):
            yield spec, container


def test_manifests_are_well_formed() -> None:
    assert {type(each).__name__ for each in manifests()} >= {"Deployment", "CronJob", "DisruptionBudget", "Service"}


def test_manifests_are_what_kubernetes_expects() -> None:
    """With its own schemas, where somebody has installed them: they are 70 MB."""
    schemas = pytest.importorskip("kubernetes_validate")
    for document in documents():
        schemas.validate(document, "1.30", strict=True)


def test_kustomize_builds_them_all() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    assert {*listed, "kustomization.yaml", "secret.example.yaml"} == {file.name for file in MANIFESTS}
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    built = subprocess.run(["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    images = {line.split()[-1] for line in built.stdout.splitlines() if "image:" in line}
    assert images == {"registry.example/motcua:0.1.0"}


def test_whatever_a_pod_refers_to_is_there() -> None:
    maps, secrets = by_name(ConfigMap), by_name(Secret)
    for spec, container in containers():
        volumes = {volume.name: volume for volume in spec.volumes}
        assert {mount.name for mount in container.volume_mounts} <= volumes.keys()
        assert all(volume.secret is None or volume.secret.secret_name in secrets for volume in spec.volumes)
        for source in container.env_from:
            assert source.config_map_ref is None or source.config_map_ref.name in maps
            assert source.secret_ref is None or source.secret_ref.name in secrets
        for key in (variable.value_from for variable in container.env if variable.value_from):
            if key.secret_key_ref:
                assert key.secret_key_ref.key in secrets[key.secret_key_ref.name].string_data
            if key.config_map_key_ref:
                assert key.config_map_key_ref.key in maps[key.config_map_key_ref.name].data
        assert container.command == ["prefect"] or container.args[0] in COMMANDS


def test_selectors_find_their_pods() -> None:
    labels = [labels for labels, _ in pods().values()]

    def finds(selector: dict[str, str]) -> bool:
        return any(selector.items() <= each.items() for each in labels)

    for deployment in by_name(Deployment).values():
        assert deployment.spec.selector.match_labels == deployment.spec.template.metadata.labels
    assert all(finds(each.spec.selector) for each in by_name(Service).values())
    assert all(finds(each.spec.selector.match_labels) for each in by_name(DisruptionBudget).values())
    for policy in by_name(NetworkPolicy).values():
        assert finds(policy.spec.pod_selector.match_labels)
        assert all(finds(peer.pod_selector.match_labels) for rule in policy.spec.ingress for peer in rule.from_)


def test_probes_knock_where_somebody_answers() -> None:
    for _, container in containers():
        ports = {port.name for port in container.ports}
        probes = [container.startup_probe, container.readiness_probe, container.liveness_probe]
        if container.ports:
            assert all(probes), container.name
        path = "/api/health" if container.name == "prefect" else "/health"
        assert all(
            probe is None or (probe.http_get.path, {probe.http_get.port} <= ports) == (path, True) for probe in probes
        )


def test_a_worker_enters_the_database_as_a_worker_only() -> None:
    keys = {
        container.name: variable.value_from.secret_key_ref.key
        for _, container in containers()
        for variable in container.env
        if variable.value_from and variable.value_from.secret_key_ref
    }
    assert keys == {"tables": "admin", "desk": "desk", "worker": "worker", "prefect": "prefect"}


# --- The image ---


def test_the_image_has_all_parts_of_the_house_and_what_papers_need() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) (?:\./|\w+)$", text, re.MULTILINE)
    sources = {name for line in copied for name in line.split()}
    assert all((ROOT / name).exists() for name in sources)
    assert {"workflow", "forms", "outputs", "integrations", "procedures", "desk"} <= sources
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    assert all(f"!{name}\n" in ignored for name in sources)
    packages = set(re.findall(r"^([\w.+-]+) +#.*$", (ROOT / "system-packages.txt").read_text("utf-8"), re.MULTILINE))
    installed = set(re.findall(r"(?:lib\S+|font\S+)", text.partition("--no-install-recommends")[2].partition("&&")[0]))
    assert installed == packages - {"python3-venv", "postgresql", "chromium", "poppler-utils"}
    users = {spec.security_context.run_as_user for _, spec in pods().values()}
    assert users == {int(number) for number in re.findall(r"--uid (\d+)", text)} == {10001}
