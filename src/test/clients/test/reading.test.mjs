import assert from "node:assert/strict"
import { before, describe, test } from "node:test"
import {
  ClientError,
  EventListCommand,
  EventsFetchCommand,
  EventsFetchTimeBucketsByNamesCommand,
  EventTypeInfoCommand,
  EventTypeListCommand,
  FlowTypeFetchCommand,
  IngestBatchCommand,
  TimeBucketListCommand,
} from "@flowcore/sdk"
import { payload, sdk, service, stored } from "../service.mjs"
import { firstIdAt, timeOf } from "../time-uuid.mjs"

const FLOW = "reading.0"
const { tenant, dataCoreId } = service
const HOURS = ["20240701060000", "20240701070000", "20240702060000"]
const PER_HOUR = 25

const names = { tenant, dataCoreId, flowType: FLOW }
const ids = {}
const written = { "first.0": [], "second.0": [] }

/** Reads pages until there is no cursor. Resolves to the pages. */
const pages = async (command, input) => {
  const all = []
  let cursor
  do {
    const page = await sdk().execute(new command({ ...input, cursor }))
    all.push(page)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return all
}
const eventIds = (all) => all.flatMap((page) => page.events.map((event) => event.eventId))

before(async () => {
  const flow = await sdk().execute(new FlowTypeFetchCommand({ dataCoreId, flowType: FLOW }))
  for (const { id, name } of await sdk().execute(new EventTypeListCommand({ flowTypeId: flow.id }))) {
    ids[name] = id
  }
  for (const hour of HOURS) {
    for (const type of ["first.0", "second.0"]) {
      const [, year, month, day, hh] = hour.match(/(....)(..)(..)(..)/)
      const events = Array.from({ length: PER_HOUR }, (_, n) => payload({ n, type }))
      const { eventIds } = await sdk().execute(
        new IngestBatchCommand({
          tenantName: tenant,
          dataCoreId,
          flowTypeName: FLOW,
          eventTypeName: type,
          events,
          metadata: { source: "reading" },
          eventTime: `${year}-${month}-${day}T${hh}:${type === "first.0" ? "10" : "20"}:00.000Z`,
        }),
      )
      eventIds.forEach((eventId, n) => written[type].push({ eventId, payload: events[n], timeBucket: hour }))
    }
  }
})

/** The ids written to a bucket, of both types unless one is named. */
const idsOf = (hour, ...types) =>
  (types.length ? types : ["first.0", "second.0"])
    .flatMap((type) => written[type])
    .filter((event) => event.timeBucket === hour)
    .map((event) => event.eventId)

describe("@flowcore/sdk reads", { timeout: 60_000 }, () => {
  test("time buckets by id, in pages, in both orders, and between two", async () => {
    const eventTypeId = ids["first.0"]
    const list = (input) => pages(TimeBucketListCommand, { tenant, eventTypeId, ...input })
    const flat = (all) => all.flatMap((page) => page.timeBuckets)

    assert.deepEqual(flat(await list({})), HOURS)
    const single = await list({ pageSize: 1 })
    assert.deepEqual(flat(single), HOURS)
    assert.equal(single.length, 3)
    assert.deepEqual(flat(await list({ order: "desc" })), [...HOURS].reverse())
    assert.deepEqual(flat(await list({ fromTimeBucket: HOURS[1] })), HOURS.slice(1))
    assert.deepEqual(flat(await list({ toTimeBucket: HOURS[1] })), HOURS.slice(0, 2))
    assert.deepEqual(flat(await list({ eventTypeId: [ids["first.0"], ids["second.0"]] })), HOURS)
  })

  test("time buckets by names, in pages, and between two", async () => {
    const list = async (input) =>
      (await pages(EventsFetchTimeBucketsByNamesCommand, { ...names, eventTypes: ["first.0", "second.0"], ...input }))
        .flatMap((page) => page.timeBuckets)

    assert.deepEqual(await list({}), HOURS)
    assert.deepEqual(await list({ pageSize: 2 }), HOURS)
    assert.deepEqual(await list({ fromTimeBucket: HOURS[1], toTimeBucket: HOURS[1] }), [HOURS[1]])
  })

  test("events as they were written", async () => {
    const back = await stored(FLOW, "first.0")
    assert.deepEqual(
      back.map(({ eventId, payload, timeBucket }) => ({ eventId, payload, timeBucket })),
      written["first.0"],
    )
    for (const event of back) {
      assert.equal(event.metadata.source, "reading")
      assert.equal(event.validTime, new Date(timeOf(event.eventId)).toISOString())
    }
  })

  test("events by id, in pages to the end", async () => {
    const input = { tenant, timeBucket: HOURS[0], pageSize: 7, includeSensitiveData: true }
    const one = await pages(EventListCommand, { ...input, eventTypeId: ids["first.0"] })
    const both = await pages(EventListCommand, { ...input, eventTypeId: [ids["first.0"], ids["second.0"]] })

    assert.deepEqual(eventIds(one), idsOf(HOURS[0], "first.0"))
    assert.deepEqual(one.map((page) => page.events.length), [7, 7, 7, 4])
    assert.deepEqual(eventIds(both), idsOf(HOURS[0]))
  })

  test("events by names, in pages to the end", async () => {
    const input = { ...names, eventTypes: ["first.0", "second.0"], timeBucket: HOURS[1], pageSize: 10 }
    const all = await pages(EventsFetchCommand, input)
    assert.deepEqual(eventIds(all), idsOf(HOURS[1]))
    assert.equal(all.length, 5)
  })

  test("events from an id, after one, and up to one, which need not be there", async () => {
    const all = idsOf(HOURS[0])
    const between = firstIdAt(Date.parse("2024-07-01T06:15:00Z"))
    const byId = { tenant, eventTypeId: [ids["first.0"], ids["second.0"]], timeBucket: HOURS[0], pageSize: 8 }
    const byName = { ...names, eventTypes: ["first.0", "second.0"], timeBucket: HOURS[0], pageSize: 8 }
    for (const [command, input] of [[EventListCommand, byId], [EventsFetchCommand, byName]]) {
      const list = async (range) => eventIds(await pages(command, { ...input, ...range }))
      assert.deepEqual(await list({ fromEventId: all[10] }), all.slice(10))
      assert.deepEqual(await list({ afterEventId: all[10] }), all.slice(11))
      assert.deepEqual(await list({ toEventId: all[10] }), all.slice(0, 11))
      assert.deepEqual(await list({ afterEventId: all[4], toEventId: all[20] }), all.slice(5, 21))
      assert.deepEqual(await list({ fromEventId: all[10], afterEventId: all[20] }), all.slice(10))
      assert.deepEqual(await list({ afterEventId: between }), idsOf(HOURS[0], "second.0"))
      assert.deepEqual(await list({ toEventId: between }), idsOf(HOURS[0], "first.0"))
      assert.deepEqual(await list({ afterEventId: idsOf(HOURS[2])[0] }), [])
    }
  })

  test("the last events of a bucket first", async () => {
    const { events, nextCursor } = await sdk().execute(
      new EventListCommand({ tenant, eventTypeId: ids["first.0"], timeBucket: HOURS[0], order: "desc", pageSize: 5 }),
    )
    assert.deepEqual(events.map((event) => event.eventId), idsOf(HOURS[0], "first.0").reverse().slice(0, 5))
    assert.equal(nextCursor, undefined)
  })

  test("the first and last bucket of an event type, and its last events", async () => {
    const info = await sdk().execute(new EventTypeInfoCommand({ tenant, eventTypeId: ids["second.0"], limit: 3 }))
    assert.equal(info.firstTimeBucket, HOURS[0])
    assert.equal(info.lastTimeBucket, HOURS[2])
    assert.deepEqual(
      info.lastEvents.map((event) => event.eventId),
      idsOf(HOURS[2], "second.0").reverse().slice(0, 3),
    )
  })

  test("an hour without events as an empty page without cursor", async () => {
    const page = await sdk().execute(
      new EventListCommand({ tenant, eventTypeId: ids["first.0"], timeBucket: "20300101000000" }),
    )
    assert.deepEqual(page, { events: [] })
  })

  test("events that only the cold store has, and with them those that came to their hour later", async () => {
    const eventTypes = ["archived.0"]
    const cold = await stored(FLOW, ...eventTypes)
    assert.deepEqual(cold.map((event) => event.payload.n), [0, 1, 2])
    assert.deepEqual(cold.map((event) => event.metadata.source), ["archive", "archive", "archive"])

    await sdk().execute(
      new IngestBatchCommand({
        tenantName: tenant,
        dataCoreId,
        flowTypeName: FLOW,
        eventTypeName: "archived.0",
        events: [{ n: 3 }],
        eventTime: new Date(timeOf(cold[1].eventId) + 1).toISOString(),
      }),
    )
    assert.deepEqual((await stored(FLOW, ...eventTypes)).map((event) => event.payload.n), [0, 1, 3, 2])
  })

  test("and may not read what is another tenant's", async () => {
    const client = sdk({ apiKey: service.otherKey, apiKeyId: "other1" })
    for (const command of [
      new EventsFetchCommand({ ...names, eventTypes: ["first.0"], timeBucket: HOURS[0] }),
      new EventsFetchTimeBucketsByNamesCommand({ ...names, eventTypes: ["first.0"] }),
    ]) {
      await assert.rejects(client.execute(command, true), (error) => error instanceof ClientError && error.status === 404)
    }
  })
})

describe("the payload that is read", { timeout: 60_000 }, () => {
  test("has the bytes that were written, large numbers and all", async () => {
    const body = '{"rve":2024011510300012345,"price":1.10,"big":123456789012345678901234567890.50,"e":1E+2,"z":-0,"a":"\\u00e5/\\/"}'
    const answer = await fetch(`${service.url}/event/${tenant}/${dataCoreId}/sdk.0/exact.0`, {
      method: "POST",
      headers: { Authorization: service.key, "Content-Type": "application/json" },
      body,
    })
    const { eventId } = await answer.json()

    const [{ timeBucket }] = await stored("sdk.0", "exact.0")
    const page = await fetch(`${service.url}/api/v1/events`, {
      method: "POST",
      headers: { Authorization: `ApiKey ${service.keyId}:${service.key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ tenant, dataCoreId, flowType: "sdk.0", eventTypes: ["exact.0"], timeBucket }),
    })
    const text = await page.text()
    assert.ok(text.includes(eventId))
    assert.ok(text.includes(`"payload":${body}`), text)
  })
})
