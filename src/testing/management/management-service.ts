import type { Hono } from "hono"
import type { LocalGatewaySettings, LocalPermission } from "../local-gateway-options.ts"
import type { AccountState, GatewayState } from "../service/gateway-state.ts"

/** What the management API works on. */
export interface ManagementService {
  account(id: string): AccountState | undefined
  /** Makes a gateway and puts it among the account's. */
  createGateway(account: AccountState, id: string, settings: LocalGatewaySettings): GatewayState
  /** Whether the request's API token is the account's and allows that. */
  may(account: AccountState, request: Request, permission: LocalPermission): boolean
  now(): number
  id(): string
}

/** What is found before a route answers. */
export interface ManagementEnvironment {
  Variables: { account: AccountState; gateway: GatewayState }
}

/** The routes of the management API, below `/client/v4/accounts/{account}/ai-gateway`. */
export type ManagementApp = Hono<ManagementEnvironment>
