import assert from "node:assert/strict"
import { createHash, randomUUID } from "node:crypto"
import { describe, test } from "node:test"
import { PathwaysBuilder } from "@flowcore/pathways"
import { z } from "zod"
import { payload, sdk, service, stored, storedAs } from "../service.mjs"
import { Pump } from "../pump.mjs"

const FLOW = "pathways.0"
const order = z.object({ id: z.string(), amount: z.number().optional(), at: z.string().optional() })
const fireAndForget = { fireAndForget: true }

const pathways = () =>
  new PathwaysBuilder({
    baseUrl: service.url,
    tenant: service.tenant,
    dataCore: service.dataCore,
    apiKey: service.key,
    pathwayTimeoutMs: 30_000,
  })
    .register({ flowType: FLOW, eventType: "order.0", schema: order })
    .register({ flowType: FLOW, eventType: "followed.0", schema: order })
    .register({
      flowType: FLOW,
      eventType: "file.0",
      isFilePathway: true,
      schema: z.object({ department: z.string(), tags: z.array(z.string()) }),
    })

const png = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.alloc(600_000, 7),
])

describe("@flowcore/pathways writes", { timeout: 60_000 }, () => {
  test("an event without metadata", async () => {
    const data = payload({ amount: 12.5 })
    const eventId = await pathways().write(`${FLOW}/order.0`, { data, options: fireAndForget })

    const [event] = await storedAs([eventId], FLOW, "order.0")
    assert.deepEqual(event.payload, data)
  })

  test("an event with audit metadata of a user, and of the system for one", async () => {
    const audited = pathways().withUserResolver(async () => ({ entityType: "user", entityId: "tórdur-7" }))
    const byUser = await audited.write(`${FLOW}/order.0`, {
      data: payload(),
      metadata: { source: "till 4" },
      options: { ...fireAndForget, sessionId: "session-1" },
    })
    const bySystem = await audited.write(`${FLOW}/order.0`, {
      data: payload(),
      options: { ...fireAndForget, auditMode: "system" },
    })

    const [user, system] = await storedAs([byUser, bySystem], FLOW, "order.0")
    assert.equal(user.metadata.source, "till 4")
    assert.equal(user.metadata["audit/mode"], "user")
    assert.equal(user.metadata["audit/entity-type"], "user")
    assert.equal(user.metadata["audit/entity-id"], "tórdur-7")
    assert.equal(user.metadata["audit/session-id"], "session-1")
    assert.equal(system.metadata["audit/mode"], "system")
    assert.equal(system.metadata["audit/on-behalf-of-id"], "tórdur-7")
  })

  test("a batch with event times", async () => {
    const data = [payload({ at: "2024-05-01T08:00:00.000Z" }), payload({ at: "2024-05-01T09:00:00.000Z" })]
    const eventIds = await pathways().write(`${FLOW}/order.0`, {
      batch: true,
      data,
      metadata: { source: "till 5" },
      options: { ...fireAndForget, eventTimeKey: "at" },
    })

    const back = await storedAs(eventIds, FLOW, "order.0")
    assert.deepEqual(back.map((event) => event.payload), data)
    assert.deepEqual(back.map((event) => event.timeBucket), ["20240501080000", "20240501090000"])
    assert.deepEqual(back.map((event) => event.metadata.source), ["till 5", "till 5"])
  })

  test("a file, and takes its stored parts for file events", async () => {
    const fileId = randomUUID()
    const eventIds = await pathways().write(`${FLOW}/file.0`, {
      data: { fileId, fileName: "a.png", fileContent: png, department: "finance", tags: ["a", "b"] },
      options: fireAndForget,
    })

    const parts = []
    const reader = pathways().handle(`${FLOW}/file.0`, (event) => {
      parts.push(event.payload)
    })
    for (const event of await storedAs(eventIds, FLOW, "file.0")) {
      await reader.process(`${FLOW}/file.0`, event)
    }
    assert.deepEqual(parts.map(({ part, totalParts }) => [part, totalParts]), [[1, 2], [2, 2]])
    for (const part of parts) {
      assert.equal(part.fileId, fileId)
      assert.equal(part.fileType, "image/png")
      assert.equal(part.fileSize, png.length)
      assert.equal(part.checksum, createHash("sha256").update(png).digest("hex"))
      assert.equal(part.department, "finance")
      assert.deepEqual(part.tags, ["a", "b"])
    }
    assert.ok(Buffer.concat(parts.map((part) => Buffer.from(part.data, "base64"))).equals(png))
  })

  test("and waits until what it wrote was read back and handled", async () => {
    const handled = []
    const client = pathways().handle(`${FLOW}/followed.0`, (event) => {
      handled.push(event)
    })
    const pump = new Pump(
      sdk(),
      { tenant: service.tenant, dataCore: service.dataCore, flowType: FLOW, eventTypes: ["followed.0"] },
      {
        state: { timeBucket: "20200101000000" },
        deliver: (event) => client.process(`${FLOW}/followed.0`, event),
        auth: { apiKey: service.key, apiKeyId: service.keyId },
        notificationUrl: service.notificationUrl,
      },
    )
    const following = pump.run()
    const data = [payload({ amount: 1 }), payload({ amount: 2 })]

    const eventIds = await client.write(`${FLOW}/followed.0`, { batch: true, data })
    pump.stop()
    await following

    assert.deepEqual(handled.map((event) => event.eventId), eventIds)
    assert.deepEqual(handled.map((event) => event.payload), data)
    assert.equal((await stored(FLOW, "followed.0")).length, 2)
  })
})
