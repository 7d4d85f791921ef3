import type { Caller } from "../call/caller.ts"
import { checkReply, findIssues, type Schema } from "../call/check-reply.ts"
import { createSend } from "../call/create-send.ts"
import { perform, type Performance } from "../call/perform.ts"
import { prepareCall, refuse, type Operation } from "../call/prepare-call.ts"
import { unknownFilters } from "../call/unknown-filters.ts"
import { refuseModelOptions, withoutModelOptions, type ModellessOptions } from "../call/without-model-options.ts"
import { sendOverBinding } from "../http/binding-pipe.ts"
import { gatewayRoute, restRoute } from "../gateway/route.ts"
import { modelsPlan } from "../gateway/support-matrix.ts"
import { isRecord } from "../schemas/is-record.ts"
import { modelListingParamsSchema, type ModelListingParams } from "../schemas/model-listing-params.ts"
import { modelListingsSchema, type ModelListing } from "../schemas/model-listing.ts"
import { createPages, type Page, type Pages } from "../call/create-pages.ts"

/** What there is to ask. */
export interface Models {
  /**
   * Lists models: on compat those of every provider, from an endpoint that Cloudflare does not document; on REST and over the binding those of
   * Workers AI. With `surface: "auto"` compat is asked, and REST for what only that can tell. Nothing is sent before the list is read.
   * What the client wants of models (`gateway`, `providerKey`, `extraBody`) does not go along.
   *
   * @example
   * for await (const { id } of client.models.list({ search: "llama" })) console.log(id)
   *
   * @throws {AnyGatewayError} While it is read, as other calls do.
   */
  list(params?: ModelListingParams, options?: ModellessOptions): Pages<ModelListing>
}

/** What makes the calls of `client.models`. */
export function createModels(caller: Caller): Models {
  const { surface } = caller.config
  return {
    list(params = {}, options) {
      const untold = untoldOnCompat.filter((name) => params?.[name] != null)
      const isSearch = surface === "rest" || (surface === "auto" && untold.length > 0)
      const operation: Operation<object> = {
        plan: isSearch ? { ...modelsPlan, auto: modelsPlan.rest } : modelsPlan,
        schema: listingSchema(params),
        isModelless: true,
        route(config, way) {
          if (way === "rest") return { ...restRoute(config, "/ai/models/search"), method: "GET", headers: undefined }
          if (way === "binding") {
            if (config.binding && !config.binding.models) refuse("unsupported_option", noModels)
            return { way, url: "env.AI.models()", binding: { model: "" } }
          }
          const message = 'is not told on compat: take `surface: "rest"`'
          const issues = untold.map((name) => ({ path: [name], message }))
          refuse("unsupported_option", issues)
          // Not documented (reference A2). Those who use it send the token as `authorization`; here it goes where the gateway documents it.
          return { ...gatewayRoute(config, way, "/compat/models"), method: "GET" }
        },
        toBody: (asked, { method }) => (method ? undefined : asked),
        textsOf: () => [params.search],
      }
      // `env.AI.models` has no place for headers and query.
      const asking =
        surface === "binding"
          ? overBinding(withoutModelOptions(caller, "headers", "query"))
          : withoutModelOptions(caller)
      return createPages((page) => {
        const asked = { ...params, per_page: params?.per_page ?? 100, page }
        // Numbers and flags become text in the query.
        const query = { ...(isSearch && (asked as object)), ...options?.query }
        return perform(
          asking,
          () => {
            if (!isRecord(params)) refuse("invalid_request", noParams)
            refuseModelOptions(options)
            return prepareCall(asking, operation, asked, { ...options, query })
          },
          (performance) => receivePage(performance, params),
        )
      })
    },
  }
}

const untoldOnCompat = ["task", "source", "hide_experimental", "include_deprecated"] as const

// A name that is none would list all, and look as if it had found them.
const listingSchema = (params: object): Schema => ({
  safeParse(asked) {
    const { error } = modelListingParamsSchema.safeParse(asked)
    const unknown = unknownFilters(params, Object.keys(modelListingParamsSchema.shape), "per_page")
    const issues = [...unknown, ...(error?.issues ?? [])] as never[]
    return issues.length > 0 ? { success: false, error: { issues } } : { success: true }
  },
})

const noParams = [{ path: ["params"], message: 'must be an object: { search: "llama" }' }]
const noModels = [{ path: ["binding"], message: 'has no `models`: take `surface: "rest"`' }]

// A binding whose `run` searches: clocks, hooks and what it throws are those of a run.
function overBinding({ config }: Caller): Caller {
  const { binding } = config
  const search = binding && {
    gateway: binding.gateway,
    run: (_: string, params: object) => binding.models!(params),
  }
  return { config, send: createSend({ ...config, binding: search }, undefined, sendOverBinding) }
}

function receivePage(performance: Performance, { search = "", author }: ModelListingParams): Page<ModelListing> {
  const { answer, call, caller, finish, request } = performance
  const { value } = answer as { readonly value: any }
  const isCompat = request.route.way === "compat"
  const found: unknown = isCompat ? value.data : (value.result ?? value)
  const listings =
    Array.isArray(found) && !isCompat ? found.map((entry) => ({ ...entry, id: entry?.name ?? entry?.id })) : found
  const mode = request.options.validate.response
  if (mode !== "off") {
    const issues = findIssues(modelListingsSchema, listings)
    checkReply(issues, mode, value, call.record, caller.config.logger, "list of models")
  }
  finish({})
  const named = [listings].flat().filter((listing: any) => listing?.id) as ModelListing[]
  const gateway = call.record()
  const { per_page, total_count } = value.result_info ?? {}
  if (!isCompat) return { items: named, size: per_page, total: total_count, gateway }
  // Compat takes no filter and has one page.
  const items = named.filter(
    ({ id }) => id.toLowerCase().includes(search.toLowerCase()) && (!author || id.split("/").includes(author)),
  )
  return { items, size: Infinity, gateway }
}
