"""All sandboxes at once: in a thread for tests, as a process for the demo."""

import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from integrations.bank.client import BankClient
from integrations.bank.contract import PaymentLine, PaymentOrder
from integrations.bank.sandbox import DEMO_TOKEN
from integrations.registers.client import RegistersClient
from integrations.registers.people import person
from integrations.registers.sandbox import DEMO_TOKEN as REGISTERS_TOKEN
from integrations.sandboxes import running_sandboxes

NAMES = ["portal", "post", "bank", "registers", "notify"]


def test_every_sandbox_answers_while_the_block_lasts_and_none_after_it():
    with running_sandboxes("http://127.0.0.1:9") as addresses:
        assert list(asdict(addresses)) == NAMES
        for url in asdict(addresses).values():
            assert httpx.get(f"{url}/_sandbox/faults").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{addresses.bank}/_sandbox/faults")


def test_a_taken_port_is_said_at_once():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OSError, match="in use"), running_sandboxes("http://127.0.0.1:9", ports_from=port):
            pass


async def test_memories_survive_a_restart(tmp_path):
    line = PaymentLine(
        line_id="L1", payee_name="AN", account_number="123456", bank_code="01203001", amount=1, text="BHXH"
    )
    with running_sandboxes("http://127.0.0.1:9", state=tmp_path / "memory") as addresses:
        async with BankClient(addresses.bank, DEMO_TOKEN) as bank:
            accepted = await bank.order(PaymentOrder(key="k", lines=[line]))
    with running_sandboxes("http://127.0.0.1:9", state=tmp_path / "memory") as addresses:
        async with BankClient(addresses.bank, DEMO_TOKEN) as bank:
            assert (await bank.status("k")).bank_reference == accepted.bank_reference


def test_as_a_process_it_prints_its_addresses_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "integrations.sandboxes", "--ports-from", "0", "--state", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            addresses = dict(process.stdout.readline().split() for _ in NAMES)
            assert list(addresses) == NAMES
            assert httpx.get(f"{addresses['portal']}/_sandbox/faults").status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


async def test_the_calendar_can_be_another_than_todays():
    day = datetime(2025, 8, 15, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with running_sandboxes("http://127.0.0.1:9", now=lambda: day) as addresses:
        async with RegistersClient(addresses.registers, REGISTERS_TOKEN) as registers:
            answer = await registers.query("contributions", person(8)["si_number"])
    assert answer.asked_at.date() == date(2025, 8, 15)
    assert answer.data["last_paid_month"] == "2025-07"
