"""The post's callbacks: genuine ones are read, others refused, repeats and wrong order do no harm."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from integrations.errors import Forged, Malformed
from integrations.post.client import PostClient, PostSettings
from integrations.post.sandbox import PostSandboxOptions, create_app
from integrations.post.states import standing_after
from integrations.post.values import Order, ParcelState, Party
from integrations.post.webhook import parse_webhook, public_key

KEY = rsa.generate_private_key(65537, 2048)
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SENT = "2026-03-02T10:00:00"  # Vietnamese time, without saying so
DATA = {
    "Id": "7b1c",
    "OrderCode": "X-R1",
    "ItemCode": "EL491610889VN",
    "OrderStatusId": 91,
    "LastUpdateTime": "2026-03-02T09:59:00.123+07:00",
    "DeliveryNote": "Vắng nhà",
    "CodFreight": 0,
}


def body(data: object = DATA, sent: str = SENT, **envelope: object) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    signature = base64.b64encode(KEY.sign((text + sent).encode(), PKCS1v15(), hashes.SHA256())).decode()
    return json.dumps({"Data": text, "SendDate": sent, "SignData": signature, **envelope}).encode()


def read(content: bytes, now: datetime = NOW):
    return parse_webhook({}, content, KEY.public_key(), now=now)


def test_a_genuine_callback_is_read():
    event = read(body())
    assert (event.order_number, event.item_code, event.state) == ("X-R1", "EL491610889VN", ParcelState.ATTEMPT_FAILED)
    assert event.occurred_at == datetime(2026, 3, 2, 2, 59, 0, 123_000, tzinfo=UTC)
    assert event.note == "Vắng nhà"


@pytest.mark.parametrize(
    "written",
    ["2026-03-02T09:59:00.123", "2026-03-02T02:59:00.123Z", 1772420340123, "2026-03-02 09:59:00.123"],
)
def test_times_are_read_as_carriers_write_them(written):
    event = read(body({**DATA, "LastUpdateTime": written}))
    assert event.key == "EL491610889VN:91:1772420340123"


def test_an_unknown_status_is_kept_and_not_an_error():
    event = read(body({**DATA, "OrderStatusId": 999}))
    assert (event.status_id, event.state) == (999, ParcelState.UNKNOWN)


@pytest.mark.parametrize(
    "content",
    [
        body(Data=json.dumps({**DATA, "OrderStatusId": 100})),
        body(SendDate="2026-03-02T10:00:01"),
        body(SignData="AAAA"),
        body(SignData="%%%"),
        body(SignData=None),
        body(Data=DATA),
        b"{}",
        b"[]",
        b"not JSON",
        b"\xff",
        b"[" * 100_000,
    ],
    ids=[
        "other data",
        "other date",
        "other signature",
        "no base64",
        "none",
        "object",
        "{}",
        "[]",
        "text",
        "bytes",
        "deep",
    ],
)
def test_what_the_post_did_not_sign_is_forged(content):
    with pytest.raises(Forged):
        read(content)


@pytest.mark.parametrize("now", [NOW + timedelta(days=1, seconds=1), NOW - timedelta(minutes=6)])
def test_an_old_callback_sent_again_is_forged(now):
    with pytest.raises(Forged, match="SendDate"):
        read(body(), now)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("not JSON", "not JSON"),
        ("[]", "dictionary"),
        ({**DATA, "ItemCode": ""}, "ItemCode"),
        ({**DATA, "OrderStatusId": "delivered"}, "OrderStatusId"),
        ({**DATA, "LastUpdateTime": "yesterday"}, "LastUpdateTime"),
        ({**DATA, "LastUpdateTime": 1e300}, "LastUpdateTime"),
        ({**DATA, "DeliveryNote": "a\x00b"}, "NUL"),
    ],
)
def test_a_signed_callback_against_the_contract_is_malformed(data, complaint):
    with pytest.raises(Malformed, match=complaint):
        read(body(data))


def test_a_send_date_that_is_no_time_is_malformed():
    with pytest.raises(Malformed, match="SendDate"):
        read(body(sent="soon"))


def test_a_key_is_read_from_its_two_numbers():
    modulus = KEY.public_key().public_numbers().n.to_bytes(256, "big")
    assert public_key(base64.b64encode(modulus).decode()).public_numbers() == KEY.public_key().public_numbers()


class Mailroom:
    """Our receiving endpoint in small."""

    def __init__(self) -> None:
        self.key = None
        self.events = []
        self.forged = 0

    def answer(self, headers, content):
        try:
            self.events.append(parse_webhook(headers, content, self.key))
        except Forged:
            self.forged += 1
            return 401, {}
        return 200, {}


@pytest.fixture
def mailroom():
    return Mailroom()


@pytest.fixture
def post_url(serve, inbox, mailroom):
    receiver = serve(inbox(mailroom.answer)) + "/callbacks/post"
    return serve(create_app(PostSandboxOptions(receiver=receiver)))


@pytest.fixture
def admin(post_url, mailroom):
    with httpx.Client(base_url=post_url + "/_sandbox", timeout=10) as client:
        mailroom.key = public_key(**client.get("/key").json())
        yield client


@pytest.fixture
async def client(post_url):
    async with PostClient(PostSettings(post_url, "motcua", "motcua")) as client:
        await client.create(Order("X-R1", Party("BHXH", "024", "Số 1", "01"), Party("Hoa", "0912345678", "Số 2", "79")))
        yield client


def go_on(admin) -> None:
    admin.post("/advance", json={"hours": 500}).raise_for_status()
    admin.post("/callbacks/drain").raise_for_status()


async def test_every_step_of_a_parcel_is_told_in_order(admin, mailroom, client):
    go_on(admin)
    assert [event.status_id for event in mailroom.events] == [20, 70, 100]


async def test_callback_and_feed_tell_the_same_events(admin, mailroom, client):
    go_on(admin)
    page = await client.track()
    assert [event.key for event in page.events] == [event.key for event in mailroom.events]


async def test_repeated_callbacks_are_the_same_event(admin, mailroom, client):
    admin.post("/faults", json={"duplicate_callbacks": 2})
    go_on(admin)
    assert len({event.key for event in mailroom.events}) == 3
    assert len(mailroom.events) > 3


async def test_callbacks_in_wrong_order_lead_to_the_same_place(admin, mailroom, client):
    admin.post("/callbacks/drain")
    admin.post("/faults", json={"reorder_callbacks": True})
    go_on(admin)
    assert [event.status_id for event in mailroom.events] == [20, 100, 70]
    assert standing_after(mailroom.events).state is ParcelState.DELIVERED


async def test_a_forged_callback_is_noticed_and_the_genuine_one_still_comes(admin, mailroom, client):
    admin.post("/callbacks/drain")
    admin.post("/faults", json={"forged_callbacks": 1})
    go_on(admin)
    assert mailroom.forged == 1
    assert [event.status_id for event in mailroom.events] == [20, 70, 100]


async def test_a_status_nobody_knows_is_told_and_changes_nothing(admin, mailroom, client):
    admin.post("/orders/X-R1/status/999").raise_for_status()
    admin.post("/callbacks/drain")
    assert mailroom.events[-1].state is ParcelState.UNKNOWN
    assert standing_after(mailroom.events).state is ParcelState.CREATED
