// Next is too large a development dependency for one file: what 03-next-route.ts uses of it.
declare module "next/server" {
  export interface NextRequest extends Request {}
  export class NextResponse extends Response {
    static json(body: unknown, init?: ResponseInit): NextResponse
  }
}

// Cloudflare's globals do not go with the DOM's: the one that the programs name.
type Ai = import("@cloudflare/workers-types").Ai
