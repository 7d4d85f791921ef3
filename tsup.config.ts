import { defineConfig } from "tsup"

const doors = {
  index: "src/index.ts",
  "schemas/index": "src/schemas/index.ts",
  "testing/index": "src/testing/index.ts",
  "testing/node": "src/testing/node.ts",
}

export default defineConfig({
  // The two clients have files of their own, so that a bundler may leave out what the small one does not need.
  entry: { ...doors, cli: "src/cli/main.ts", client: "src/client.ts", "chat-client": "src/chat-client.ts" },
  format: ["esm", "cjs"],
  target: "es2022",
  // One class and one schema for all entries, in CommonJS too.
  splitting: true,
  clean: true,
  // `Symbol.asyncDispose` stands in the types, and consumers' `lib` may not have it.
  dts: { entry: doors, banner: '/// <reference lib="esnext.disposable" />' },
})
