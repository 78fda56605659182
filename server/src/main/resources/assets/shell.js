// A shell in a service: a terminal (xterm.js) over the WebSocket that docs/reference/shell-protocol.md describes.
(() => {
  'use strict';
  const place = document.getElementById('terminal');
  const state = document.getElementById('shell-state');
  const again = document.getElementById('shell-again');
  const words = place.dataset;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const theme = () => ({
    background: colour('--sunk'), foreground: colour('--text'), cursor: colour('--accent'), cursorAccent: colour('--sunk'),
    selectionBackground: colour('--accent'), selectionForeground: colour('--on-accent'),
    ...(colour('color-scheme') === 'dark' || matchMedia('(prefers-color-scheme: dark)').matches ? {} : {
      black: '#171b1a', red: '#b3261e', green: '#17703c', yellow: '#8a5a00', blue: '#1f4fa3', magenta: '#7d2c8f', cyan: '#0b6663', white: '#5d6664',
      brightBlack: '#5d6664', brightRed: '#b3261e', brightGreen: '#17703c', brightYellow: '#94520a', brightBlue: '#1f4fa3', brightMagenta: '#7d2c8f', brightCyan: '#0b6663', brightWhite: '#171b1a',
    }),
  });
  const terminal = new Terminal({
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace',
    fontSize: 14, cursorBlink: false, scrollback: 5000, screenReaderMode: false, theme: theme(), minimumContrastRatio: 4.5,
  });
  const fit = new FitAddon.FitAddon();
  terminal.loadAddon(fit);

  // The pages' content policy forbids style elements and style attributes in markup. xterm.js fills two elements by their
  // text; each becomes a style sheet that a script has made, which the policy allows. Colours of single letters go by
  // the object model.
  const create = document.createElement;
  document.createElement = (name, options) => {
    if (name !== 'style') { return create.call(document, name, options); }
    const element = create.call(document, 'template');
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(element, 'textContent', { set: (text) => sheet.replaceSync(text), get: () => '' });
    return element;
  };
  const setAttribute = Element.prototype.setAttribute;
  HTMLSpanElement.prototype.setAttribute = function (name, value) {
    if (name === 'style') { this.style.cssText = value; } else { setAttribute.call(this, name, value); }
  };
  terminal.open(place);
  document.createElement = create;
  fit.fit();

  let socket = null;
  const say = (text, over) => {
    state.textContent = text;
    again.hidden = !over;
    terminal.options.disableStdin = over;
    if (over) { again.focus(); }
  };
  const send = (frame) => { if (socket && socket.readyState === WebSocket.OPEN) { socket.send(frame); } };
  const size = () => ({ columns: terminal.cols, rows: terminal.rows });

  const open = () => {
    terminal.reset();
    say(words.opening, false);
    const address = new URL(words.address, location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(address);
    let said = false;
    socket = mine;
    mine.binaryType = 'arraybuffer';
    mine.onopen = () => mine.send(JSON.stringify({ type: 'start', terminal: true, replica: words.replica ? Number(words.replica) : null, ...size() }));
    mine.onmessage = (message) => {
      if (typeof message.data !== 'string') { terminal.write(new Uint8Array(message.data)); return; }
      const frame = JSON.parse(message.data);
      if (frame.type === 'started') { say(words.open, false); send(JSON.stringify({ type: 'resize', ...size() })); terminal.focus(); }
      if (frame.type === 'exit') { said = true; say(words.ended.replace('{code}', frame.code), true); }
      if (frame.type === 'problem') {
        said = true;
        const known = document.querySelector(`[data-problem="${CSS.escape(frame.problem.code)}"]`);
        say(known ? known.content.textContent : frame.problem.detail, true);
      }
    };
    mine.onclose = () => { if (!said) { say(words.broken, true); } };
  };

  terminal.onData((typed) => send(new TextEncoder().encode(typed)));
  terminal.onBinary((typed) => send(Uint8Array.from(typed, (character) => character.charCodeAt(0))));
  terminal.onResize(() => send(JSON.stringify({ type: 'resize', ...size() })));
  new ResizeObserver(() => fit.fit()).observe(place);

  const copy = async () => {
    const text = terminal.getSelection();
    if (!text) { return; }
    try { await navigator.clipboard.writeText(text); } catch { document.execCommand('copy'); }
  };
  const paste = async () => {
    try { terminal.paste(await navigator.clipboard.readText()); } catch { state.textContent = words.paste; }
    terminal.focus();
  };
  document.getElementById('shell-copy').addEventListener('click', () => { copy(); terminal.focus(); });
  document.getElementById('shell-paste').addEventListener('click', paste);
  again.addEventListener('click', open);

  // As terminals on desktops do; and Ctrl+F6 leads out of the terminal, which takes Tab for itself.
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || !event.ctrlKey) { return true; }
    const key = event.key.toLowerCase();
    if (key === 'f6') { event.preventDefault(); document.getElementById('shell-copy').focus(); return false; }
    if (key === 'c' && (event.shiftKey || terminal.hasSelection())) { event.preventDefault(); copy(); if (!event.shiftKey) { terminal.clearSelection(); } return false; }
    // The browser pastes, and the terminal hears of it.
    if (key === 'v') { return false; }
    return true;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { terminal.options.theme = theme(); });
  addEventListener('pagehide', () => { if (socket) { socket.close(); } });
  addEventListener('beforeunload', (event) => { if (socket && socket.readyState === WebSocket.OPEN) { event.preventDefault(); } });
  open();
})();
