export type {
  LocalBinding,
  LocalBindingLog,
  LocalBindingOptions,
  LocalCatalogueModel,
  LocalGatewayBinding,
  LocalLogPatch,
  LocalModelSearch,
  LocalRunOptions,
  LocalUniversalStep,
} from "./binding/local-binding.ts"
export { createCompletion, createCompletionStream } from "./create-completion.ts"
export { createFakeCreate, type FakeCreate } from "./create-fake-create.ts"
export { createGatewayError } from "./create-gateway-error.ts"
export type { LocalFault } from "./faults/fault.ts"
export { createLocalGateway, type LocalGateway } from "./local-gateway.ts"
export type {
  LocalAccess,
  LocalAccount,
  LocalAnswerEvent,
  LocalCustomProvider,
  LocalDlp,
  LocalDomain,
  LocalGatewayOptions,
  LocalGatewaySettings,
  LocalGuardrails,
  LocalPermission,
  LocalPrice,
  LocalRateLimit,
  LocalSpendLimit,
} from "./local-gateway-options.ts"
export type { LocalCredential, LocalReply, LocalRequest, LocalSurface, ReplyParts } from "./local-reply.ts"
export type { LogEntry as LocalLog } from "./logs/log-entry.ts"
export type { LocalModel, LocalUpstream } from "./models/local-model.ts"
export type { RouteElement } from "./routes/route-element.ts"
export type { FaultOptions } from "./service/create-plans.ts"
