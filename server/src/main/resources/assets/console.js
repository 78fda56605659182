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

  // Logs: the end is followed until somebody scrolls up or pauses. The words are those of LogLine.java.
  const BAD = /\b(error|failed|fails|failure|fatal|panic|exception|denied|refused|unhealthy|not healthy|cannot|could not|exit [1-9]\d*|out of memory)\b/i;
  const ODD = /\b(warn|warning|deprecated|retry|retrying)\b/i;
  const MOST_LINES = 5000;
  const card = (log) => log.closest('.log-card');
  const toEnd = (log) => { log.scrollTop = log.scrollHeight; };
  const paused = (log) => card(log)?.querySelector('[data-pause]')?.getAttribute('aria-pressed') === 'true';
  const follow = (log, address, read) => {
    const source = new EventSource(address);
    const add = (text, name, at) => {
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      const line = document.createElement('span');
      line.className = `${BAD.test(text) ? 'bad' : ODD.test(text) ? 'odd' : ''} ${name ?? ''}`.trim();
      if (at) {
        const when = document.createElement('span');
        when.className = 'at';
        when.textContent = at;
        line.append(when, ' ');
      }
      line.append(text + '\n');
      log.append(line);
      while (log.childElementCount > MOST_LINES) { log.firstElementChild.remove(); }
      if (atEnd && !paused(log)) { toEnd(log); }
    };
    read(source, add);
    return source;
  };
  const logs = (within) => within.querySelectorAll('pre.log').forEach((log) => {
    toEnd(log);
    if (!log.dataset.stream || log.dataset.open) { return; }
    log.dataset.open = 'yes';
    const source = follow(log, log.dataset.stream, (events, add) => {
      events.addEventListener('log', (event) => event.data.split('\n').forEach((line) => add(line)));
      events.addEventListener('end', () => {
        events.close();
        card(log)?.querySelectorAll('[data-live], [data-pause]').forEach((one) => one.remove());
      });
    });
    streams.push(source);
  });
  const streams = [];

  // A long plan: all of it unfolded or folded at once, and what of it has these words.
  const fold = (button) => button.closest('.plan').querySelectorAll('details.fold').forEach((one) => { one.open = button.dataset.fold === 'open'; });
  const find = (input) => {
    const words = input.value.trim().toLowerCase().split(/\s+/);
    input.closest('.plan').querySelectorAll(input.dataset.filter).forEach((one) => {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    });
  };
  document.addEventListener('input', (event) => { if (event.target.matches('[data-filter]')) { find(event.target); } });
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) { target.querySelectorAll(':scope > details.fold').forEach((one) => { one.open = true; }); target.scrollIntoView(); }
  };
  addEventListener('hashchange', unfold);

  // The part that moves is fetched again when the server says that it moved; never under somebody's hands.
  const busy = (part) => part.querySelector('details.ask[open]') || [...part.querySelectorAll('textarea')].some((area) => area.value !== area.defaultValue)
    || (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select'));
  let wanted = false;
  let fetching = false;
  const refresh = () => {
    const part = document.getElementById('live');
    if (!part || document.hidden || busy(part)) { wanted = true; return; }
    if (fetching) { wanted = true; return; }
    wanted = false;
    fetching = true;
    if (performance.now() > 5000) { document.querySelectorAll('main > .done').forEach((one) => one.remove()); }
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
    if (live && live.dataset.poll) {
      setTimeout(refresh, 3000);
      setInterval(refresh, Number(live.dataset.poll) * 1000);
    }
    unfold();
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
    const folder = event.target.closest('[data-fold]');
    if (folder) { fold(folder); }
    const end = event.target.closest('[data-end]');
    if (end) { toEnd(card(end).querySelector('pre.log')); }
    const pause = event.target.closest('[data-pause]');
    if (pause) {
      const on = pause.getAttribute('aria-pressed') !== 'true';
      pause.setAttribute('aria-pressed', String(on));
      [pause.textContent, pause.dataset.on] = [pause.dataset.on, pause.textContent];
      if (!on) { toEnd(card(pause).querySelector('pre.log')); }
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
          add(line.text, line.error ? 'stderr' : undefined, `${line.at.slice(11, 19)} #${line.replica}`);
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
