import type { GatewayRecord } from "./gateway-record.ts"

/** `gateway` is not enumerable at run time; declared as an accessor of a class, a spread drops it in the types too. */
export declare abstract class WithGateway {
  /** Everything known of the request. Not enumerable: JSON, spread and deep equality see the wire's object alone. */
  get gateway(): GatewayRecord
}

/** Puts the record beside the wire's own object. It is read from the headers when somebody asks: that costs as much as parsing the reply. */
export function attachGateway<Whole extends object>(value: Whole, record: () => GatewayRecord): Whole & WithGateway {
  return Object.defineProperty(value, "gateway", {
    get: record,
    enumerable: false,
    configurable: true,
  }) as Whole & WithGateway
}
