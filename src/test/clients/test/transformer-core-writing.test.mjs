import assert from "node:assert/strict"
import { createHash, randomBytes, randomUUID } from "node:crypto"
import { describe, test } from "node:test"
import transformerCore from "@flowcore/sdk-transformer-core"
import { payload, service, storedAs } from "../service.mjs"
import { timeOf } from "../time-uuid.mjs"

const { WebhookBuilder } = transformerCore
const FLOW = "transformer.0"
const PART = 524_288

const builder = () =>
  new WebhookBuilder({
    baseUrl: service.url,
    tenant: service.tenant,
    dataCore: service.dataCore,
    apiKey: service.key,
  })
const webhook = (eventType) => builder().buildWebhook(FLOW, eventType)

describe("@flowcore/sdk-transformer-core writes", { timeout: 60_000 }, () => {
  test("an event with metadata in UTF-8, event time and valid time", async () => {
    const data = payload({ name: "Jökull" })
    const eventId = await webhook("single.0").send(
      data,
      { source: "till 4", place: "Tórshavn 東京 🫐" },
      { eventTime: new Date("2024-01-15T10:30:00Z"), validTime: new Date("2024-01-15T11:00:00Z") },
    )

    const [event] = await storedAs([eventId], FLOW, "single.0")
    assert.deepEqual(event.payload, data)
    assert.equal(event.metadata.source, "till 4")
    assert.equal(event.metadata.place, "Tórshavn 東京 🫐")
    assert.equal(event.timeBucket, "20240115100000")
    assert.equal(event.validTime, "2024-01-15T11:00:00.000Z")
  })

  test("a batch of which every event has times of its own", async () => {
    const events = [
      payload({ at: "2024-03-01T08:59:59.999Z", valid: "2024-03-02T00:00:00.000Z" }),
      payload({ at: "2024-03-01T09:00:00.000Z", valid: "2024-03-03T00:00:00.000Z" }),
    ]
    const eventIds = await webhook("batch.0").sendBatch(
      events,
      { source: "till 5" },
      { eventTimeKey: "at", validTimeKey: "valid" },
    )

    const back = await storedAs(eventIds, FLOW, "batch.0")
    assert.deepEqual(back.map((event) => event.payload), events)
    assert.deepEqual(eventIds.map((id) => new Date(timeOf(id)).toISOString()), events.map((event) => event.at))
    assert.deepEqual(back.map((event) => event.timeBucket), ["20240301080000", "20240301090000"])
    assert.deepEqual(back.map((event) => event.validTime), events.map((event) => event.valid))
    assert.deepEqual(back.map((event) => event.metadata.source), ["till 5", "till 5"])
  })

  test("and looks for its event with a predicate", async () => {
    const eventId = await builder()
      .withPredicate({ predicate: async (id) => (await storedAs([id], FLOW, "single.0"))[0].eventId === id })
      .buildWebhook(FLOW, "single.0")
      .send(payload())
    assert.match(eventId, /^[0-9a-f]{8}-[0-9a-f]{4}-1/)
  })

  test("a file of several parts, whose parts are the file again", async () => {
    const bytes = randomBytes(2 * PART + 12_345)
    const fileId = randomUUID()
    const eventIds = await builder().buildFileWebhook(FLOW, "file.0").send(
      {
        fileId,
        fileName: "blåbær.bin",
        fileType: "application/octet-stream",
        fileContent: new Blob([bytes]),
        additionalProperties: { department: "finance", tags: ["a", "b"] },
      },
      { source: "scanner" },
      { eventTime: new Date("2024-04-01T08:00:00Z") },
    )

    const parts = await storedAs(eventIds, FLOW, "file.0")
    const checksum = createHash("sha256").update(bytes).digest("hex")
    assert.equal(parts.length, 3)
    parts.forEach(({ payload: { data, ...others }, metadata, timeBucket }, n) => {
      assert.deepEqual(others, {
        fileName: "blåbær.bin",
        fileSize: bytes.length,
        fileType: "application/octet-stream",
        fileId,
        part: n + 1,
        totalParts: 3,
        checksum,
        hashType: "SHA256",
        department: "finance",
        tags: ["a", "b"],
      })
      assert.equal(metadata.source, "scanner")
      assert.equal(timeBucket, "20240401080000")
    })
    assert.ok(Buffer.concat(parts.map((part) => Buffer.from(part.payload.data, "base64"))).equals(bytes))
  })

  test("a file without further properties", async () => {
    const eventIds = await builder().buildFileWebhook(FLOW, "file.0").send({
      fileId: randomUUID(),
      fileName: "small.txt",
      fileType: "text/plain",
      fileContent: new Blob(["hello"]),
    })

    const [part] = await storedAs(eventIds, FLOW, "file.0")
    assert.equal(eventIds.length, 1)
    assert.equal(Buffer.from(part.payload.data, "base64").toString(), "hello")
    assert.equal("additionalProperties" in part.payload, false)
  })
})
