import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { setTimeout as after } from "node:timers/promises"
import { IngestBatchCommand, IngestEventCommand } from "@flowcore/sdk"
import { Pump } from "../pump.mjs"
import { payload, sdk, service } from "../service.mjs"
import { firstIdAt, timeOf } from "../time-uuid.mjs"

const FLOW = "pump.0"
const TYPES = ["one.0", "two.0"]
const START = Date.parse("2024-06-01T06:00:00Z")
const HOUR = 3_600_000

const into = (eventTypeName) => ({
  tenantName: service.tenant,
  dataCoreId: service.dataCoreId,
  flowTypeName: FLOW,
  eventTypeName,
})

/** Five hours of history with 23 events each, of both types in turn. Resolves to all ids, in the order of time. */
const writeHistory = async () => {
  const ids = []
  for (let hour = 0; hour < 5; hour++) {
    for (const type of TYPES) {
      const { eventIds } = await sdk().execute(
        new IngestBatchCommand({
          ...into(type),
          events: Array.from({ length: type === "one.0" ? 12 : 11 }, (_, n) => payload({ hour, n })),
          eventTime: new Date(START + hour * HOUR + (type === "one.0" ? 0 : 1_000)).toISOString(),
        }),
      )
      ids.push(...eventIds)
    }
  }
  return ids
}

const history = writeHistory()

const pump = (state, deliver, options = {}) =>
  new Pump(
    sdk(),
    { tenant: service.tenant, dataCore: service.dataCore, flowType: FLOW, eventTypes: TYPES },
    {
      state,
      deliver,
      auth: { apiKey: service.key, apiKeyId: service.keyId },
      notificationUrl: service.notificationUrl,
      ...options,
    },
  )

/** A pump that reads up to an instant, and what it delivered. */
const pumped = async (state, instant, pageSize) => {
  const ids = []
  await pump(state, (event) => ids.push(event.eventId), { toEventId: firstIdAt(instant), pageSize }).run()
  return ids
}

describe("a data pump", { timeout: 60_000 }, () => {
  test("delivers all of two event types in the order of time, bucket by bucket and page by page", async () => {
    const ids = await history
    assert.deepEqual(await pumped({ timeBucket: "19700101000000" }, START + 5 * HOUR, 10), ids)
    assert.deepEqual(await pumped({ timeBucket: "19700101000000" }, START + 5 * HOUR, 1000), ids)
  })

  test("starts in the middle of an hour, at a time that no event has", async () => {
    const ids = await history
    const from = START + 2 * HOUR + 500
    assert.deepEqual(
      await pumped({ timeBucket: "20240601080000", eventId: firstIdAt(from) }, START + 5 * HOUR, 10),
      ids.filter((id) => timeOf(id) >= from),
    )
  })

  test("ends at an id that no event has", async () => {
    const ids = await history
    const end = START + 3 * HOUR + 500
    assert.deepEqual(
      await pumped({ timeBucket: "20240601060000" }, end, 10),
      ids.filter((id) => timeOf(id) < end),
    )
  })

  test("goes on from its state after a stop, wherever that was, without loss or repeat", async () => {
    const ids = await history
    const state = { timeBucket: "19700101000000" }
    const delivered = []
    while (delivered.length < ids.length) {
      const stopAt = delivered.length + 17
      const one = pump(state, (event) => {
        delivered.push(event.eventId)
        if (delivered.length === stopAt) {
          one.stop()
        }
      }, { toEventId: firstIdAt(START + 5 * HOUR) })
      await one.run()
    }
    assert.deepEqual(delivered, ids)
  })

  test("is woken by notifications and delivers what is new, in order", async () => {
    const last = (await history).at(-1)
    const delivered = []
    const written = []
    const one = pump({ timeBucket: "20240601100000", eventId: last }, (event) => {
      delivered.push(event.eventId)
    })
    const running = one.run()
    while (one.wokenByNotification < 3) {
      if (one.live) {
        const type = TYPES[written.length % 2]
        const { eventId } = await sdk().execute(new IngestEventCommand({ ...into(type), eventData: payload() }))
        written.push(eventId)
      }
      await after(20)
    }
    while (delivered.length < written.length) {
      await after(20)
    }
    one.stop()
    await running

    assert.deepEqual(delivered, written)
  })

  test("misses nothing and repeats nothing while many write at once", async () => {
    const delivered = []
    const one = new Pump(
      sdk(),
      { tenant: service.tenant, dataCore: service.dataCore, flowType: FLOW, eventTypes: ["busy.0"] },
      {
        state: { timeBucket: "20240101000000" },
        deliver: (event) => delivered.push(event.eventId),
        auth: { apiKey: service.key, apiKeyId: service.keyId },
        notificationUrl: service.notificationUrl,
        pageSize: 100,
      },
    )
    const running = one.run()
    const writer = async () => {
      const ids = []
      for (let n = 0; n < 20; n++) {
        const events = Array.from({ length: 1 + (n % 5) }, () => payload())
        const { eventIds } = await sdk().execute(new IngestBatchCommand({ ...into("busy.0"), events }))
        ids.push(...eventIds)
      }
      return ids
    }
    const written = (await Promise.all(Array.from({ length: 8 }, writer))).flat()
    while (delivered.length < written.length) {
      await after(20)
    }
    one.stop()
    await running

    assert.deepEqual([...delivered].sort(), [...written].sort())
    assert.deepEqual([...delivered].sort((a, b) => timeOf(a) - timeOf(b)), delivered)
  })
})
