import type { LocalCredential } from "../local-reply.ts"
import type { DlpResult } from "../rules/dlp.ts"
import type { Metadata } from "../rules/read-metadata.ts"

/** What came of a call, for its log. */
export interface CallFacts {
  readonly credential?: LocalCredential | undefined
  readonly metadata: Metadata
  readonly isCached?: boolean | undefined
  readonly cost?: number | undefined
  readonly dlp?: DlpResult | undefined
}
