"""S3 for whoever watches: metrics and health tell no word of a case, and none that a caller has chosen."""

from tests.secrecy.test_canaries import Canary, heard, sing
from tests.support.office import Office
from tests.web.auth.site import PASSWORD, PERSON, Site

WATCHED = ("/metrics", "/health/live", "/health/ready")
CHOSEN = "_13900000099"
"""What a caller may call an operation, a variable or a field of his own, with a number in it."""


async def busy(site: Site, word: str) -> None:
    """Requests of every outcome, with words wherever a caller may put them."""
    headers = {"authorization": f"Bearer {site.demonstration(PERSON)}", "x-request-id": CHOSEN, "user-agent": CHOSEN}
    documents = (
        f'query {CHOSEN} {{ {CHOSEN}: search(text: "{word}") {{ title }} }}',
        f"query {CHOSEN}(${CHOSEN}: String!) {{ search(text: ${CHOSEN}) {{ title }} }}",
        f"{{ {CHOSEN} }}",
        f"{{ {word}",
        f"subscription {CHOSEN} {{ caseEvents {{ __typename }} }}",
    )
    async with site.client() as client:
        for document in documents * 2:
            body = {"query": document, "operationName": CHOSEN, "variables": {CHOSEN: word}}
            assert (await client.post("/graphql", json=body, headers=headers)).status_code < 500
        for path in (f"/{CHOSEN}", f"/attachments/{CHOSEN}", f"/exports/{CHOSEN}"):
            await client.get(path, headers=headers)
        await client.post("/break-glass", json={"account": CHOSEN, "password": PASSWORD})


async def test_who_watches_is_told_no_word(office: Office, site: Site) -> None:
    canaries = [*await sing(office, 0), Canary(CHOSEN[1:], "phone", 2, dispatched=False)]
    await busy(site, canaries[0].word)
    await site.host.queue_state.look(office.pool, site.host.services)
    await site.host.plugin_state.look(site.host.read, site.host.services)
    administrator = {"authorization": f"Bearer {site.demonstration('d:administrator')}"}
    async with site.client() as client:
        answers = [await client.get(path, headers=who) for path in WATCHED for who in ({}, administrator)]

    said = "".join(one.text for one in answers)
    assert [one.status_code for one in answers] == [200] * 6
    assert 'graphql_requests_total{kind="query",outcome="ok"}' in said
    assert not heard(said, canaries)
