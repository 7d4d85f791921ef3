// Next is too large a development dependency for one file: what 03-next-route.ts uses of it.
declare module "next/server" {
  export interface NextRequest extends Request {}
  export class NextResponse extends Response {
    static json(body: unknown, init?: ResponseInit): NextResponse
  }
}
