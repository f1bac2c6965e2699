"""The sandboxes as integrators run them: from the command line, killed and started again on the same file."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from integrations import webhooks
from integrations.portal.inbound import INBOUND_PATH, receive

SECRET = webhooks.new_secret()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def sandbox(module: str, *arguments: str) -> Iterator[httpx.Client]:
    """Run a sandbox until the end of the block, then kill it as a crash would."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", module, "--port", str(port), *arguments])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/_sandbox", timeout=10) as admin:
            wait_for(admin)
            yield admin
    finally:
        process.kill()
        process.wait()


def wait_for(admin: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            admin.get("/faults").raise_for_status()
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.05)
        else:
            return


def test_a_killed_portal_still_brings_what_a_citizen_filed(serve, inbox, tmp_path):
    taken = []
    is_open = False

    def answer(headers, body):
        if not is_open:
            return 503, {}
        taken.append(receive(headers, body, SECRET))
        return 200, {"error_code": "0"}

    receiver = serve(inbox(answer)) + INBOUND_PATH
    arguments = ("--state", str(tmp_path / "portal.db"), "--receiver", receiver, "--secret", SECRET)
    with sandbox("integrations.portal.sandbox", *arguments) as admin:
        wire = {"MaTTHC": "1.002759", "ChuHoSo": "Hoa", "DuLieuToKhai": {}}
        code = admin.post("/dossiers", json=wire).raise_for_status().json()["code"]
    is_open = True
    with sandbox("integrations.portal.sandbox", *arguments) as admin:
        admin.post("/callbacks/drain").raise_for_status()
        assert [dossier["code"] for dossier in admin.get("/dossiers").json()] == [code]
    assert [message.portal_code for message in taken] == [code]


def test_parcels_move_by_themselves_at_the_set_pace(serve, inbox):
    told = []

    def answer(_, body):
        told.append(body)
        return 200, {}

    receiver = serve(inbox(answer))
    with sandbox("integrations.post.sandbox", "--receiver", receiver, "--seconds-per-hour", "0.001") as admin:
        there = httpx.Client(base_url=str(admin.base_url).replace("/_sandbox/", "/api/api"))
        login = there.post("/MobileAuthentication/GetAccessToken", json={"TenDangNhap": "motcua", "MatKhau": "motcua"})
        order = {
            "OrderCode": "X-R1", "ServiceName": "EMS", "PackageContent": "Giấy tờ",
            "SenderFullname": "A", "SenderAddress": "A", "SenderTel": "1", "SenderProvinceId": "10",
            "ReceiverFullname": "B", "ReceiverAddress": "B", "ReceiverTel": "2", "ReceiverProvinceId": "70",
            "WeightEvaluation": 50, "CodAmountEvaluation": 0, "IsReceiverPayFreight": False,
        }  # fmt: skip
        there.post("/CustomerConnect/CreateOrder", json=order, headers={"h-token": login.json()["Token"]})
        deadline = time.monotonic() + 10
        while admin.get("/orders/X-R1").json()["status_id"] != 100:
            assert time.monotonic() < deadline, "the parcel stands still"
            time.sleep(0.05)
        admin.post("/callbacks/drain").raise_for_status()
    assert len(told) == 3
