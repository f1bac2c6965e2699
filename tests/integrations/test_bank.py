"""Payment orders: the client against the sandbox bank, over real HTTP, and its signed callbacks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import ValidationError

from integrations.bank.client import BankClient, parse_webhook
from integrations.bank.contract import LineState, PaymentLine, PaymentOrder, Rejection
from integrations.bank.sandbox import DEMO_SECRET, DEMO_TOKEN, BankSandboxOptions, create_app
from integrations.errors import Forged, Malformed, Permanent, Temporary, Unauthorised
from integrations.webhooks import new_secret, sign

PENDING, PAID, REJECTED = LineState


def line(line_id: str = "L1", **changes) -> PaymentLine:
    usual = {"payee_name": "NGUYEN THI HUONG", "account_number": "0101234567", "bank_code": "01203001"}
    return PaymentLine(line_id=line_id, amount=1_875_000, text="Chi trả chế độ BHXH", **usual | changes)


def order(key: str = "d1-7-pay", *lines: PaymentLine) -> PaymentOrder:
    return PaymentOrder(key=key, lines=list(lines) or [line()])


class Receiver:
    """Our side of the callbacks: keeps what arrives, and refuses the first so many."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse = refuse
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.app = FastAPI()
        self.app.post("/callback")(self.take)

    async def take(self, request: Request) -> None:
        if self.refuse:
            self.refuse -= 1
            raise httpx.HTTPError("not now")
        self.taken.append((dict(request.headers), await request.body()))


@pytest.fixture
async def bank(serve) -> AsyncIterator[SimpleNamespace]:
    """A bank that settles nothing before `settle()`."""
    receiver = Receiver()
    url = serve(create_app(BankSandboxOptions(receiver=f"{serve(receiver.app)}/callback", settle_seconds=0.01)))
    async with BankClient(url, DEMO_TOKEN) as client, httpx.AsyncClient(base_url=f"{url}/_sandbox") as admin:
        await admin.post("/faults", json={"hold": True})

        async def settle() -> None:
            await admin.post("/settle")
            await admin.post("/callbacks/drain")

        async def transfers() -> list[dict[str, object]]:
            return (await admin.get("/transfers")).json()

        yield SimpleNamespace(
            client=client, admin=admin, url=url, receiver=receiver, settle=settle, transfers=transfers
        )


async def test_an_order_is_accepted_first_and_paid_later(bank):
    accepted = await bank.client.order(order())
    assert (accepted.key, accepted.lines, accepted.total) == ("d1-7-pay", 1, 1_875_000)
    before = await bank.client.status("d1-7-pay")
    assert ([paid.state for paid in before.lines], before.is_settled) == ([PENDING], False)

    await bank.settle()
    after = await bank.client.status("d1-7-pay")
    assert ([paid.state for paid in after.lines], after.is_settled) == ([PAID], True)
    [transfer] = await bank.transfers()
    assert (transfer["amount"], transfer["transaction"]) == (1_875_000, after.lines[0].transaction)


async def test_an_order_settles_by_itself_after_a_while(bank):
    await bank.admin.delete("/faults")
    await bank.client.order(order())
    while not (await bank.client.status("d1-7-pay")).is_settled:
        pass
    assert len(await bank.transfers()) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"account_number": "0101230000"}, Rejection.ACCOUNT_CLOSED),
        ({"payee_name": "Trần Văn Sai"}, Rejection.NAME_MISMATCH),
        ({"bank_code": "99999999"}, Rejection.UNKNOWN_BANK),
    ],
)
async def test_a_line_that_cannot_be_paid_is_rejected_with_its_reason_and_the_others_are_paid(bank, changes, reason):
    await bank.client.order(order("d1-7-pay", line("L1"), line("L2", **changes), line("L3")))
    await bank.settle()
    status = await bank.client.status("d1-7-pay")
    assert [settled.state for settled in status.lines] == [PAID, REJECTED, PAID]
    assert [(rejected.line_id, rejected.reason) for rejected in status.rejected] == [("L2", reason)]
    assert [transfer["line_id"] for transfer in await bank.transfers()] == ["L1", "L3"]


async def test_the_same_order_again_is_confirmed_the_same_and_paid_once(bank):
    first = await bank.client.order(order())
    await bank.settle()
    assert await bank.client.order(order()) == first
    await bank.settle()
    assert len(await bank.transfers()) == 1


async def test_a_key_used_for_another_order_is_refused(bank):
    await bank.client.order(order())
    with pytest.raises(Permanent, match="another order"):
        await bank.client.order(order("d1-7-pay", line(amount_changed := "L2")))
    assert amount_changed not in str((await bank.admin.get("/orders")).json())


async def test_a_line_ordered_under_two_keys_is_refused_whole(bank):
    await bank.client.order(order("d1-7-pay", line("L1")))
    with pytest.raises(Permanent, match="L1 is already ordered under d1-7-pay"):
        await bank.client.order(order("d1-8-pay", line("L0"), line("L1")))
    await bank.settle()
    assert [transfer["line_id"] for transfer in await bank.transfers()] == ["L1"]


async def test_a_rejected_line_is_ordered_again_with_a_corrected_account(bank):
    await bank.client.order(order("d1-7-pay", line("L1", account_number="0101230000")))
    await bank.settle()
    await bank.client.order(order("d1-8-pay", line("L1")))
    await bank.settle()
    assert (await bank.client.status("d1-8-pay")).lines[0].state is PAID
    assert (await bank.client.status("d1-7-pay")).lines[0].state is REJECTED


async def test_an_answer_lost_on_its_way_places_no_second_order(bank):
    await bank.admin.post("/faults", json={"lost_answer_rate": 1, "remaining": 1, "hold": True})
    await bank.client.order(order())
    await bank.settle()
    assert len((await bank.admin.get("/orders")).json()) == 1
    assert len(await bank.transfers()) == 1


async def test_a_busy_bank_is_temporary(bank):
    await bank.admin.post("/faults", json={"fail_rate": 1, "retry_after": 9})
    with pytest.raises(Temporary) as caught:
        await bank.client.order(order())
    assert caught.value.retry_after == 9


async def test_an_order_the_bank_never_accepted_has_no_status(bank):
    with pytest.raises(Permanent) as caught:
        await bank.client.status("d9-1-pay")
    assert caught.value.code == "404"


async def test_a_wrong_token_is_unauthorised(bank):
    async with BankClient(bank.url, "guessed") as stranger:
        with pytest.raises(Unauthorised):
            await stranger.order(order())


async def test_a_malformed_order_is_answered_with_every_faulty_field(bank):
    bad = {"lines": [line().model_dump() | {"amount": -5, "text": "x" * 141}]}
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}", "Idempotency-Key": "d1"}
    async with httpx.AsyncClient() as anyone:
        response = await anyone.post(f"{bank.url}/orders", json=bad, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/lines/0/amount", "/lines/0/text"]


@pytest.mark.parametrize(
    "changes",
    [{"account_number": "12345"}, {"bank_code": "0120300"}, {"text": "x" * 141}, {"amount": 0}, {"amount": 10.5}],
)
def test_a_line_outside_the_contract_cannot_be_written(changes):
    with pytest.raises(ValidationError):
        PaymentLine.model_validate(line().model_dump() | changes)


def test_an_order_with_a_line_twice_cannot_be_written():
    with pytest.raises(ValidationError, match="same line_id"):
        order("d1", line("L1"), line("L1"))


async def test_a_settled_order_is_told_in_a_signed_callback(bank):
    await bank.client.order(order("d1-7-pay", line("L1"), line("L2", account_number="0101230000")))
    await bank.settle()
    [(headers, body)] = bank.receiver.taken
    notice = parse_webhook(headers, body, DEMO_SECRET)
    assert notice.status == await bank.client.status("d1-7-pay")
    assert notice.message_id.startswith("msg_")


async def test_an_order_settled_in_parts_is_told_part_by_part(bank):
    await bank.admin.post("/faults", json={"lines_at_once": 1})
    await bank.client.order(order("d1-7-pay", line("L1"), line("L2")))
    while not (await bank.client.status("d1-7-pay")).is_settled:
        pass
    await bank.admin.post("/callbacks/drain")
    told = [parse_webhook(headers, body, DEMO_SECRET).status for headers, body in bank.receiver.taken]
    assert [[part.state for part in status.lines] for status in told] == [[PAID, PENDING], [PAID, PAID]]


async def test_copies_of_a_callback_carry_the_same_message_id(bank):
    await bank.admin.post("/faults", json={"duplicate_callbacks": 2, "hold": True})
    await bank.client.order(order())
    await bank.settle()
    assert len(bank.receiver.taken) == 3
    assert len({parse_webhook(headers, body, DEMO_SECRET).message_id for headers, body in bank.receiver.taken}) == 1


async def test_a_callback_nobody_took_is_sent_again(bank):
    bank.receiver.refuse = 1
    await bank.client.order(order())
    await bank.settle()
    assert len(bank.receiver.taken) == 1


async def test_a_forged_callback_is_recognised(bank):
    await bank.admin.post("/faults", json={"forged_callbacks": 1, "hold": True})
    await bank.client.order(order())
    await bank.settle()
    forged, genuine = bank.receiver.taken
    with pytest.raises(Forged):
        parse_webhook(*forged, DEMO_SECRET)
    assert parse_webhook(*genuine, DEMO_SECRET).status.is_settled


async def test_a_callback_changed_on_its_way_or_signed_by_another_is_forged(bank):
    await bank.client.order(order())
    await bank.settle()
    [(headers, body)] = bank.receiver.taken
    for tampered, secret in ((body.replace(b"paid", b"lost"), DEMO_SECRET), (body, new_secret())):
        with pytest.raises(Forged):
            parse_webhook(headers, tampered, secret)


def test_a_genuine_callback_outside_the_contract_is_malformed():
    body = b'{"type": "something.else"}'
    with pytest.raises(Malformed):
        parse_webhook(sign("msg_1", datetime.now(UTC), body, DEMO_SECRET), body, DEMO_SECRET)


async def test_an_order_accepted_before_a_restart_is_settled_after_it(serve, tmp_path):
    state = tmp_path / "bank.db"
    async with BankClient(
        serve(create_app(BankSandboxOptions(state=state, settle_seconds=3600))), DEMO_TOKEN
    ) as client:
        await client.order(order())
    async with BankClient(
        serve(create_app(BankSandboxOptions(state=state, settle_seconds=0.01))), DEMO_TOKEN
    ) as client:
        while not (await client.status("d1-7-pay")).is_settled:
            pass
        assert (await client.status("d1-7-pay")).lines[0].state is PAID
