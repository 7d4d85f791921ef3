export { createCompletion, createCompletionStream } from "./create-completion.ts"
export { createFakeCreate, type FakeCreate } from "./create-fake-create.ts"
export { createLocalGateway, type LocalFault, type LocalGateway, type LocalGatewayOptions } from "./local-gateway.ts"
export type { LocalReply, LocalRequest, ReplyParts } from "./local-reply.ts"
