import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

const elements = (model: string) => [
  { id: "start", type: "start", outputs: { next: { elementId: "model" } } },
  { id: "model", type: "model", properties: { provider: "openai", model }, outputs: { success: { elementId: "end" } } },
  { id: "end", type: "end", outputs: {} },
]
const at = "2026-01-01T00:00:00.000Z"
const base = "/gateways/gw/routes"

async function createApiWithRoute() {
  const api = createApi()
  const { body } = await api.call("POST", base, { name: "support", elements: elements("a") })
  return {
    ...api,
    id: body.result.id as string,
    version: body.result.version.version_id as string,
    created: body.result,
  }
}

test("a new route names its version and its deployment", async () => {
  const { created, gateway } = await createApiWithRoute()
  expect(created).toEqual({
    id: "id2",
    account_tag: "acc",
    gateway_id: "gw",
    name: "support",
    created_at: at,
    modified_at: at,
    elements: elements("a"),
    version: {
      version_id: "id1",
      created_at: at,
      comment: null,
      active: "true",
      data: JSON.stringify(elements("a")),
    },
    deployment: { deployment_id: "id3", version_id: "id1", created_at: at, comment: null },
  })
  expect(gateway.routes.find("support")?.elements).toEqual(elements("a"))
})

test("a list of routes answers data, not result", async () => {
  const { call, created } = await createApiWithRoute()
  expect(await call("GET", base, undefined, "read")).toEqual({
    status: 200,
    body: {
      success: true,
      data: { routes: [created], order_by: "created_at", order_by_direction: "desc", page: 1, per_page: 20 },
    },
  })
})

test("a route is read by its id", async () => {
  const { call, created, id } = await createApiWithRoute()
  expect((await call("GET", `${base}/${id}`)).body.result).toEqual(created)
})

test("a renamed route answers route, not result", async () => {
  const { call, created, gateway, id } = await createApiWithRoute()
  expect(await call("PATCH", `${base}/${id}`, { name: "help" })).toEqual({
    status: 200,
    body: { success: true, route: { ...created, name: "help" } },
  })
  expect(gateway.routes.find("help")?.id).toBe(id)
  expect((await call("PATCH", `${base}/${id}`, { name: "help" })).status).toBe(200)
})

test("a version is a draft until it is deployed", async () => {
  const { call, clock, gateway, id, version } = await createApiWithRoute()
  clock.advance(1000)
  const made = await call("POST", `${base}/${id}/versions`, { elements: elements("b"), comment: "better" })
  const draft = made.body.result.version_id as string
  expect(made.body.result).toEqual({
    id,
    account_tag: "acc",
    gateway_id: "gw",
    name: "support",
    created_at: "2026-01-01T00:00:01.000Z",
    modified_at: "2026-01-01T00:00:01.000Z",
    elements: elements("b"),
    version_id: draft,
    comment: "better",
    active: "false",
    data: JSON.stringify(elements("b")),
  })
  expect((await call("GET", `${base}/${id}/versions`)).body.data.versions).toMatchObject([
    { version_id: draft, active: "false" },
    { version_id: version, active: "true" },
  ])
  expect(gateway.routes.find("support")?.elements).toEqual(elements("a"))

  const deployed = await call("POST", `${base}/${id}/deployments`, { version_id: draft })
  expect(deployed.body.result).toMatchObject({ id, version_id: draft, elements: elements("b") })
  expect(gateway.routes.find("support")?.elements).toEqual(elements("b"))
  expect((await call("GET", `${base}/${id}/versions/${draft}`)).body.result).toMatchObject({
    version_id: draft,
    active: "true",
    elements: elements("b"),
  })
  expect((await call("GET", `${base}/${id}/deployments`)).body).toMatchObject({
    success: true,
    data: { deployments: [{ version_id: draft }, { version_id: version }] },
  })
})

test("a deleted route is told a last time and gone", async () => {
  const { call, gateway, id } = await createApiWithRoute()
  expect((await call("DELETE", `${base}/${id}`)).body.result).toEqual({
    id,
    account_tag: "acc",
    gateway_id: "gw",
    name: "support",
    created_at: at,
    modified_at: at,
    elements: elements("a"),
  })
  expect(gateway.routes.list()).toEqual([])
})

test("a route that is there already is a conflict", async () => {
  const { call } = await createApiWithRoute()
  const conflict = refusal(409, 7005, "Route already exists")
  expect(await call("POST", base, { name: "support", elements: elements("a") })).toEqual(conflict)
  const other = await call("POST", base, { name: "sales", elements: elements("a") })
  expect(await call("PATCH", `${base}/${other.body.result.id}`, { name: "support" })).toEqual(conflict)
})

test("elements that cannot run are refused with the reason", async () => {
  const { call, id } = await createApiWithRoute()
  const message = `The dynamic route "sales" cannot run: there must be one element of type "start", not 0`
  expect(await call("POST", base, { name: "sales", elements: [elements("a")[2]] })).toEqual(
    refusal(400, 7001, message, ["body", "elements"]),
  )
  expect((await call("POST", `${base}/${id}/versions`, { elements: [] })).body.errors[0]).toMatchObject({
    code: 7001,
    path: ["body", "elements"],
  })
  expect((await call("PATCH", `${base}/${id}`, { name: "two words" })).body.errors[0]).toMatchObject({
    code: 7001,
    path: ["body", "name"],
  })
})

test.each([
  ["POST", "", { elements: [] }, "name", "must be a text"],
  ["POST", "", { name: "x" }, "elements", "must be a list of elements"],
  ["PATCH", "/id2", {}, "name", "must be a text"],
  ["POST", "/id2/versions", { data: [] }, "elements", "must be a list of elements"],
  ["POST", "/id2/deployments", {}, "version_id", "must be a text"],
])("%s %s with %j is refused", async (method, path, body, field, message) => {
  const { call } = await createApiWithRoute()
  expect(await call(method, `${base}${path}`, body)).toEqual(refusal(400, 7001, message, ["body", field]))
})

test.each([
  ["GET", "/none", undefined, "Route"],
  ["PATCH", "/none", { name: "x" }, "Route"],
  ["DELETE", "/none", undefined, "Route"],
  ["GET", "/none/versions", undefined, "Route"],
  ["GET", "/none/versions/id1", undefined, "Route"],
  ["POST", "/none/versions", { elements: [] }, "Route"],
  ["GET", "/none/deployments", undefined, "Route"],
  ["POST", "/none/deployments", { version_id: "id1" }, "Route"],
  ["GET", "/id2/versions/none", undefined, "Version"],
  ["POST", "/id2/deployments", { version_id: "none" }, "Version"],
])("%s %s is not found", async (method, path, body, what) => {
  const { call } = await createApiWithRoute()
  expect(await call(method, `${base}${path}`, body)).toEqual(refusal(404, 7002, `${what} not found`))
})
