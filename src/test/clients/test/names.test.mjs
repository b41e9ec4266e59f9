import assert from "node:assert/strict"
import { describe, test } from "node:test"
import {
  DataCoreExistsCommand,
  DataCoreFetchCommand,
  DataCoreListCommand,
  EventTypeExistsCommand,
  EventTypeFetchCommand,
  EventTypeListCommand,
  FlowTypeExistsCommand,
  FlowTypeFetchCommand,
  FlowTypeListCommand,
  FlowcoreClient,
  NotFoundException,
  TenantFetchCommand,
  TenantInstanceFetchCommand,
  TenantTranslateNameToIdCommand,
} from "@flowcore/sdk"
import { sdk, service } from "../service.mjs"

const { tenant, dataCore, dataCoreId } = service
const ask = (command) => sdk().execute(command)

describe("@flowcore/sdk finds names and ids", { timeout: 60_000 }, () => {
  test("of its tenant, which has no instance of its own", async () => {
    const { id, name } = await ask(new TenantTranslateNameToIdCommand({ tenant }))

    assert.equal(name, tenant)
    assert.equal((await ask(new TenantFetchCommand({ tenant }))).id, id)
    assert.equal((await ask(new TenantFetchCommand({ tenantId: id }))).name, tenant)
    assert.deepEqual(await ask(new TenantInstanceFetchCommand({ tenant })), { isDedicated: false, instance: null })
    assert.equal((await ask(new TenantInstanceFetchCommand({ tenantId: id }))).isDedicated, false)
  })

  test("with its key as a bearer token too", async () => {
    const client = new FlowcoreClient({ getBearerToken: async () => service.key })
    client.setBaseUrl(service.url)
    assert.equal((await client.execute(new TenantTranslateNameToIdCommand({ tenant }))).name, tenant)
  })

  test("of data cores", async () => {
    const { id: tenantId } = await ask(new TenantTranslateNameToIdCommand({ tenant }))

    assert.equal((await ask(new DataCoreFetchCommand({ tenant, dataCore }))).id, dataCoreId)
    assert.equal((await ask(new DataCoreFetchCommand({ tenantId, dataCore }))).id, dataCoreId)
    assert.equal((await ask(new DataCoreFetchCommand({ dataCoreId }))).name, dataCore)
    assert.deepEqual((await ask(new DataCoreListCommand({ tenant }))).map((core) => core.name), [dataCore])
    assert.deepEqual((await ask(new DataCoreListCommand({ tenantId }))).map((core) => core.id), [dataCoreId])
  })

  test("of flow types", async () => {
    const flowType = await ask(new FlowTypeFetchCommand({ dataCoreId, flowType: "reading.0" }))

    assert.deepEqual(await ask(new FlowTypeFetchCommand({ flowTypeId: flowType.id })), flowType)
    const all = await ask(new FlowTypeListCommand({ dataCoreId }))
    assert.deepEqual(all.find(({ name }) => name === "reading.0"), flowType)
    assert.ok(all.length > 3)
  })

  test("of event types", async () => {
    const { id: flowTypeId } = await ask(new FlowTypeFetchCommand({ dataCoreId, flowType: "reading.0" }))
    const eventType = await ask(new EventTypeFetchCommand({ flowTypeId, eventType: "first.0" }))

    assert.deepEqual(await ask(new EventTypeFetchCommand({ eventTypeId: eventType.id })), eventType)
    const all = await ask(new EventTypeListCommand({ flowTypeId }))
    assert.deepEqual(all.map(({ name }) => name).sort(), ["archived.0", "first.0", "second.0"])
  })

  test("and whether there is a thing of an id", async () => {
    const { id: flowTypeId } = await ask(new FlowTypeFetchCommand({ dataCoreId, flowType: "reading.0" }))
    const { id: eventTypeId } = await ask(new EventTypeFetchCommand({ flowTypeId, eventType: "first.0" }))
    for (const [command, input] of [
      [DataCoreExistsCommand, { dataCoreId }],
      [FlowTypeExistsCommand, { flowTypeId }],
      [EventTypeExistsCommand, { eventTypeId }],
    ]) {
      const [name] = Object.keys(input)
      assert.deepEqual(await ask(new command(input)), { exists: true })
      assert.deepEqual(await ask(new command({ [name]: "00000000-0000-4000-8000-00000000dead" })), { exists: false })
    }
    assert.deepEqual(await ask(new DataCoreExistsCommand({ dataCoreId: "00000000-0000-4000-8000-000000000001" })), {
      exists: false,
    })
  })

  test("and is told in its own way of what there is not, or is another tenant's", async () => {
    const eventTypeId = "00000000-0000-4000-8000-00000000dead"
    for (const command of [
      new TenantTranslateNameToIdCommand({ tenant: "nobody" }),
      new TenantFetchCommand({ tenant: "other" }),
      new TenantInstanceFetchCommand({ tenant: "other" }),
      new DataCoreFetchCommand({ tenant, dataCore: "nothing" }),
      new DataCoreFetchCommand({ tenant: "other", dataCore: "theirs" }),
      new DataCoreFetchCommand({ dataCoreId: eventTypeId }),
      new FlowTypeFetchCommand({ dataCoreId, flowType: "nothing.0" }),
      new FlowTypeFetchCommand({ flowTypeId: eventTypeId }),
      new EventTypeFetchCommand({ flowTypeId: eventTypeId, eventType: "first.0" }),
      new EventTypeFetchCommand({ eventTypeId }),
    ]) {
      await assert.rejects(ask(command), NotFoundException, command.constructor.name)
    }
  })
})
