import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The environment of whoever runs the tests must not configure the clients in them.
    env: {
      CF_ACCOUNT_ID: "",
      CLOUDFLARE_ACCOUNT_ID: "",
      GATEWAY_NAME: "",
      CLOUDFLARE_GATEWAY_ID: "",
      CLOUDFLARE_API_TOKEN: "",
      CF_AIG_TOKEN: "",
      CF_AIG_BASE_URL: "",
    },
    restoreMocks: true,
    // Some start processes, Workers or compilers, on machines with two cores.
    testTimeout: 20_000,
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text", "json-summary"],
      thresholds: { lines: 95, branches: 95 },
    },
  },
})
