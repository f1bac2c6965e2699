"""Messages: the client against the sandbox service, over real HTTP."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest
from pydantic import ValidationError

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.notify.client import NotifyClient
from integrations.notify.contract import Channel, Message
from integrations.notify.sandbox import DEMO_TOKEN, create_app


def sms(key: str = "d1-3-notify", **changes) -> Message:
    usual = {"to": "0912345678", "text": "Hồ sơ đã được tiếp nhận."}
    return Message(key=key, channel=Channel.SMS, **usual | changes)


@pytest.fixture
async def notify(serve) -> AsyncIterator[SimpleNamespace]:
    url = serve(create_app())
    async with NotifyClient(url, DEMO_TOKEN) as client, httpx.AsyncClient(base_url=f"{url}/_sandbox") as admin:

        async def messages() -> list[dict[str, object]]:
            return [kept["message"] for kept in (await admin.get("/messages")).json()]

        yield SimpleNamespace(client=client, admin=admin, url=url, messages=messages)


async def test_a_message_goes_each_way_there_is(notify):
    await notify.client.send(sms("k1"))
    await notify.client.send(Message(key="k2", channel="email", to="a@example.vn", subject="Giấy tiếp nhận", text="…"))
    await notify.client.send(Message(key="k3", channel="portal", to="022190000012", subject="Kết quả", text="…"))
    assert [message["channel"] for message in await notify.messages()] == ["sms", "email", "portal"]


async def test_the_same_message_again_is_sent_once(notify):
    assert await notify.client.send(sms()) == await notify.client.send(sms())
    assert len(await notify.messages()) == 1


async def test_an_answer_lost_on_its_way_sends_no_second_message(notify):
    await notify.admin.post("/faults", json={"lost_answer_rate": 1, "remaining": 1})
    await notify.client.send(sms())
    assert len(await notify.messages()) == 1


async def test_a_key_used_for_another_message_is_refused(notify):
    await notify.client.send(sms())
    with pytest.raises(Permanent, match="another message"):
        await notify.client.send(sms(text="Hồ sơ có kết quả."))


async def test_an_address_where_nobody_answers_is_refused(notify):
    with pytest.raises(Permanent, match="nobody"):
        await notify.client.send(sms(to="0000123456"))
    assert await notify.messages() == []


async def test_a_service_that_is_away_is_temporary(notify):
    await notify.admin.post("/faults", json={"fail_rate": 1})
    with pytest.raises(Temporary):
        await notify.client.send(sms())


async def test_a_wrong_token_is_unauthorised(notify):
    async with NotifyClient(notify.url, "guessed") as stranger:
        with pytest.raises(Unauthorised):
            await stranger.send(sms())


@pytest.mark.parametrize("changes", [{"to": "nobody"}, {"subject": "x"}, {"text": ""}])
def test_a_message_that_does_not_fit_its_channel_cannot_be_written(changes):
    with pytest.raises(ValidationError):
        sms(**changes)
