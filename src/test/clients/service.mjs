// The service under test, and the ways to it that all tests share.
import { randomUUID } from "node:crypto"
import { after } from "node:test"
import {
  EventsFetchCommand,
  EventsFetchTimeBucketsByNamesCommand,
  FlowcoreClient,
} from "@flowcore/sdk"

const given = (name) => {
  const value = process.env[name]
  if (!value) {
    throw new Error(`${name} is not set: these tests are run by OfficialClientsTest`)
  }
  return value
}

/** Addresses, keys and names: what a user gets from the operator of the service. */
export const service = {
  url: given("PINEFLOW_URL"),
  fullUrl: given("PINEFLOW_FULL_URL"),
  notificationUrl: given("PINEFLOW_NOTIFICATION_URL"),
  key: given("PINEFLOW_KEY"),
  keyId: given("PINEFLOW_KEY_ID"),
  slowKey: given("PINEFLOW_SLOW_KEY"),
  otherKey: given("PINEFLOW_OTHER_KEY"),
  tenant: "acme",
  dataCore: "retail",
  dataCoreId: given("PINEFLOW_DATA_CORE_ID"),
}

const realFetch = globalThis.fetch

/** Every request of this process, in order: where it went and how it was answered. */
export const requests = []

// The production hosts lead to the service, as an entry in the DNS would make them; nothing else leaves this machine.
globalThis.fetch = async (input, init) => {
  const wanted = new URL(input)
  const production = wanted.hostname.endsWith(".api.flowcore.io")
  if (!production && wanted.hostname !== "127.0.0.1") {
    throw new Error(`a client wants to reach ${wanted.origin}`)
  }
  const url = production ? new URL(wanted.pathname + wanted.search, service.url) : wanted
  const response = await realFetch(url, init)
  requests.push({ host: wanted.host, path: wanted.pathname, status: response.status, headers: response.headers })
  return response
}

/** A client of the SDK; its retries as they are by default unless given. */
export const sdk = (options = {}) => {
  const { url = service.url, ...others } = options
  const client = new FlowcoreClient({ apiKey: service.key, apiKeyId: service.keyId, ...others })
  client.setBaseUrl(url)
  return client
}

// The SDK remembers tenants for a minute, and no process ends meanwhile unless a client is closed.
after(() => sdk().close())

const source = (flowType, eventTypes) => ({
  tenant: service.tenant,
  dataCoreId: service.dataCoreId,
  flowType,
  eventTypes,
})

/** The buckets of event types, by the names of these. */
export const buckets = async (flowType, ...eventTypes) => {
  const found = []
  let cursor
  do {
    const page = await sdk().execute(
      new EventsFetchTimeBucketsByNamesCommand({ ...source(flowType, eventTypes), cursor, pageSize: 100 }),
    )
    found.push(...page.timeBuckets)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return found
}

/** All that is stored of event types, in the order of time. */
export const stored = async (flowType, ...eventTypes) => {
  const events = []
  for (const timeBucket of await buckets(flowType, ...eventTypes)) {
    let cursor
    do {
      const page = await sdk().execute(
        new EventsFetchCommand({ ...source(flowType, eventTypes), timeBucket, cursor, pageSize: 1000 }),
      )
      events.push(...page.events)
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }
  return events
}

/** The stored events of these ids, in the order of the ids given. */
export const storedAs = async (ids, flowType, ...eventTypes) => {
  const byId = new Map((await stored(flowType, ...eventTypes)).map((event) => [event.eventId, event]))
  return ids.map((id) => byId.get(id) ?? `nothing is stored as ${id}`)
}

/** A payload that no other test writes. */
export const payload = (fields = {}) => ({ id: randomUUID(), ...fields })
