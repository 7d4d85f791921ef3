import type { Answer } from "../answer.ts"
import type { LocalCredential } from "../local-reply.ts"
import type { DlpResult } from "../rules/dlp.ts"
import type { Metadata } from "../rules/read-metadata.ts"

/** What came of a call, for its log. */
export interface CallFacts {
  readonly credential?: LocalCredential | undefined
  readonly metadata: Metadata
  readonly isCached?: boolean | undefined
  /** Told once, when the answer has ended: charges for it, and says how much in US dollars. @default nothing */
  readonly bill?: ((ended: Answer) => number) | undefined
  readonly dlp?: DlpResult | undefined
}
