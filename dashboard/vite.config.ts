import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    // `npm run dev` beside a running `./run.sh`.
    proxy: { '/api': 'http://localhost:7071', '/js': 'http://localhost:7071', '/openapi': 'http://localhost:7071', '/docs': 'http://localhost:7071' },
  },
});
