import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { setTimeout as after } from "node:timers/promises"
import { IngestBatchCommand, IngestEventCommand, NotificationClient } from "@flowcore/sdk"
import { Subject } from "rxjs"
import { payload, sdk, service } from "../service.mjs"

const FLOW = "notify.0"
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const into = (eventTypeName) => ({
  tenantName: service.tenant,
  dataCoreId: service.dataCoreId,
  flowTypeName: FLOW,
  eventTypeName,
})

const write = async (type, fields = {}) =>
  (await sdk().execute(new IngestEventCommand({ ...into(type), eventData: payload(), ...fields }))).eventId

/** A client for {@code subscription}, what it was told of so far, and a promise of its end. */
const connect = async (subscription, options = {}) => {
  const told = []
  const observer = new Subject()
  const ended = new Promise((complete, error) => {
    observer.subscribe({ next: (event) => told.push(event), complete, error })
  })
  const client = new NotificationClient(
    observer,
    { apiKey: service.key, apiKeyId: service.keyId },
    { tenant: service.tenant, dataCore: service.dataCore, flowType: FLOW, ...subscription },
    { logger: silent, ...options },
  )
  client.overrideBaseUrl(service.notificationUrl)
  await client.connect()
  return { client, told, ended }
}

/** Writes events until the client is told of one: nothing else shows that its subscription is in force. */
const knock = async (told) => {
  let id
  while (told.length === 0) {
    id = await write("wanted.0")
    await after(50)
  }
  return id
}

/** A connected client that has been told of all that was written so far. */
const follow = async (subscription) => {
  const connection = await connect(subscription)
  const last = await knock(connection.told)
  await until(() => connection.told.some(({ data }) => data.eventId === last))
  connection.told.length = 0
  return connection
}

const until = async (met) => {
  while (!met()) {
    await after(10)
  }
}

describe("the notification client of @flowcore/sdk", { timeout: 60_000 }, () => {
  test("is told of every event of an event type, in order, and of no other", async () => {
    const { client, told, ended } = await follow({ eventType: "wanted.0" })
    await write("other.0")
    const first = await write("wanted.0", { validTime: "2024-01-15T11:00:00.000Z" })
    const { eventIds } = await sdk().execute(
      new IngestBatchCommand({ ...into("wanted.0"), events: [payload(), payload(), payload()] }),
    )

    await until(() => told.length >= 4)
    client.disconnect()
    await ended

    assert.deepEqual(told.map(({ data }) => data.eventId), [first, ...eventIds])
    assert.match(told[0].pattern, /^stored\.event\.notify/)
    assert.deepEqual(told[0].data, {
      tenant: service.tenant,
      eventId: first,
      dataCoreId: service.dataCoreId,
      flowType: FLOW,
      eventType: "wanted.0",
      validTime: "2024-01-15T11:00:00.000Z",
    })
  })

  test("is told of all event types of a flow type", async () => {
    const { client, told, ended } = await follow({})
    const ids = [await write("other.0"), await write("wanted.0")]

    await until(() => told.length >= 2)
    client.disconnect()
    await ended

    assert.deepEqual(told.map(({ data }) => data.eventId), ids)
  })

  test("closes by itself after as many events as it wants", async () => {
    const { told, ended } = await connect({ eventType: "wanted.0" }, { maxEvents: 1 })
    await knock(told)
    await ended
    assert.equal(told.length, 1)
  })

  test("is not connected for a key that is none", async () => {
    const client = new NotificationClient(
      new Subject(),
      { apiKey: "fc_shop1_wrong", apiKeyId: "shop1" },
      { tenant: service.tenant, dataCore: service.dataCore },
      { logger: silent },
    )
    client.overrideBaseUrl(service.notificationUrl)
    await assert.rejects(client.connect(), (error) => error.status === 401)
  })
})
