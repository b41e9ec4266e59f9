// A consumer in the manner of Flowcore's data pump, which is on no package registry: it walks the buckets, follows cursors
// inside of one, and goes on after the last delivered id. When there is no more it subscribes to notifications, looks once
// more, and waits for one; without one it looks again after a while. Its state is a bucket and an event id; the bucket is
// always that of the id's time.
import { setTimeout as after } from "node:timers/promises"
import {
  DataCoreFetchCommand,
  EventListCommand,
  EventTypeListCommand,
  FlowTypeFetchCommand,
  NotificationClient,
  TenantTranslateNameToIdCommand,
  TimeBucketListCommand,
} from "@flowcore/sdk"
import { Subject } from "rxjs"
import { bucketOf, timeOf } from "./time-uuid.mjs"

/** For how long a wait may last: nothing tells when a subscription is in force, so the first notification may be missed. */
const PATIENCE = 1_000
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Notifications of a flow type, by the client of the SDK. */
class Subscription {
  #client
  #told
  #over = false
  #timer
  #closed = new AbortController()

  /** @param signal ends every wait */
  constructor(auth, url, { tenant, dataCore, flowType, eventTypes }, signal) {
    const notifications = new Subject()
    this.#told = new Promise((resolve, reject) => {
      notifications.subscribe({
        next: ({ data }) => eventTypes.includes(data.eventType) && resolve(true),
        error: reject,
      })
      signal.addEventListener("abort", () => resolve(false), { signal: this.#closed.signal })
    })
    const over = () => {
      this.#over = true
    }
    this.#told.then(over, over)
    this.#client = new NotificationClient(notifications, auth, { tenant, dataCore, flowType }, { logger: silent })
    this.#client.overrideBaseUrl(url)
  }

  /** Resolves when the socket is open and the subscription is sent. */
  async open() {
    await this.#client.connect()
    while (!this.#client.isOpen && !this.#over) {
      await after(5)
    }
    return this
  }

  /** Resolves to whether a notification came since the subscription. */
  async wait() {
    const patience = new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve(false), PATIENCE)
    })
    return Promise.race([this.#told, patience])
  }

  close() {
    clearTimeout(this.#timer)
    this.#closed.abort()
    this.#client.disconnect()
  }
}

export class Pump {
  #client
  #source
  #options
  #stopped = new AbortController()

  /** How often a wait ended with a notification. */
  wokenByNotification = 0
  /** Whether there is nothing more to read at the moment. */
  live = false

  /**
   * @param client of the SDK
   * @param source tenant, dataCore, flowType and eventTypes, by their names
   * @param options state ({timeBucket, eventId}, from where; changed as events are delivered), deliver (gets one event),
   *   pageSize, toEventId (the pump ends there), auth and notificationUrl (for notifications)
   */
  constructor(client, source, options) {
    this.#client = client
    this.#source = source
    this.#options = { pageSize: 10, ...options }
  }

  stop() {
    this.#stopped.abort()
  }

  get #running() {
    return !this.#stopped.signal.aborted
  }

  /** Delivers events until it is stopped, or until toEventId. */
  async run() {
    const eventTypeId = await this.#eventTypeIds()
    const { state } = this.#options
    let timeBucket = await this.#bucketFrom(eventTypeId, state.timeBucket)
    let afterEventId = state.eventId
    let cursor
    let subscription
    while (this.#running) {
      const page = await this.#client.execute(
        new EventListCommand({
          tenant: this.#source.tenant,
          eventTypeId,
          timeBucket,
          pageSize: this.#options.pageSize,
          toEventId: this.#options.toEventId,
          ...(cursor ? { cursor } : { afterEventId }),
        }),
      )
      for (const event of page.events) {
        if (!this.#running) {
          break
        }
        await this.#options.deliver(event)
        afterEventId = event.eventId
        state.eventId = event.eventId
        state.timeBucket = bucketOf(timeOf(event.eventId))
      }
      cursor = page.nextCursor
      if (cursor) {
        continue
      }
      const next = (await this.#buckets(eventTypeId)).find((bucket) => bucket > timeBucket)
      if (next) {
        timeBucket = next
      } else if (this.#options.toEventId) {
        break
      } else if (page.events.length === 0 && !subscription) {
        subscription = await this.#subscribe()
      } else if (page.events.length === 0) {
        this.live = true
        this.wokenByNotification += (await subscription.wait()) ? 1 : 0
        this.live = false
        subscription.close()
        subscription = undefined
      }
    }
    subscription?.close()
  }

  #subscribe() {
    const { auth, notificationUrl } = this.#options
    return new Subscription(auth, notificationUrl, this.#source, this.#stopped.signal).open()
  }

  async #eventTypeIds() {
    const { tenant, dataCore, flowType, eventTypes } = this.#source
    await this.#client.execute(new TenantTranslateNameToIdCommand({ tenant }))
    const core = await this.#client.execute(new DataCoreFetchCommand({ tenant, dataCore }))
    const flow = await this.#client.execute(new FlowTypeFetchCommand({ dataCoreId: core.id, flowType }))
    const known = await this.#client.execute(new EventTypeListCommand({ flowTypeId: flow.id }))
    return eventTypes.map((name) => known.find((type) => type.name === name).id)
  }

  async #buckets(eventTypeId) {
    const found = []
    let cursor
    do {
      const page = await this.#client.execute(
        new TimeBucketListCommand({ tenant: this.#source.tenant, eventTypeId, pageSize: 2, cursor }),
      )
      found.push(...page.timeBuckets)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return found
  }

  async #bucketFrom(eventTypeId, timeBucket) {
    const all = await this.#buckets(eventTypeId)
    return all.find((bucket) => bucket >= timeBucket) ?? all.at(-1) ?? bucketOf(Date.now())
  }
}
