import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { PathwaysBuilder } from "@flowcore/pathways"
import { ClientError, IngestBatchCommand, IngestEventCommand } from "@flowcore/sdk"
import transformerCore from "@flowcore/sdk-transformer-core"
import { z } from "zod"
import { payload, requests, sdk, service, stored } from "../service.mjs"

const { WebhookBuilder } = transformerCore
const FLOW = "refusals.0"
const TOO_LONG = "Event size exceeds maximum limit of 64000 bytes"

const event = (fields = {}) =>
  new IngestEventCommand({
    tenantName: service.tenant,
    dataCoreId: service.dataCoreId,
    flowTypeName: FLOW,
    eventTypeName: "any.0",
    eventData: payload(),
    ...fields,
  })

const batch = (size, fields = {}) =>
  new IngestBatchCommand({
    tenantName: service.tenant,
    dataCoreId: service.dataCoreId,
    flowTypeName: FLOW,
    eventTypeName: "any.0",
    events: Array.from({ length: size }, (_, n) => ({ n })),
    ...fields,
  })

const webhook = ({ apiKey = service.key, eventType = "any.0", url = service.url, retry } = {}) => {
  const builder = new WebhookBuilder({ baseUrl: url, tenant: service.tenant, dataCore: service.dataCore, apiKey })
  return (retry ? builder.withRetry(retry) : builder).buildWebhook(FLOW, eventType)
}

const pathways = (apiKey) =>
  new PathwaysBuilder({ baseUrl: service.url, tenant: service.tenant, dataCore: service.dataCore, apiKey }).register({
    flowType: FLOW,
    eventType: "any.0",
    schema: z.object({}).passthrough(),
  })

/** The statuses that a client met while it did something. */
const statuses = async (work) => {
  const from = requests.length
  await work()
  return requests.slice(from).map((request) => request.status)
}

/** What the SDK makes of a refusal. */
const clientError = (status, message) => (error) => {
  assert.ok(error instanceof ClientError, error)
  assert.equal(error.status, status)
  assert.equal(error.body.success, false)
  assert.equal(error.body.statusCode, status)
  assert.match(error.body.message, message)
  return true
}

/** What the transformer core makes of one; "Webhook returned invalid response" would hide the reason. */
const sendError = (status, message) => (error) => {
  assert.equal(error.name, "WebhookSendError")
  assert.equal(error.message, "Webhook failed")
  assert.equal(error.response.statusCode, status)
  assert.match(error.response.message, message)
  return true
}

describe("official clients tell why they were refused", { timeout: 60_000 }, () => {
  test("a key that is none: 401, at once", async () => {
    const wrong = "fc_shop1_wrong"
    assert.deepEqual(
      await statuses(async () => {
        await assert.rejects(sdk({ apiKey: wrong }).execute(event()), clientError(401, /key/))
        await assert.rejects(webhook({ apiKey: wrong }).send(payload()), sendError(401, /key/))
        await assert.rejects(
          pathways(wrong).write(`${FLOW}/any.0`, { data: payload(), options: { fireAndForget: true } }),
          sendError(401, /key/),
        )
      }),
      [401, 401, 401],
    )
  })

  test("an event type that is unknown, or another tenant's: 404, at once", async () => {
    assert.deepEqual(
      await statuses(async () => {
        await assert.rejects(sdk().execute(event({ eventTypeName: "none.0" })), clientError(404, /./))
        await assert.rejects(webhook({ eventType: "none.0" }).send(payload()), sendError(404, /./))
        await assert.rejects(webhook({ apiKey: service.otherKey }).send(payload()), sendError(404, /./))
      }),
      [404, 404, 404],
    )
  })

  test("an event that is too long: 400, and nothing of its batch is stored", async () => {
    const long = { text: "x".repeat(64_000) }
    const before = (await stored(FLOW, "any.0")).length

    await assert.rejects(sdk().execute(event({ eventData: long })), clientError(400, new RegExp(TOO_LONG)))
    await assert.rejects(webhook().send(long), sendError(400, new RegExp(TOO_LONG)))
    await assert.rejects(sdk().execute(batch(0, { events: [payload(), long] })), (error) => {
      clientError(400, new RegExp(TOO_LONG))(error)
      assert.equal(error.body.index, 1)
      return true
    })
    await assert.rejects(webhook().sendBatch([payload(), long]), sendError(400, new RegExp(TOO_LONG)))

    assert.equal((await stored(FLOW, "any.0")).length, before)
  })

  test("an event of 64,000 bytes is not too long", async () => {
    const frame = JSON.stringify({ text: "" }).length
    assert.ok(await webhook().send({ text: "x".repeat(64_000 - frame) }))
  })

  test("a time that is none: 400", async () => {
    await assert.rejects(sdk().execute(event({ eventTime: "yesterday" })), clientError(400, /x-flowcore-event-time/))
    await assert.rejects(
      webhook().sendBatch([{ at: "2024-01-15T10:30:00.000Z" }, { at: "soon" }], {}, { eventTimeKey: "at" }),
      sendError(400, /at/),
    )
  })

  test("a payload that is no object, which no client could read back: 400", async () => {
    await assert.rejects(webhook().send("hello"), sendError(400, /object/))
    await assert.rejects(sdk().execute(event({ eventData: [1, 2] })), clientError(400, /object/))
  })
})

describe("official clients try again", { timeout: 60_000 }, () => {
  const slow = { apiKey: service.slowKey, apiKeyId: "slow1" }
  const emptied = async () => {
    const drained = (error) => assert.equal(error.status, 429)
    await sdk({ ...slow, retry: null }).execute(batch(5000)).catch(drained)
  }

  test("when a key writes more than it may, without regard to Retry-After, until it may", async () => {
    let met
    let from
    do {
      await emptied()
      from = requests.length
      met = await statuses(() => sdk({ ...slow, retry: { delay: 100, maxRetries: 100 } }).execute(batch(150)))
    } while (met[0] === 200) // It took so long to empty the bucket that it filled meanwhile.

    assert.equal(met.at(-1), 200)
    assert.deepEqual([...new Set(met)], [429, 200])
    assert.ok(Number(requests[from].headers.get("retry-after")) >= 1)
  })

  test("five times in pathways", async () => {
    await emptied()
    const data = Array.from({ length: 5000 }, (_, n) => ({ n }))
    assert.deepEqual(
      await statuses(() =>
        assert.rejects(
          pathways(service.slowKey).write(`${FLOW}/any.0`, { batch: true, data, options: { fireAndForget: true } }),
          sendError(429, /100 events/),
        ),
      ),
      [429, 429, 429, 429, 429],
    )
  })

  test("and give up with the reason", async () => {
    await emptied()
    assert.deepEqual(
      await statuses(() => assert.rejects(sdk(slow).execute(batch(5000)), clientError(429, /100 events/))),
      [429, 429, 429, 429],
    )
    assert.deepEqual(
      await statuses(() =>
        assert.rejects(
          webhook({ apiKey: service.slowKey, retry: { maxAttempts: 3, attemptDelayMs: 1 } }).sendBatch(
            Array.from({ length: 5000 }, (_, n) => ({ n })),
          ),
          sendError(429, /100 events/),
        ),
      ),
      [429, 429, 429],
    )
  })

  test("when the store is full, and give up with the reason", async () => {
    const full = { url: service.fullUrl }
    const fill = async () => {
      for (let n = 0; n < 100; n++) {
        await webhook(full).send({ pad: "x".repeat(60_000) })
      }
    }
    await assert.rejects(fill(), sendError(503, /./))
    assert.deepEqual(
      await statuses(() =>
        assert.rejects(
          sdk({ ...full, retry: { delay: 1, maxRetries: 3 } }).execute(event({ eventData: { pad: "x".repeat(60_000) } })),
          clientError(503, /./),
        ),
      ),
      [503, 503, 503, 503],
    )
  })
})
