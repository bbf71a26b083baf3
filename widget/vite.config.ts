import { defineConfig } from "vite";

// One file, without names that change, so that a municipality's page needs one line. Written where `web` serves it.
export default defineConfig({
  build: {
    lib: { entry: "src/lotse.ts", formats: ["es"], fileName: () => "lotse.js" },
    outDir: "../web/static/widget",
    emptyOutDir: true,
    target: "es2022",
  },
});
