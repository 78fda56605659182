// Binome's console: what is live. Everything else works without this file.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('script');

  // Exact times in the reader's own time zone.
  const exact = new Intl.DateTimeFormat(root.lang, { dateStyle: 'long', timeStyle: 'medium' });
  const times = (within) => within.querySelectorAll('time').forEach((time) => {
    time.title = exact.format(new Date(time.dateTime));
  });

  // Small curves of the last samples; kept for the visit, so that a page that comes back goes on with its curve.
  const sparks = (within) => within.querySelectorAll('svg[data-spark]').forEach((svg) => {
    const key = 'spark ' + svg.dataset.spark;
    let samples = [];
    try { samples = JSON.parse(sessionStorage.getItem(key)) || []; } catch { samples = []; }
    const value = Number(svg.dataset.value);
    if (value >= 0) {
      samples = samples.concat(value).slice(-60);
      try { sessionStorage.setItem(key, JSON.stringify(samples)); } catch { /* no storage: no history */ }
    }
    const most = Math.max(...samples, 1);
    svg.firstElementChild.setAttribute('points', samples.length < 2 ? '' : samples
      .map((sample, i) => `${(60 - samples.length + i + 1).toFixed(1)},${(15 - 13 * sample / most).toFixed(1)}`).join(' '));
  });

  const follow = (log, address, read) => {
    const source = new EventSource(address);
    const add = (text, name) => {
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      const line = document.createElement('span');
      if (name) { line.className = name; }
      line.textContent = text + '\n';
      log.append(line);
      if (atEnd) { log.scrollTop = log.scrollHeight; }
    };
    read(source, add);
    return source;
  };
  const logs = (within) => within.querySelectorAll('pre.log').forEach((log) => {
    log.scrollTop = log.scrollHeight;
    if (!log.dataset.stream || log.dataset.open) { return; }
    log.dataset.open = 'yes';
    const source = follow(log, log.dataset.stream, (events, add) => {
      events.addEventListener('log', (event) => add(event.data));
      events.addEventListener('end', () => events.close());
    });
    streams.push(source);
  });
  const streams = [];

  // The part that moves is fetched again when the server says that it moved; never under somebody's hands.
  const busy = (part) => part.querySelector('details.ask[open]') || [...part.querySelectorAll('textarea')].some((area) => area.value)
    || (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select'));
  let wanted = false;
  let fetching = false;
  const refresh = () => {
    const part = document.getElementById('live');
    if (!part || document.hidden || busy(part)) { wanted = true; return; }
    if (fetching) { wanted = true; return; }
    wanted = false;
    fetching = true;
    const focused = document.activeElement && part.contains(document.activeElement)
      ? [...part.querySelectorAll('a, button, summary')].indexOf(document.activeElement) : -1;
    const open = [...part.querySelectorAll('details')].map((one) => one.open);
    const scrolled = part.querySelector('pre.log')?.scrollTop;
    htmx.ajax('GET', location.pathname + location.search.replace(/([?&])done=[^&]*/, '$1'), { target: '#live', select: '#live', swap: 'outerHTML' }).finally(() => {
      fetching = false;
      const fresh = document.getElementById('live');
      const details = fresh.querySelectorAll('details');
      if (details.length === open.length) { details.forEach((one, i) => { one.open = open[i]; }); }
      if (focused >= 0) { fresh.querySelectorAll('a, button, summary')[focused]?.focus({ preventScroll: true }); }
      const log = fresh.querySelector('pre.log');
      if (log && scrolled !== undefined && !log.dataset.stream) { log.scrollTop = scrolled; }
    });
  };
  document.addEventListener('visibilitychange', () => { if (wanted) { refresh(); } });
  document.addEventListener('focusout', () => setTimeout(() => { if (wanted) { refresh(); } }, 500));

  const ready = (within) => { times(within); sparks(within); logs(within); };
  document.addEventListener('htmx:beforeSwap', () => { while (streams.length) { streams.pop().close(); } });
  document.addEventListener('htmx:load', (event) => ready(event.detail.elt));

  document.addEventListener('DOMContentLoaded', () => {
    ready(document);
    const live = document.getElementById('live');
    if (live && live.dataset.events) {
      const events = new EventSource(live.dataset.events);
      let later;
      events.addEventListener('moved', () => { clearTimeout(later); later = setTimeout(refresh, 150); });
      addEventListener('pagehide', () => events.close());
    }
    if (live && live.dataset.poll) { setInterval(refresh, Number(live.dataset.poll) * 1000); }
    if (location.search.includes('done=')) {
      const plain = new URL(location.href);
      plain.searchParams.delete('done');
      history.replaceState(null, '', plain);
    }
  });

  document.addEventListener('click', async (event) => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      const word = copy.textContent;
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        copy.textContent = copy.dataset.copied;
        setTimeout(() => { copy.textContent = word; }, 2000);
      } catch {
        getSelection().selectAllChildren(copy.previousElementSibling);
      }
    }
    const button = event.target.closest('[data-follow]');
    if (button) {
      if (button.source) {
        button.source.close();
        button.source = null;
        button.setAttribute('aria-pressed', 'false');
        button.textContent = button.dataset.off;
        return;
      }
      button.dataset.off = button.textContent;
      button.textContent = button.dataset.on;
      button.setAttribute('aria-pressed', 'true');
      document.getElementById('no-lines')?.remove();
      button.source = follow(document.querySelector('#logs pre.log'), button.dataset.follow, (events, add) => {
        events.addEventListener('line', (message) => {
          const line = JSON.parse(message.data);
          add(`${line.at.slice(11, 19)} #${line.replica} ${line.text}`, line.error ? 'stderr' : '');
        });
      });
    }
    document.querySelectorAll('details.ask[open]').forEach((one) => { if (!one.contains(event.target)) { one.open = false; } });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { document.querySelectorAll('details.ask[open]').forEach((one) => { one.open = false; one.querySelector('summary').focus(); }); }
    if (event.key === '/' && !event.target.matches('input, textarea, select')) {
      const search = document.querySelector('input[type=search]');
      if (search) { event.preventDefault(); search.focus(); }
    }
  });
})();
