import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite';

const RENDER = fileURLToPath(new URL('src/render.tsx', import.meta.url));

/** Puts the module that draws the page into one chunk with all that it imports, but for what asks for the numbers before. */
const drawing = (): Rolldown.CodeSplittingNameFunction => {
  let modules: ReadonlySet<string> | undefined;
  return (id, context) => {
    if (!modules) {
      const found = new Set([RENDER]);
      for (const module of found) context.getModuleInfo(module)?.importedIds.forEach((imported) => found.add(imported));
      modules = found;
    }
    return modules.has(id) ? 'render' : null;
  };
};

/** Lets index.html fetch what draws the page at once, and not only when the script that asks for the numbers has run. */
const preloadRender: Plugin = {
  name: 'preload-render',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle }) {
      const chunk = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === 'render');
      if (chunk?.type !== 'chunk') return [];
      const link = (rel: string) => (file: string): HtmlTagDescriptor => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}` }, injectTo: 'head' });
      return [link('modulepreload')(chunk.fileName), ...[...(chunk.viteMetadata?.importedCss ?? [])].map(link('stylesheet'))];
    },
  },
};

export default defineConfig({
  plugins: [react(), preloadRender],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'ask', tags: ['$initial'], priority: 1 }, { name: drawing(), debugName: 'render' }, { name: 'Chart-parts', test: /\/src\/chart\/(axes|colors|path|scale|split|ticks)\.ts$/ }] } } },
  },
  server: {
    // `npm run dev` beside a running `./run.sh`.
    proxy: { '/api': 'http://localhost:7071', '/js': 'http://localhost:7071', '/openapi': 'http://localhost:7071', '/docs': 'http://localhost:7071' },
  },
});
