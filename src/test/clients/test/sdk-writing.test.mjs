import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { IngestBatchCommand, IngestEventCommand } from "@flowcore/sdk"
import { payload, requests, sdk, service, storedAs } from "../service.mjs"
import { bucketOf, timeOf } from "../time-uuid.mjs"

const FLOW = "sdk.0"
const into = (eventTypeName, dataCoreId = service.dataCoreId) => ({
  tenantName: service.tenant,
  dataCoreId,
  flowTypeName: FLOW,
  eventTypeName,
})

describe("@flowcore/sdk writes", { timeout: 60_000 }, () => {
  test("an event and nothing else", async () => {
    const eventData = payload({ text: "blåbærgrød 🫐", nested: { list: [1, null, true], empty: {} } })

    const { eventId, success } = await sdk().execute(new IngestEventCommand({ ...into("single.0"), eventData }))

    const [event] = await storedAs([eventId], FLOW, "single.0")
    assert.equal(success, true)
    assert.deepEqual(event.payload, eventData)
    assert.equal(event.tenant, service.tenant)
    assert.equal(event.dataCoreId, service.dataCoreId)
    assert.equal(event.flowType, FLOW)
    assert.equal(event.eventType, "single.0")
    assert.equal(event.timeBucket, bucketOf(timeOf(eventId)))
  })

  test("an event with every option", async () => {
    const eventData = payload()
    const { eventId } = await sdk().execute(
      new IngestEventCommand({
        ...into("single.0"),
        eventData,
        metadata: { source: "till 4", place: "Tórshavn, Ærø" },
        eventTime: "2024-01-15T10:30:00.000Z",
        validTime: "2024-01-15T11:00:00.000Z",
        ttl: "7d",
        isEphemeral: true,
        flowcoreManaged: true,
      }),
    )

    const [event] = await storedAs([eventId], FLOW, "single.0")
    assert.deepEqual(event.payload, eventData)
    assert.equal(event.metadata.source, "till 4")
    assert.equal(event.metadata.place, "Tórshavn, Ærø", "the SDK sends its metadata in Latin-1")
    assert.equal(event.metadata["ttl-on/stored-event"], "true")
    assert.equal(event.metadata["do-not-archive-on/stored-event"], "true")
    assert.equal(event.timeBucket, "20240115100000")
    assert.equal(timeOf(eventId), Date.parse("2024-01-15T10:30:00.000Z"))
    assert.equal(event.validTime, "2024-01-15T11:00:00.000Z")
  })

  test("a data core by its name too", async () => {
    const eventData = payload()
    const { eventId } = await sdk().execute(
      new IngestEventCommand({ ...into("single.0", service.dataCore), eventData }),
    )
    const [event] = await storedAs([eventId], FLOW, "single.0")
    assert.deepEqual(event.payload, eventData)
  })

  test("a batch, whose ids are in the order of the events", async () => {
    const events = Array.from({ length: 1000 }, (_, n) => payload({ n }))

    const { eventIds, success } = await sdk().execute(new IngestBatchCommand({ ...into("batch.0"), events }))

    assert.equal(success, true)
    assert.deepEqual((await storedAs(eventIds, FLOW, "batch.0")).map((event) => event.payload), events)
    assert.equal(new Set(eventIds).size, 1000)
  })

  test("a batch with every option, which hold for all of its events", async () => {
    const events = [payload(), payload(), payload()]
    const { eventIds } = await sdk().execute(
      new IngestBatchCommand({
        ...into("batch.0"),
        events,
        metadata: { source: "till 5" },
        eventTime: "2024-02-15T10:30:00.000Z",
        validTime: "2024-02-15T11:00:00.000Z",
        ttl: "1d",
        isEphemeral: true,
        flowcoreManaged: true,
      }),
    )

    const back = await storedAs(eventIds, FLOW, "batch.0")
    assert.deepEqual(back.map((event) => event.payload), events)
    for (const event of back) {
      assert.equal(event.metadata.source, "till 5")
      assert.equal(event.metadata["ttl-on/stored-event"], "true")
      assert.equal(event.metadata["do-not-archive-on/stored-event"], "true")
      assert.equal(event.timeBucket, "20240215100000")
      assert.equal(event.validTime, "2024-02-15T11:00:00.000Z")
    }
    assert.deepEqual([...eventIds].sort((a, b) => timeOf(a) - timeOf(b)), eventIds)
  })

  test("to the production host where its name leads to the service", async () => {
    const eventData = payload()
    const client = sdk({ url: undefined })
    client.setBaseUrl(undefined)

    const { eventId } = await client.execute(new IngestEventCommand({ ...into("single.0"), eventData }))

    assert.equal(requests.at(-1).host, "webhook.api.flowcore.io")
    const [event] = await storedAs([eventId], FLOW, "single.0")
    assert.deepEqual(event.payload, eventData)
  })
})
