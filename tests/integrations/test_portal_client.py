"""The portal client against the portal sandbox over real HTTP: what arrives, once and in order, whatever goes wrong."""

from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.portal.client import PortalClient, PortalSettings, Pushed
from integrations.portal.sandbox import PortalSandboxOptions, create_app
from integrations.portal.values import (
    ApplicantKind,
    DossierSnapshot,
    ProgressRow,
    PublicStatus,
    ResultPaper,
    ReturnMode,
    StatusUpdate,
)
from integrations.wire import VIETNAM

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
CODE = "000.00.12.H56-260302-0007"


def snapshot(**changes) -> DossierSnapshot:
    valid = DossierSnapshot(
        code=CODE,
        procedure_code="1.002759",
        procedure_name="Cấp lại, đổi, điều chỉnh thông tin trên sổ BHXH, thẻ BHYT",
        sector_code="G24-BH01",
        sector_name="Thu, sổ, thẻ bảo hiểm",
        applicant_kind=ApplicantKind.CITIZEN,
        owner_name="Nguyễn Văn A",
        owner_id_number="001000000001",
        received_at=MORNING,
        status=PublicStatus.ACCEPTED,
        return_mode=ReturnMode.POST,
        handling_unit="Bộ phận Một cửa",
    )
    return replace(valid, **changes)


class Portal:
    """A served sandbox, a client of it, and a window on what the sandbox remembers."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.settings = PortalSettings(
            base_url=base_url, username="motcua", password="motcua", agency_code="000.00.12.H56",
            destination_code="VN:GOV:DVCQG", read_seconds=2,
        )  # fmt: skip
        self.client = PortalClient(self.settings)
        self.admin = httpx.Client(base_url=f"{base_url}/_sandbox", timeout=10)

    def faults(self, **faults) -> None:
        self.admin.post("/faults", json=faults).raise_for_status()

    def record(self, code: str = CODE) -> dict:
        return self.admin.get(f"/dossiers/{code}").raise_for_status().json()

    def citizen_files(self) -> str:
        filed = self.admin.post("/dossiers", json={"MaTTHC": "1.002759", "NgayNopHoSo": "20260302085900"})
        return filed.raise_for_status().json()["code"]


@pytest.fixture
async def portal(serve):
    options = PortalSandboxOptions(receiver="http://127.0.0.1:9/nobody")
    portal = Portal(serve(create_app(options)))
    async with portal.client:
        yield portal
    portal.admin.close()


def update(portal_code: str, status: PublicStatus, minutes: int, **more) -> StatusUpdate:
    return StatusUpdate(
        portal_code=portal_code,
        dossier_code=CODE,
        status=status,
        processed_at=MORNING + timedelta(minutes=minutes),
        **more,
    )


async def test_a_new_dossier_is_created_and_a_known_one_updated(portal):
    assert await portal.client.push_dossier(snapshot()) is Pushed.CREATED
    assert await portal.client.push_dossier(snapshot(status=PublicStatus.IN_PROGRESS)) is Pushed.UPDATED
    record = portal.record()
    assert [entry["status"] for entry in record["history"]] == [2, 4]
    assert record["violations"] == []


async def test_an_update_of_a_dossier_the_portal_lost_creates_it(portal):
    assert await portal.client.push_dossier(snapshot(), is_known=True) is Pushed.CREATED
    assert portal.record()["snapshots"] == 1


async def test_an_expired_session_is_renewed_once_and_the_call_repeated(portal):
    await portal.client.push_dossier(snapshot())
    portal.faults(refuse_sessions=1)
    assert (await portal.client.lookup(CODE)).status is PublicStatus.ACCEPTED


async def test_a_portal_that_refuses_every_session_is_asked_again_later(portal):
    portal.faults(refuse_sessions=5)
    with pytest.raises(Temporary, match="fresh session"):
        await portal.client.lookup(CODE)


async def test_a_wrong_password_is_for_an_administrator(portal):
    async with PortalClient(replace(portal.settings, password="wrong")) as stranger:
        with pytest.raises(Unauthorised, match="mật khẩu"):
            await stranger.lookup(CODE)
    assert "wrong" not in repr(replace(portal.settings, password="wrong"))


@pytest.mark.parametrize(
    "faults",
    [
        {"fail_rate": 1, "status": 500, "remaining": 1},
        {"bad_json_rate": 1, "remaining": 1},
        {"lost_answer_rate": 1, "remaining": 3},
        {"delay_ms": 2500},
    ],
    ids=["500", "bad JSON", "answer lost", "slow"],
)
async def test_after_any_trouble_the_same_push_arrives_once(portal, faults):
    await portal.client.lookup(CODE)
    portal.faults(**faults)
    with pytest.raises(Temporary):
        await portal.client.push_dossier(snapshot())
    portal.faults()
    await portal.client.push_dossier(snapshot())
    record = portal.record()
    assert [entry["status"] for entry in record["history"]] == [2]
    assert record["violations"] == []


async def test_a_cut_connection_is_repeated_within_the_call(portal):
    await portal.client.lookup(CODE)
    portal.faults(cut_rate=1, remaining=2)
    assert await portal.client.push_dossier(snapshot()) is Pushed.CREATED


async def test_a_dossier_the_portal_would_refuse_stops_before_it_is_sent(portal):
    with pytest.raises(Permanent, match="TenTTHC"):
        await portal.client.push_dossier(snapshot(procedure_name=""))
    assert portal.admin.get("/dossiers").json() == []


async def test_statuses_arrive_once_each_in_order_under_both_codes(portal):
    code = portal.citizen_files()
    for minutes, status in enumerate([PublicStatus.ACCEPTED, PublicStatus.IN_PROGRESS, PublicStatus.SETTLED]):
        await portal.client.push_status(update(code, status, minutes))
        await portal.client.push_status(update(code, status, minutes))
    record = portal.record(CODE)
    assert record["code"] == code
    assert [entry["status"] for entry in record["history"]] == [1, 2, 4, 9]
    assert record["repeats"] == 3
    assert record["violations"] == []


async def test_an_illegal_move_is_refused_and_held_against_us(portal):
    code = portal.citizen_files()
    with pytest.raises(Permanent, match="1 → 10"):
        await portal.client.push_status(update(code, PublicStatus.RETURNED, 1))
    assert portal.record(code)["violations"] == ["TrangThai: 1 → 10 is not allowed"]
    assert portal.record(code)["status"] == 1


async def test_a_status_for_an_unknown_dossier_is_for_a_person(portal):
    with pytest.raises(Permanent, match="không tồn tại"):
        await portal.client.push_status(update("unknown", PublicStatus.ACCEPTED, 1))


async def test_a_result_is_really_fetched_and_only_once(portal, serve):
    fetched = []

    async def files(scope, receive, send):
        if scope["type"] != "http":
            return
        fetched.append(scope["path"])
        # The first try fails, as when our side is restarting.
        status = 200 if len(fetched) > 1 else 503
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/pdf")]}
        )
        await send({"type": "http.response.body", "body": b"%PDF-1.7 result"})

    paper = ResultPaper(id="r1", name="Thẻ BHYT", url=serve(files) + "/result.pdf", result_code="KQ.G18.000285")
    code = portal.citizen_files()
    await portal.client.push_status(update(code, PublicStatus.ACCEPTED, 1))
    await portal.client.push_status(update(code, PublicStatus.SETTLED, 2, results=(paper,)))
    await portal.client.push_dossier(snapshot(status=PublicStatus.SETTLED, results=(paper,)))
    portal.admin.post("/results/drain").raise_for_status()
    (result,) = portal.record()["results"]
    assert fetched == ["/result.pdf", "/result.pdf"]
    assert (result["state"], result["fetches"], result["told"]) == ("fetched", 1, 2)
    # printf '%s' '%PDF-1.7 result' | sha256sum
    assert result["sha256"] == "901f4c2822a1d902ea0dd41c220916ab4829e5613f62ab055424cf99050479e3"


async def test_progress_goes_in_batches_of_ten_in_time_order_and_repeats_change_nothing(portal):
    await portal.client.push_dossier(snapshot())
    statuses = [PublicStatus.ACCEPTED] + [PublicStatus.IN_PROGRESS] * 21 + [PublicStatus.SETTLED]
    rows = [
        ProgressRow(handled_by="Trần Thị B", handled_at=MORNING + timedelta(minutes=minute), status=status)
        for minute, status in enumerate(statuses)
    ]
    await portal.client.push_progress(CODE, reversed(rows))
    await portal.client.push_progress(CODE, rows[5:])
    record = portal.record()
    assert [row["TrangThai"] for row in record["progress"]] == ["2"] + ["4"] * 21 + ["9"]
    assert record["violations"] == []


async def test_progress_before_its_dossier_is_for_a_person(portal):
    with pytest.raises(Permanent, match="không tồn tại"):
        await portal.client.push_progress(CODE, [ProgressRow("B", MORNING, PublicStatus.ACCEPTED)])


async def test_a_published_procedure_is_read_with_its_codes_and_a_change_is_seen(portal):
    published = await portal.client.procedure("1.002759")
    assert published.components[0].code == "GT.002759.01"
    assert [result.code for result in published.results] == ["KQ.G09.000488", "KQ.G18.000285"]
    portal.admin.put("/procedures/1.002759", json={**published.raw, "TENTTHC": "Tên mới"}).raise_for_status()
    changed = await portal.client.procedure("1.002759")
    assert changed.name == "Tên mới"
    assert changed.digest != published.digest
    assert await portal.client.procedure("9.999999") is None


async def test_what_the_portal_does_not_hold_is_none(portal):
    assert await portal.client.lookup("unknown") is None


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"service": "KhongCo"}, "service"),
        ({"service": "DongBoHoSoMC", "data": []}, "isUpdating"),
        ({"service": "DongBoHoSoMC", "isUpdating": "False", "data": [{"MaHoSo": "X"}]}, "MaTTHC"),
        ({"service": "DongBoHoSoMC", "isUpdating": "False", "data": 1}, "data"),
        ({"service": "CapNhatTienDoHoSoMC", "data": []}, "1 to 10 rows"),
        ({"service": "DongBoTrangThaiHoSo", "type": "1"}, "type"),
    ],
)
async def test_the_sandbox_tells_an_integrator_what_is_wrong(portal, body, complaint):
    headers = {"dstcode": "VN:GOV:DVCQG"}
    with httpx.Client(base_url=portal.base_url, headers=headers) as integrator:
        login = integrator.post("/mapi/login", json={"username": "motcua", "password": "motcua"}).json()
        answer = integrator.post("/mapi/g", json={"session": login["session"], **body}).json()
    assert answer["error_code"] == "-2"
    assert complaint in answer["message"]


@pytest.mark.parametrize("content", [b"not JSON", b"[]"])
async def test_the_sandbox_refuses_what_is_no_object(portal, content):
    assert httpx.post(portal.base_url + "/mapi/g", content=content, headers={"dstcode": "X"}).status_code == 400
    assert httpx.post(portal.base_url + "/mapi/g", json={}).status_code == 400


async def test_the_sandbox_remembers_across_a_restart(serve, tmp_path):
    options = PortalSandboxOptions(receiver="http://127.0.0.1:9/nobody", state=tmp_path / "portal.db")
    before = Portal(serve(create_app(options)))
    async with before.client:
        await before.client.push_dossier(snapshot())
    after = Portal(serve(create_app(options)))
    async with after.client:
        assert await after.client.push_dossier(snapshot()) is Pushed.UPDATED
    assert after.record()["snapshots"] == 2
