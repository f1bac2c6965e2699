"""The post client against the post sandbox over real HTTP: one order number, one parcel, whatever goes wrong."""

from dataclasses import replace

import httpx
import pytest

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.post import s10
from integrations.post.client import PostClient, PostSettings
from integrations.post.contract import FEED_START
from integrations.post.sandbox import PostSandboxOptions, create_app
from integrations.post.states import standing_after
from integrations.post.values import Order, ParcelState, Party, order_number

DOSSIER = "000.00.12.H56-260302-0007"
OFFICE = Party("Bảo hiểm xã hội tỉnh", "02373000000", "Số 5 đường Hạc Thành", "38", is_office=True)
HOA = Party("Nguyễn Thị Hoa", "0912345678", "Số 1 phố Huế, phường Hai Bà Trưng, Hà Nội", "01")


def order(attempt: int = 1, dossier: str = DOSSIER, **changes) -> Order:
    return replace(Order(number=order_number(dossier, attempt), sender=OFFICE, receiver=HOA), **changes)


class Post:
    """A served sandbox, a client of it, and a window on what the sandbox remembers."""

    def __init__(self, base_url: str) -> None:
        self.settings = PostSettings(base_url=base_url, username="motcua", password="motcua", read_seconds=2)
        self.client = PostClient(self.settings)
        self.admin = httpx.Client(base_url=f"{base_url}/_sandbox", timeout=10)

    def faults(self, **faults) -> None:
        self.admin.post("/faults", json=faults).raise_for_status()

    def parcels(self) -> list[dict]:
        return self.admin.get("/orders").json()

    def violations(self) -> list[dict]:
        return self.admin.get("/violations").json()

    def advance(self, hours: float) -> None:
        self.admin.post("/advance", json={"hours": hours}).raise_for_status()

    def rule(self, **rule) -> None:
        self.admin.put("/scenarios", json=[rule]).raise_for_status()

    async def walked(self) -> list[int]:
        page = await self.client.track()
        return [event.status_id for event in page.events]


@pytest.fixture
async def post(serve):
    post = Post(serve(create_app(PostSandboxOptions(receiver="http://127.0.0.1:9/nobody"))))
    async with post.client:
        yield post
    post.admin.close()


async def test_a_booked_shipment_has_a_valid_item_code(post):
    shipment = await post.client.create(order())
    assert s10.is_valid(shipment.item_code)
    assert (shipment.order_number, shipment.state) == (f"{DOSSIER}-R1", ParcelState.CREATED)


async def test_the_same_number_again_is_the_same_parcel(post):
    first = await post.client.create(order())
    assert await post.client.create(order()) == first
    (parcel,) = post.parcels()
    assert parcel["booked"] == 2
    assert post.violations() == []


async def test_two_dossiers_get_two_item_codes(post):
    first = await post.client.create(order())
    second = await post.client.create(order(dossier="000.00.12.H56-260302-0008"))
    assert first.item_code != second.item_code


@pytest.mark.parametrize(
    "faults",
    [
        {"fail_rate": 1, "status": 500, "remaining": 1},
        {"bad_json_rate": 1, "remaining": 1},
        {"lost_answer_rate": 1, "remaining": 3},
        {"delay_ms": 2500},
    ],
    ids=["500", "HTML", "answer lost", "slow"],
)
async def test_after_an_unknown_outcome_the_same_number_brings_one_parcel(post, faults):
    await post.client.track()
    post.faults(**faults)
    with pytest.raises(Temporary) as caught:
        await post.client.create(order())
    assert caught.value.outcome_unknown
    post.faults()
    shipment = await post.client.create(order())
    assert [parcel["item_code"] for parcel in post.parcels()] == [shipment.item_code]


async def test_an_expired_token_is_renewed_once(post):
    await post.client.track()
    post.faults(refuse_tokens=1)
    await post.client.create(order())
    post.faults(refuse_tokens=9)
    with pytest.raises(Unauthorised, match="fresh token"):
        await post.client.create(order())


async def test_a_wrong_password_is_for_an_administrator(post):
    async with PostClient(replace(post.settings, password="wrong")) as stranger:
        with pytest.raises(Unauthorised):
            await stranger.create(order())


async def test_a_refusal_by_a_bare_sentence_is_for_a_person(post):
    post.faults(refuse_orders=1)
    with pytest.raises(Permanent, match="bảo trì"):
        await post.client.create(order())


@pytest.mark.parametrize(
    ("receiver", "complaint"),
    [
        (replace(HOA, phone=" "), "ReceiverTel"),
        (replace(HOA, address=""), "ReceiverAddress"),
        (replace(HOA, province_code="00"), "province '00'"),
    ],
)
async def test_an_order_the_post_would_refuse_stops_before_it_is_sent(post, receiver, complaint):
    with pytest.raises(Permanent, match=complaint):
        await post.client.create(order(receiver=receiver))
    assert post.parcels() == []


async def test_other_content_under_a_known_number_is_refused_and_held_against_us(post):
    await post.client.create(order())
    with pytest.raises(Permanent, match="nội dung khác"):
        await post.client.create(order(weight_grams=900))
    assert len(post.violations()) == 1


async def test_a_second_parcel_while_the_first_is_on_its_way_is_refused_and_held_against_us(post):
    await post.client.create(order(attempt=1))
    with pytest.raises(Permanent, match="đang chuyển"):
        await post.client.create(order(attempt=2))
    assert [violation["order_code"] for violation in post.violations()] == [f"{DOSSIER}-R2"]


async def test_a_parcel_that_came_back_may_be_sent_again_and_is_delivered(post):
    post.rule(scenario="returned", phone=HOA.phone, attempt=1)
    await post.client.create(order(attempt=1))
    post.advance(200)
    assert await post.walked() == [20, 70, 91, 91, 91, 170]
    await post.client.create(order(attempt=2))
    post.advance(200)
    assert [parcel["status_id"] for parcel in post.parcels()] == [170, 100]
    assert post.violations() == []


@pytest.mark.parametrize(
    ("scenario", "statuses"),
    [
        ("delivered", [20, 70, 100]),
        ("second_attempt", [20, 70, 91, 100]),
        ("lost", [20, 70]),
        ("silent", [20]),
        ("unknown_status", [20, 70, 999, 100]),
    ],
)
async def test_a_parcel_goes_the_way_of_its_scenario(post, scenario, statuses):
    post.rule(scenario=scenario, order_code_prefix=DOSSIER)
    await post.client.create(order())
    post.advance(500)
    assert await post.walked() == statuses


async def test_time_moves_every_parcel_or_one_step_of_one(post):
    await post.client.create(order())
    await post.client.create(order(dossier="000.00.12.H56-260302-0008"))
    post.advance(3)
    assert [parcel["status_id"] for parcel in post.parcels()] == [70, 70]
    post.admin.post("/advance", json={"order_code": f"{DOSSIER}-R1"}).raise_for_status()
    assert [parcel["status_id"] for parcel in post.parcels()] == [100, 70]


async def test_money_collected_is_told_after_the_delivery(post):
    await post.client.create(order(cod_amount=150_000))
    post.advance(100)
    page = await post.client.track()
    assert [event.status_id for event in page.events] == [20, 70, 100, 110, 120]
    assert standing_after(page.events).state is ParcelState.DELIVERED


async def test_the_feed_goes_on_from_its_cursor(post):
    await post.client.create(order())
    first = await post.client.track(FEED_START, page_size=1)
    assert ([event.status_id for event in first.events], first.is_last) == ([20], False)
    second = await post.client.track(first.cursor, page_size=1)
    assert (second.events, second.cursor, second.is_last) == ((), first.cursor, True)
    post.advance(100)
    third = await post.client.track(second.cursor)
    assert [event.status_id for event in third.events] == [70, 100]


async def test_a_shipment_is_cancelled_until_the_post_has_it(post):
    shipment = await post.client.create(order())
    assert await post.client.cancel(shipment.carrier_id) is ParcelState.CANCELLED
    assert await post.client.cancel(shipment.carrier_id) is ParcelState.CANCELLED
    under_way = await post.client.create(order(attempt=2))
    post.advance(3)
    with pytest.raises(Permanent, match="không thể huỷ"):
        await post.client.cancel(under_way.carrier_id)


async def test_the_label_says_what_the_postman_needs_and_nothing_about_the_procedure(post):
    shipment = await post.client.create(order())
    label = post.client.label(order(), shipment)
    assert (label.item_code, label.dossier_code) == (shipment.item_code, DOSSIER)
    assert label.receiver == HOA
    assert label.content == "Giấy tờ, hồ sơ thủ tục hành chính"


async def test_the_sandbox_remembers_across_a_restart(serve, tmp_path):
    options = PostSandboxOptions(receiver="http://127.0.0.1:9/nobody", state=tmp_path / "post.db")
    before = Post(serve(create_app(options)))
    async with before.client:
        shipment = await before.client.create(order())
    before.advance(3)
    after = Post(serve(create_app(options)))
    async with after.client:
        assert (await after.client.create(order())).item_code == shipment.item_code
        after.advance(100)
        assert await after.walked() == [20, 70, 100]
    assert after.admin.get("/key").json() == before.admin.get("/key").json()
