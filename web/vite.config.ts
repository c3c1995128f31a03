import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Built into the Python package; nothing is inlined, because the page's Content-Security-Policy allows files only.
export default defineConfig({
  plugins: [svelte()],
  build: { outDir: "../src/dateline/server/desk", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, license: { fileName: "licenses.md" } },
  server: { proxy: { "/api": "http://127.0.0.1:8765" } },
});
