// The tracker in a real browser, on pages of sites that the built program counts: each test asks the program what it has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStage } from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
after(() => stage?.close());

const script = (name = 'script.js', attributes = '') => `<script defer src="${stage.url}/js/${name}" ${attributes}></script>`;
const stub = (options) => `<script async src="${stage.url}/js/pa-Ab1.js"></script><script>
  window.plausible=window.plausible||function(){(plausible.q=plausible.q||[]).push(arguments)},plausible.init=plausible.init||function(i){plausible.o=i||{}};
  plausible.init(${options})</script>`;

/** Stands the clock of a page's next documents still, so that only what a test adds passes: real time would round up to another second. */
async function freeze({ clock }) {
  await clock.install();
  await clock.pauseAt(Date.now() + 60_000);
}

const TALL = '<div style="height:8000px"></div>';

test('a page is a pageview with its referrer, and leaving it tells time and depth', async () => {
  const site = await stage.site({ head: script('plausible.js'), body: `${TALL}<a href="/next">next</a>` });
  await freeze(site.page);
  await site.page.goto(`${site.root}/start?utm_source=letter`, { referer: 'https://news.example.org/' });
  await site.page.evaluate(() => scrollTo(0, 3200));
  await site.page.waitForFunction(() => scrollY === 3200);
  await site.page.clock.fastForward(7000);
  await site.page.evaluate(() => scrollTo(0, 0));
  await site.open('/next');
  await site.has(['pageview', '/start'], ['pageview', '/next']);
  await site.answers({ metrics: ['visits'], dimensions: ['visit:utm_source'] }, [['letter', 1]]);
  await site.answers({ metrics: ['scroll_depth', 'time_on_page'], dimensions: ['event:page'], filters: [['is', 'event:page', ['/start']]] }, [['/start', 50, 7]]);
  await site.close();
});

test('time behind another window or tab does not count', async () => {
  const site = await stage.site({ head: script(), body: TALL });
  await freeze(site.page);
  await site.open();
  await site.page.clock.fastForward(4000);
  await site.arrived();
  await site.page.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
  });
  await site.page.clock.fastForward(60_000);
  await site.page.evaluate(() => {
    delete document.hasFocus;
    dispatchEvent(new Event('focus'));
  });
  await site.page.clock.fastForward(5000);
  await site.open('/next');
  await site.has(['pageview', '/'], ['pageview', '/next']);
  await site.answers({ metrics: ['time_on_page'], dimensions: ['event:page'], filters: [['is', 'event:page', ['/']]] }, [['/', 9]]);
  await site.close();
});

test('a page that is loaded behind another window sends its pageview alone', async () => {
  const site = await stage.site({ head: script(), body: TALL, init: () => (document.hasFocus = () => false) });
  const sent = [];
  site.context.on('request', (request) => {
    if (/\/api\/event$/.test(request.url())) sent.push(request.postDataJSON().n);
  });
  await site.open('/behind');
  await site.has(['pageview', '/behind']);
  assert.deepEqual(sent, ['pageview']);
  await site.close();
});

test('the history API makes pageviews of new paths, not of a new query or fragment', async () => {
  const site = await stage.site({ head: script() });
  await site.open('/a');
  await site.page.evaluate(() => {
    history.pushState({}, '', '/b');
    history.pushState({}, '', '/b?page=2');
    history.pushState({}, '', '/b?page=2#reviews');
    location.hash = 'top';
    history.replaceState({}, '', '/b?page=3');
    history.pushState({}, '', '/c');
  });
  await site.page.goBack();
  await site.has(['pageview', '/a'], ['pageview', '/b'], ['pageview', '/c'], ['pageview', '/b']);
  await site.close();
});

test('replaceState changes the address of the page that is shown, also before the tab is left and seen again', async () => {
  const site = await stage.site({ head: script(), body: '<a id="anchor" href="#reviews">reviews</a>' });
  await site.open('/a');
  await site.page.evaluate(() => {
    let hidden = false;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    window.show = (isShown) => {
      hidden = !isShown;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    };
    history.replaceState({}, '', '/replaced');
    show(false);
    show(true);
    history.pushState({}, '', '/replaced?page=2');
    show(false);
    history.replaceState({}, '', '/behind');
    show(true);
    show(false);
    history.pushState({}, '', '/moved');
    history.replaceState({}, '', '/moved/on');
    show(true);
    show(false);
    show(true);
  });
  await site.page.evaluate(() => history.replaceState({}, '', '/last'));
  await site.page.click('#anchor');
  await site.page.waitForFunction(() => location.hash === '#reviews');
  await site.page.evaluate(() => plausible('End'));
  await site.has(['pageview', '/a'], ['pageview', '/moved/on'], ['End', '/last']);
  await site.close();
});

test('a page that has the script twice, under any names, is counted once', async () => {
  const module = (address) => `<script type="module">import { init, track } from '${address}';
    init({ domain: location.hostname, outboundLinks: true, formSubmissions: true }); window.plausible ||= track</script>`;
  const named = script('plausible.outbound-links.form-submissions.js');
  const waiting = stub('{}');
  const own = module(`${stage.url}/js/script.mjs`);
  const body = `${TALL}<a id="out" href="http://partner.example/">out</a><form onsubmit="return false"><button id="send">Send</button></form>
    <script>addEventListener('click', (event) => event.preventDefault()); document.forms[0].addEventListener('submit', (event) => event.preventDefault())</script>`;
  for (const head of [named + named, named + script('script.hash.js'), waiting + waiting, waiting + named, own + named, named + own, own + module(`${stage.url}/js/script.mjs?2`)]) {
    const site = await stage.site({ head, body });
    const warned = site.page.waitForEvent('console', (message) => message.type() === 'warning' && /counted already/.test(message.text()));
    await site.open('/a');
    await warned;
    await site.page.evaluate(() => {
      plausible('Own');
      history.pushState({}, '', '/b');
      document.querySelector('form').requestSubmit();
    });
    await site.page.click('#out');
    await site.open('/c');
    await site.has(['pageview', '/a'], ['Own', '/a'], ['pageview', '/b'], ['Form: Submission', '/b'], ['Outbound Link: Click', '/b'], ['pageview', '/c']);
    await site.close();
  }
});

test('an event that is too large to outlive the page is sent, alone or beside others', async () => {
  const site = await stage.site({ head: script() });
  await site.open();
  await site.arrived();
  const results = await site.page.evaluate(async () => {
    const send = (letters) => new Promise((callback) => plausible('Large', { url: `${location.origin}/?text=${'x'.repeat(letters)}`, callback }));
    const alone = await send(70_000);
    return [alone, ...(await Promise.all([send(30_000), send(30_000), send(30_000)]))].map((result) => 'status' in result);
  });
  assert.deepEqual(results, [true, true, true, true]);
  await site.close();
});

test('with hash routing, fragments are pages', async () => {
  const site = await stage.site({ head: script('script.hash.js') });
  await site.open('/app#/');
  await site.page.evaluate(() => (location.hash = '#/pricing'));
  await site.page.waitForFunction(() => location.hash === '#/pricing');
  await site.page.evaluate(() => history.pushState({}, '', '#/cart'));
  await site.has(['pageview', '/app#/'], ['pageview', '/app#/pricing'], ['pageview', '/app#/cart']);
  await site.close();
});

test('a page that comes back from the back-forward cache is seen again', async () => {
  const site = await stage.site({ head: script() });
  await site.open('/first');
  await site.page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.cameBack = persisted)));
  await site.open('/second');
  await site.page.evaluate(() => void setTimeout(() => history.back()));
  await site.page.waitForFunction(() => window.cameBack);
  await site.has(['pageview', '/first'], ['pageview', '/second'], ['pageview', '/first']);
  await site.close();
});

test('a page that is rendered ahead is a visit when it is seen', async () => {
  const site = await stage.site({
    head: script(),
    init: () => {
      window.ahead = true;
      Object.defineProperty(document, 'hidden', { get: () => window.ahead });
    },
  });
  await site.open();
  await site.page.evaluate(() => plausible('Early'));
  await site.has(['Early', '/']);
  await site.page.evaluate(() => {
    window.ahead = false;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await site.has(['Early', '/'], ['pageview', '/']);
  await site.close();
});

test('custom events have properties, revenue, a value, another address, and call back', async () => {
  const site = await stage.site({ head: script('script.pageview-props.js', 'event-plan="team" event-author="Jo Doe"') });
  await site.open('/shop');
  const result = await site.page.evaluate(
    () =>
      new Promise((callback) => {
        plausible('Purchase', { props: { plan: 'solo', items: 3 }, revenue: { currency: 'EUR', amount: '19.90' }, value: 4, url: `${location.origin}/paid`, callback });
        plausible('Old', { u: `${location.origin}/other` });
      }),
  );
  assert.deepEqual(result, { status: 202 });
  await site.has(['pageview', '/shop'], ['Purchase', '/paid'], ['Old', '/other']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:plan', 'event:name'] }, [
    ['solo', 'Purchase', 1],
    ['team', 'Old', 1],
    ['team', 'pageview', 1],
  ]);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:author'] }, [['Jo Doe', 3]]);
  await site.answers({ metrics: ['events', 'value_sum'], dimensions: ['event:name'], filters: [['is', 'event:name', ['Purchase']]] }, [['Purchase', 1, 4]]);
  await site.close();
});

test('an event that is not interactive leaves a bounce a bounce', async () => {
  const site = await stage.site({ head: script() });
  await site.open();
  await site.page.evaluate(() => plausible('Scrolled', { interactive: false }));
  await site.has(['pageview', '/'], ['Scrolled', '/']);
  await site.answers({ metrics: ['bounce_rate'] }, [[100]]);
  await site.page.evaluate(() => plausible('Clicked'));
  await site.answers({ metrics: ['bounce_rate'] }, [[0]]);
  await site.close();
});

test('classes name events of links, buttons and forms, with properties and revenue', async () => {
  const site = await stage.site({
    head: script('script.tagged-events.revenue.js'),
    body: `<form id="join" class="plausible-event-name=Join+us plausible-event-plan--team+yearly"><input name="name"><button id="submit">Join</button></form>
      <div class="card plausible-event-name--Card plausible-event-place=top"><p><span id="card">Card</span></p></div>
      <a id="buy" href="/bought" class="plausible-event-name=Buy plausible-revenue-amount=9.5 plausible-revenue-currency=EUR"><b>Buy</b></a>
      <a id="plain" href="#x">Plain</a>`,
  });
  await site.open();
  await site.page.click('#card');
  await site.page.click('#plain');
  await site.page.click('#submit');
  await site.page.waitForURL(/name=/);
  await site.page.click('#buy b');
  await site.page.waitForURL(/bought/);
  await site.has(['pageview', '/'], ['Card', '/'], ['Join us', '/'], ['pageview', '/'], ['Buy', '/'], ['pageview', '/bought']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:plan'], filters: [['is', 'event:name', ['Join us']]] }, [['team yearly', 1]]);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:place'], filters: [['is', 'event:name', ['Card']]] }, [['top', 1]]);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:url'], filters: [['is', 'event:name', ['Buy']]] }, [[`${site.root}/bought`, 1]]);
  await site.close();
});

test('links that lead out and downloads are events, each where it is switched on', async () => {
  const links = `<a id="out" href="http://partner.example:1/p?q=1">out</a> <a id="mail" href="mailto:jo@example.com">mail</a>
    <a id="upper" href="/files/Cat.PDF#page=2">upper</a> <a id="none">none</a> <svg width="20" height="20"><a xlink:href="/files/old.pdf"><rect id="old" width="20" height="20"/></a></svg>
    <a id="pdf" href="/files/Price%20list.pdf?v=2">pdf</a> <a id="odd" href="/files/model.step">odd</a> <a id="in" href="/inside.html">in</a>
    <svg width="20" height="20"><a href="http://partner.example/svg"><rect id="svg" width="20" height="20"/></a></svg>
    <script>addEventListener('click', (event) => event.preventDefault())</script>`;
  const clicked = ['out', 'mail', 'pdf', 'odd', 'in', 'svg', 'upper', 'none', 'old'];
  const of = async (head, expected) => {
    const site = await stage.site({ head, body: links });
    await site.open();
    for (const id of clicked) await site.page.click(`#${id}`);
    await site.page.click('#out', { button: 'middle' });
    await site.has(['pageview', '/'], ...expected.map(([name]) => [name, '/']));
    await site.answers(
      { metrics: ['events'], dimensions: ['event:name', 'event:props:url'], filters: [['is_not', 'event:name', ['pageview']]], order_by: [['event:name', 'asc'], ['event:props:url', 'asc']] },
      [...new Set(expected.map((row) => row.join(' ')))].sort().map((row) => {
        const [, name, url] = /^(.*) (\S+)$/.exec(row);
        return [name, url.replace('ROOT', site.root), expected.filter((other) => other.join(' ') === row).length];
      }),
    );
    await site.close();
  };
  const out = ['Outbound Link: Click', 'http://partner.example:1/p?q=1'];
  const pdf = ['File Download', 'ROOT/files/Price%20list.pdf'];
  const svg = ['Outbound Link: Click', 'http://partner.example/svg'];
  const upper = ['File Download', 'ROOT/files/Cat.PDF'];
  const old = ['File Download', 'ROOT/files/old.pdf'];
  const odd = ['File Download', 'ROOT/files/model.step'];
  await of(script(), []);
  await of(script('script.outbound-links.js'), [out, out, svg]);
  await of(script('script.js', 'data-outbound-links'), [out, out, svg]);
  await of(script('script.js', 'data-outbound-links="false"'), []);
  await of(script('plausible.file-downloads.outbound-links.js'), [out, out, svg, pdf, upper, old]);
  await of(script('script.file-downloads.js', 'file-types="step,stl"'), [odd]);
  await of(script('script.file-downloads.js', 'add-file-types="step"'), [pdf, odd, upper, old]);
  await of(stub(`{ outboundLinks: false, fileDownloads: { fileExtensions: ['STEP', 'c++'] } }`), [odd]);
});

test('forms that are sent are events', async () => {
  const body = `<form id="a" action="/thanks"><input name="q" required><button>Send</button></form>
    <form id="b" onsubmit="return false" class="plausible-event-name=Own"><button>Send</button></form>
    <div class="plausible-event-name=Card"><form id="c" onsubmit="return false"><button>Send</button></form></div>`;
  const site = await stage.site({ head: script('script.form-submissions.tagged-events.js'), body });
  await site.open('/contact');
  await site.page.click('#a button'); // The browser asks for the field first.
  await site.page.click('#b button');
  await site.page.click('#c button');
  await site.page.fill('input', 'x');
  await site.page.click('#a button');
  await site.page.waitForURL(/thanks/);
  await site.has(['pageview', '/contact'], ['Own', '/contact'], ['Card', '/contact'], ['Form: Submission', '/contact'], ['pageview', '/thanks']);
  await site.close();
});

test('pages that are not found are events, by themselves or by a call', async () => {
  const site = await stage.site({ head: script('script.404.js') });
  await site.open('/there');
  await site.open('/missing');
  await site.page.evaluate(() => plausible('404', { props: { path: '/by/hand' } }));
  await site.has(['pageview', '/there'], ['pageview', '/missing'], ['404', '/missing'], ['404', '/missing']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:path'], filters: [['is', 'event:name', ['404']]] }, [['/by/hand', 1], ['/missing', 1]]);
  await site.close();
});

test('in manual mode the page sends its pageviews itself, with an address and properties', async () => {
  const site = await stage.site({ head: script('script.manual.pageview-props.revenue.js', 'event-kind="manual"') });
  await site.open('/orders/4711');
  await site.page.evaluate(() => {
    history.pushState({}, '', '/orders/4712');
    plausible('pageview', { u: `${location.origin}/orders/:id`, props: { theme: 'dark' } });
  });
  await site.has(['pageview', '/orders/:id']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:kind', 'event:props:theme'] }, [['manual', 'dark', 1]]);
  await site.open('/elsewhere');
  await site.answers({ metrics: ['scroll_depth'], dimensions: ['event:page'] }, [['/orders/:id', 100]]);
  await site.close();
});

test('pages can be left out or named alone, with wildcards', async () => {
  const excluding = await stage.site({ head: script('script.exclusions.js', 'data-exclude="/admin**, /*/edit, /a.b"') });
  for (const path of ['/admin/users/7', '/posts/edit', '/posts/7/edit', '/a.b', '/axb', '/']) await excluding.open(path);
  await excluding.page.evaluate(() => plausible('Event'));
  await excluding.has(['pageview', '/posts/7/edit'], ['pageview', '/axb'], ['pageview', '/'], ['Event', '/']);
  await excluding.answers({ metrics: ['scroll_depth'], dimensions: ['event:page'], order_by: [['event:page', 'asc']] }, [['/', null], ['/axb', 100], ['/posts/7/edit', 100]]);
  await excluding.close();
  const including = await stage.site({ head: script('script.exclusions.js', 'data-include="/blog/**" data-exclude="/blog/drafts/*"') });
  for (const path of ['/', '/blog/one', '/blog/drafts/two']) await including.open(path);
  await including.has(['pageview', '/blog/one']);
  await including.close();
});

test('a request can be transformed, or refused', async () => {
  const site = await stage.site({
    head: stub(`{ customProperties: (name) => ({ kind: name.toLowerCase() }), transformRequest: (payload) => {
      return payload.n === 'Secret' ? null : { ...payload, u: payload.u.replace(/\\/\\d+/, '/:id') };
    } }`),
  });
  await site.open('/orders/4711');
  const results = await site.page.evaluate(() => {
    const results = [];
    plausible('Secret', { callback: (result) => results.push(result === undefined) });
    return results;
  });
  assert.deepEqual(results, [true]);
  await site.open('/next');
  await site.has(['pageview', '/orders/:id'], ['pageview', '/next']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:kind'] }, [['pageview', 2]]);
  await site.answers({ metrics: ['scroll_depth'], dimensions: ['event:page'], filters: [['is', 'event:page', ['/orders/:id']]] }, [['/orders/:id', 100]]);
  await site.close();
});

test('who asks to be ignored is ignored', async () => {
  const site = await stage.site({ head: script('script.local.js') });
  await site.open();
  await site.page.evaluate(() => localStorage.setItem('plausible_ignore', 'true'));
  const warned = site.page.waitForEvent('console', (message) => /plausible_ignore/.test(message.text()));
  await site.open('/ignored');
  await warned;
  await site.page.evaluate(() => localStorage.clear());
  await site.open('/again');
  await site.has(['pageview', '/'], ['pageview', '/again']);
  await site.close();
});

test('localhost and automated browsers count only if they are asked to', async () => {
  for (const name of ['script.js', 'script.local.js']) {
    const site = await stage.site();
    for (const host of ['127.0.0.1', site.domain]) stage.hosts.set(host, () => ({ body: `<head>${script(name, `data-domain="${site.domain}"`)}</head>` }));
    await site.page.goto(`http://127.0.0.1:${stage.port}/local`);
    await site.open('/public');
    await site.has(...(name === 'script.js' ? [] : [['pageview', '/local']]), ['pageview', '/public']);
    await site.close();
  }
  const allowed = await stage.site();
  stage.hosts.set('127.0.0.1', () => ({ body: `<head>${script('script.js', `data-domain="${allowed.domain}" data-allow-local`)}</head>` }));
  await allowed.page.goto(`http://127.0.0.1:${stage.port}/local`);
  await allowed.has(['pageview', '/local']);
  await allowed.close();
  const driven = await stage.site({ head: script(), webdriver: true });
  await driven.open('/driven');
  await driven.page.evaluate(() => (window.__plausible = true));
  await driven.page.evaluate(() => plausible('Meant'));
  await driven.has(['Meant', '/driven']);
  await driven.close();
});

test('a file on disk is not counted', async () => {
  const site = await stage.site({ head: script() });
  await site.page.route('file:///page.html', (route) => route.fulfill({ contentType: 'text/html', body: `<head>${script('script.js', `data-domain="${site.domain}"`)}</head>` }));
  const warned = site.page.waitForEvent('console', (message) => /Ignoring Event: localhost/.test(message.text()));
  await site.page.goto('file:///page.html');
  await warned;
  await site.open();
  await site.has(['pageview', '/']);
  await site.close();
});

test('web vitals are values, if the page asks for them', async () => {
  const site = await stage.site({ head: script('script.web-vitals.js'), body: '<h1>Heading</h1><button id="slow" onclick="for (const end = performance.now() + 80; performance.now() < end; );">Slow</button>' });
  await site.open('/measured');
  await site.page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/vitals.mjs')));
  await site.page.click('#slow');
  await site.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100)))));
  await site.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await site.has(['pageview', '/measured'], ['LCP', '/measured'], ['CLS', '/measured'], ['INP', '/measured']);
  const rows = await stage.query(site.domain, { metrics: ['value_average'], dimensions: ['event:name'], filters: [['is', 'event:name', ['LCP', 'INP', 'CLS']]] });
  const values = Object.fromEntries(rows.map(({ dimensions, metrics }) => [dimensions[0], metrics[0]]));
  assert.ok(values.LCP > 0, `LCP ${values.LCP}`);
  assert.ok(values.INP >= 80, `INP ${values.INP}`);
  assert.equal(values.CLS, 0);
  await site.answers({ metrics: ['bounce_rate'] }, [[100]]);
  await site.close();
});

test('calls from before the script arrived are sent after the pageview', async () => {
  const head = `<script>window.plausible = window.plausible || function () { (window.plausible.q = window.plausible.q || []).push(arguments) }; plausible('Early', { props: { n: 1 } }); plausible('Second')</script>`;
  const site = await stage.site({ head: head + script() });
  await site.open();
  await site.has(['pageview', '/'], ['Early', '/'], ['Second', '/']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:n'], filters: [['is', 'event:name', ['Early']]] }, [['1', 1]]);
  await site.close();
});

test('the waiting script begins with plausible.init, whichever comes first', async () => {
  const early = await stage.site({ head: stub('{ hashBasedRouting: true }') });
  await early.open('/#/one');
  await early.has(['pageview', '/#/one']);
  await early.close();
  const late = await stage.site({ head: `<script src="${stage.url}/js/pa-Ab1.js"></script>` });
  await late.open('/');
  await late.page.evaluate(() => history.pushState({}, '', '/before'));
  await late.page.evaluate(() => plausible.init({ customProperties: { kind: 'late' } }));
  await late.page.evaluate(() => plausible.init());
  await late.has(['pageview', '/before']);
  await late.answers({ metrics: ['events'], dimensions: ['event:props:kind'] }, [['late', 1]]);
  await late.close();
});

test('the domain and the endpoint can be named, and a script can be put in by another', async () => {
  const first = await stage.site();
  const second = await stage.site();
  const seen = [];
  const page = await stage.site();
  stage.hosts.set(page.domain, () => ({
    body: `<script data-domain="${first.domain},${second.domain}" data-api="${stage.url}/api/event?proxy=1" src="data:,"></script><script>
      const script = document.createElement('script');
      script.src = '${stage.url}/js/script.js';
      script.dataset.domain = '${first.domain},${second.domain}';
      script.dataset.api = '${stage.url}/api/event?proxy=1';
      document.head.append(script);</script>`,
  }));
  page.page.on('request', (request) => seen.push(request.url()));
  await page.open('/both');
  await first.has(['pageview', '/both']);
  await second.has(['pageview', '/both']);
  assert.ok(seen.includes(`${stage.url}/api/event?proxy=1`));
  for (const site of [first, second, page]) await site.close();
});

test('the module of apps counts with init and track', async () => {
  const site = await stage.site({
    head: `<script type="module">import { init, track, DEFAULT_FILE_TYPES } from '${stage.url}/js/script.mjs';
      init({ domain: location.hostname, customProperties: { app: 'shop' }, formSubmissions: true });
      track('Started', { props: { types: DEFAULT_FILE_TYPES.length } });
      try { init() } catch (error) { window.refused = error.message }</script>`,
  });
  await site.open('/app');
  await site.has(['pageview', '/app'], ['Started', '/app']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:app'] }, [['shop', 2]]);
  assert.match(await site.page.evaluate(() => window.refused), /called once/);
  await site.close();
});

test('nothing is kept in the browser', async () => {
  const site = await stage.site({ head: script('script.outbound-links.tagged-events.js') });
  await site.open();
  await site.open('/next');
  await site.has(['pageview', '/'], ['pageview', '/next']);
  assert.deepEqual(await site.context.cookies(), []);
  assert.deepEqual(await site.page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]), [0, 0, 0]);
  await site.close();
});
