// The chat page: draws what the server tells, sends what the reader does.
// Every text becomes a text node; no markup of anybody's is ever parsed here.

const told = JSON.parse(document.body.dataset.told);
const { words } = told;
const byId = (id) => document.getElementById(id);
const [scroll, empty, log, toast, note, field, menu, list] = [
  "scroll", "empty", "log", "toast", "note", "text", "menu", "commands",
].map(byId);
const address = new URL(location.href);
const embedded = address.searchParams.has("embed");
const payload = /^[\w-]{1,64}$/.exec(address.searchParams.get("start") ?? "")?.[0];

// The reader's chat: a secret that this browser makes up and nobody else learns.

const store = {
  get(name) {
    try { return localStorage.getItem(name); } catch { return null; } // blocked in some frames
  },
  set(name, value) {
    try { localStorage.setItem(name, value); } catch { /* then a reload begins a new chat */ }
  },
};

function secret() {
  const kept = store.get("chat");
  if (/^[0-9a-f]{32}$/.test(kept ?? "")) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  store.set("chat", made);
  return made;
}

const authorization = `Bearer ${secret()}`;

async function post(path, body) {
  const headers = { Authorization: authorization, "Content-Type": "application/json" };
  try {
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    say(response.ok ? "" : (await response.text()) || words.unsent);
    return response.ok;
  } catch {
    say(words.unsent);
    return false;
  }
}

function say(text) {
  note.textContent = text;
}

async function send(text) {
  store.set("begun", "1");
  follow = true;
  return post("chat/say", { text });
}

// What happens in the chat, told by the server; after a break, what happened meanwhile.

let epoch = "";
let last = "";
let ready = false;
let stopped = new AbortController();

let late = 0;

async function listen() {
  for (let pause = 300; ; pause = Math.min(pause * 2, 10_000)) {
    late ||= setTimeout(() => say(words.offline), 2_000);
    try {
      const headers = { Authorization: authorization, ...(last && { "Last-Event-ID": last }) };
      const { signal } = stopped;
      const response = await fetch("chat/events", { headers, signal, cache: "no-store" });
      if (response.ok) {
        pause = 300;
        connected();
        for await (const event of events(response.body)) handle(event);
      } else say((await response.text()) || words.offline);
    } catch { /* said above, if it lasts */ }
    if (document.hidden) await shown();
    else await new Promise((done) => setTimeout(done, pause * (0.75 + Math.random() / 2)));
  }
}

function connected() {
  clearTimeout(late);
  late = 0;
  if ([words.offline, words.unsent].includes(note.textContent)) say("");
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const event = Object.fromEntries(part.split("\n").map((line) => line.split(/: ?(.*)/s)));
      if (event.event) yield event;
    }
  }
}

// A browser opens few streams at once to one host: a tab out of sight gives its own back.
let leaving = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(() => stopped.abort(), 60_000);
});

const shown = () => new Promise((done) => {
  const look = () => {
    if (document.hidden) return;
    document.removeEventListener("visibilitychange", look);
    stopped = new AbortController();
    done();
  };
  document.addEventListener("visibilitychange", look);
});

const handlers = {
  hello: ({ epoch: now, ids }) => {
    const before = log.childElementCount > 0;
    if (epoch === now) keep(ids);
    else if (before) aside(words.restarted);
    else if (!ids.length && store.get("begun")) aside(words.lost);
    epoch = now;
  },
  ids: keep,
  message: draw,
  busy: (busy) => typing(busy, 400),
  typing: () => typing(true, 0),
  toast: ({ text, alert }) => text && pop(text, alert),
  ready: () => {
    log.setAttribute("aria-busy", "false");
    byId("typing").hidden = false;
    if (!ready) settle();
    ready = true;
    look();
  },
};

function handle({ event, data, id }) {
  handlers[event]?.(JSON.parse(data));
  if (id) last = id;
}

function settle() {
  toEnd();
  if (matchMedia("(pointer: fine)").matches && !embedded) field.focus();
  if (!payload) return;
  address.searchParams.delete("start"); // a reload shall not ask again
  if (!embedded) {
    history.replaceState(null, "", address);
    send(`/start ${payload}`);
  }
}

function look() {
  empty.hidden = log.childElementCount > 0;
  byId("clear").hidden = !log.querySelector("article");
}

/** Bubbles of messages that the server no longer has go. */
function keep(ids) {
  const kept = new Set(ids.map((id) => `m${id}`));
  for (const article of log.querySelectorAll("article")) {
    if (article.dataset.epoch === epoch && !kept.has(article.id)) article.remove();
  }
  if (!log.querySelector("article")) log.replaceChildren();
  look();
}

function aside(text) {
  if (log.lastElementChild?.className !== "aside") log.append(make("p", { className: "aside" }, text));
  look();
}

// Messages.

const texts = new Map(); // as they were sent, by bubble

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function draw(message) {
  const known = byId(`m${message.id}`);
  const focused = known?.contains(document.activeElement) ? document.activeElement : null;
  const article = known ?? place(message);
  follow ||= nearEnd();
  article.dataset.epoch = epoch;
  texts.set(article.id, message.text);
  article.replaceChildren(...parts(message));
  if (focused) refocus(article, focused);
  look();
  if (!ready || !follow) return;
  toEnd();
  follow = message.mine; // its answer may come while this is still scrolling
}

/** A new bubble, in the order of ids. */
function place({ id, mine }) {
  const article = make("article", { id: `m${id}`, tabIndex: -1 });
  article.className = mine ? "mine" : "bots";
  if (mine) article.setAttribute("aria-live", "off"); // who wrote it need not hear it
  const later = [...log.querySelectorAll("article")].find((other) => +other.id.slice(1) > id);
  log.insertBefore(article, later ?? null);
  return article;
}

function* parts(message) {
  const bubble = make("div", { className: "bubble" });
  bubble.append(make("span", { className: "unseen" }, message.mine ? words.you : author(), ": "));
  if (message.kind === "photo") bubble.append(picture(message));
  if (message.kind === "document") bubble.append(attachment(message));
  if (message.kind === "poll") bubble.append(...poll(message.poll));
  if (message.kind === "other") bubble.append(make("p", { className: "muted" }, words.other));
  if (message.mine) bubble.append(make("p", {}, message.text.replace(/^(\/start) .*/s, "$1")));
  else bubble.append(...blocks(message.text, message.entities));
  bubble.append(time(message.date));
  bubble.classList.toggle("pictured", message.kind === "photo");
  yield bubble;
  if (message.poll?.open) yield ballot(message);
  if (message.buttons.length) yield keyboard(message);
}

function author() {
  return document.title;
}

function time(date) {
  const at = new Date(date * 1000);
  const short = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return make("time", { dateTime: at.toISOString() }, short);
}

/** Focus stays where it was; where that is gone, it goes to what came in its place. */
function refocus(article, before) {
  const buttons = [...article.querySelectorAll(".keys button")];
  const same = buttons.find((button) => button.dataset.data === before.dataset.data);
  (same ?? buttons[0] ?? article).focus({ preventScroll: true });
}

// Text: paragraphs, lists of lines with a mark in front, and blocks.

const BLOCKS = { pre: "pre", blockquote: "blockquote", expandable_blockquote: "details" };
const INLINES = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", spoiler: "span",
};
const MARKED = /^(•|–|\d{1,2}[.)]|[☐☑✓✔✗]|\p{Extended_Pictographic}\uFE0F?)[ \t]+/u;
const LINKS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]|(?<![\w/])\/[a-z][a-z0-9_]{0,31}(?!\w)/g;

function* blocks(text, entities) {
  let at = 0;
  for (const entity of entities.filter(({ type }) => type in BLOCKS)) {
    if (entity.offset < at) continue;
    const end = entity.offset + entity.length;
    yield* paragraphs(text, entities, at, entity.offset);
    yield block(entity, text, entities, end);
    at = end;
  }
  yield* paragraphs(text, entities, at, text.length);
}

function block(entity, text, entities, end) {
  const element = document.createElement(BLOCKS[entity.type]);
  if (entity.type === "pre") {
    element.textContent = text.slice(entity.offset, end);
    element.tabIndex = 0; // a wide table scrolls by the arrow keys
    element.setAttribute("role", "group");
  } else if (element.nodeName === "DETAILS") {
    const line = text.indexOf("\n", entity.offset);
    const first = line < 0 ? end : Math.min(line, end);
    const others = entities.filter((other) => other !== entity);
    const summary = make("summary");
    inline(summary, text, others, entity.offset, first);
    element.append(summary, ...paragraphs(text, others, first, end));
  } else {
    inline(element, text, entities.filter((other) => other !== entity), entity.offset, end);
  }
  return element;
}

function* paragraphs(text, entities, from, to) {
  let group = null;
  let at = from;
  for (const line of text.slice(from, to).split("\n")) {
    const mark = MARKED.exec(line);
    const kind = !line.trim() ? "" : mark ? "UL" : "P";
    if (group && group.nodeName !== kind) {
      yield group;
      group = null;
    }
    if (kind) {
      const fresh = !group;
      group ??= document.createElement(kind);
      if (mark) group.append(item(mark, text, entities, at, at + line.length));
      else {
        if (!fresh) group.append("\n");
        inline(group, text, entities, at, at + line.length);
      }
    }
    at += line.length + 1;
  }
  if (group) yield group;
}

function item(mark, text, entities, from, to) {
  const sign = make("span", { className: "mark" }, mark[1]);
  if (mark[1] === "•") sign.setAttribute("aria-hidden", "true");
  const rest = make("span");
  inline(rest, text, entities, from + mark[0].length, to);
  return make("li", {}, sign, rest);
}

function inline(into, text, entities, from, to) {
  let at = from;
  entities.forEach((entity, index) => {
    const begin = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (begin >= end) return;
    plain(into, text.slice(at, begin));
    const inner = entity.type === "text_link"
      ? link(entity.url)
      : document.createElement(INLINES[entity.type] ?? "span");
    into.append(inner);
    inline(inner, text, entities.slice(index + 1), begin, end);
    at = end;
  });
  plain(into, text.slice(at, to));
}

/** Text in which addresses and the bot's commands can be pressed, as in Telegram's own apps. */
function plain(into, text) {
  let at = 0;
  const closed = into.closest("a, code");
  for (const match of closed ? [] : text.matchAll(LINKS)) {
    const [found] = match;
    const isCommand = found.startsWith("/");
    if (isCommand && !(found.slice(1) in told.commands)) continue;
    into.append(text.slice(at, match.index));
    if (isCommand) {
      into.append(make("button", { type: "button", className: "link", onclick: () => send(found) }, found));
    } else into.append(make("a", link(found, false), own(found)));
    at = match.index + found.length;
  }
  into.append(text.slice(at));
}

/** The bot's own address is this page's here. */
function own(url) {
  const start = url.match(new RegExp(`^https?://t\\.me/${told.bot}\\?start=([\\w-]{1,64})$`));
  return start ? new URL(`?start=${start[1]}`, location.origin + location.pathname).href : url;
}

function link(url, element = true) {
  const safe = /^(https?:\/\/|tg:\/\/|mailto:)/i.test(url);
  const properties = safe ? { href: own(url), target: "_blank", rel: "noopener noreferrer" } : {};
  return element ? make("a", properties) : properties;
}

// Buttons.

function keyboard(message) {
  const keys = make("div", { className: "keys" });
  for (const row of message.buttons) {
    keys.append(make("div", {}, ...row.map((button) => key(message.id, button))));
  }
  return keys;
}

function key(id, { label, data, url }) {
  if (url) return elsewhere(label, url);
  const button = make("button", { type: "button" }, label);
  button.dataset.data = data ?? "";
  button.onclick = () => press(button, id);
  return button;
}

const press = (button, message) => act(button, "chat/press", { message, data: button.dataset.data });

async function act(button, path, body) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  store.set("begun", "1");
  follow = nearEnd();
  if (!(await post(path, body))) button.ariaBusy = null;
}

/** A button that passes something on does so by the device's own way, or by the clipboard. */
function elsewhere(label, url) {
  const { searchParams: asked, host, pathname } = new URL(url);
  if (host !== "t.me" || pathname !== "/share/url") {
    return make("a", { ...link(url, false), className: "key" }, label);
  }
  const shared = { url: own(asked.get("url") ?? ""), text: asked.get("text") ?? "" };
  const button = make("button", { type: "button" }, label);
  button.onclick = async () => {
    try {
      if (navigator.share) await navigator.share(shared);
      else {
        await navigator.clipboard.writeText(`${shared.text}\n${shared.url}`);
        pop(words.copied);
      }
    } catch { /* the reader thought better of it */ }
  };
  return button;
}

// Pictures and documents.

const addresses = new Map(); // of files, by their names

async function addressOf(message) {
  const known = addresses.get(message.file.id);
  if (known) return known;
  const response = await fetch(`chat/file/${message.id}`, { headers: { Authorization: authorization } });
  if (!response.ok) throw new Error(await response.text());
  const made = URL.createObjectURL(await response.blob());
  addresses.set(message.file.id, made);
  return made;
}

function picture(message) {
  const { width, height } = message.file;
  const image = make("img", { alt: message.text, ...(width && { width, height }) });
  addressOf(message).then(
    (source) => { image.src = source; },
    () => image.replaceWith(make("p", { className: "muted" }, words.no_file)),
  );
  return image;
}

function attachment(message) {
  const { name, bytes } = message.file;
  const size = `${Math.max(1, Math.round(bytes / 1024))} KB`;
  const button = make("button", { type: "button", className: "file" }, words.download.replace("{file}", name), ` · ${size}`);
  button.onclick = async () => {
    try {
      make("a", { href: await addressOf(message), download: name }).click();
    } catch {
      pop(words.no_file);
    }
  };
  return button;
}

function* poll({ question, options, open, voted, explanation }) {
  yield make("p", {}, make("strong", {}, question));
  if (open) return;
  const signs = options.map(({ right, chosen }) => (right ? "✅" : chosen ? "❌" : "•"));
  yield make("ul", {}, ...options.map(({ text }, at) => (
    make("li", {}, make("span", { className: "mark" }, signs[at]), make("span", {}, text)))));
  if (explanation) yield make("p", {}, explanation);
  if (!voted) yield make("p", { className: "muted" }, words.poll);
}

function ballot({ id, poll: { options } }) {
  return make("div", { className: "keys" }, ...options.map(({ text }, option) => {
    const button = make("button", { type: "button" }, text);
    button.dataset.data = `option ${option}`;
    button.onclick = () => act(button, "chat/vote", { message: id, option });
    return make("div", {}, button);
  }));
}

// Over the chat: toasts, who is typing, where one has scrolled to.

let popped = 0;
function pop(text, alert = false) {
  toast.textContent = text;
  toast.className = "up";
  clearTimeout(popped);
  const read = (alert ? 6_000 : 2_500) + text.length * 50;
  popped = setTimeout(() => {
    toast.className = "";
    popped = setTimeout(() => toast.replaceChildren(), 300);
  }, read);
}

let waiting = 0;
function typing(on, after) {
  clearTimeout(waiting);
  if (!on) {
    byId("typing").replaceChildren();
    for (const button of log.querySelectorAll("[aria-busy=true]")) button.ariaBusy = null;
    return;
  }
  waiting = setTimeout(() => {
    if (byId("typing").firstChild) return;
    const dots = make("span", { className: "dots", ariaHidden: "true" }, ..."•••".split("").map((dot) => make("i", {}, dot)));
    byId("typing").append(make("span", { className: "unseen" }, words.typing), dots);
    if (follow || nearEnd()) toEnd();
  }, after);
}

let follow = false;

function nearEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
}

/** To the end, or to the top of a last message that is longer than the screen. */
function toEnd() {
  const bubble = log.lastElementChild;
  if (!bubble) return;
  const tall = scroll.scrollHeight - bubble.offsetTop > scroll.clientHeight;
  scroll.scrollTop = tall ? bubble.offsetTop - 12 : scroll.scrollHeight;
}

scroll.addEventListener("scroll", () => { byId("newest").hidden = nearEnd(); }, { passive: true });
new ResizeObserver(() => { if (!byId("newest").hidden) return; toEnd(); }).observe(scroll);
byId("newest").onclick = () => {
  scroll.scrollTop = scroll.scrollHeight;
  field.focus();
};

// The field: what is typed, and the commands.

let editing = null;

async function submit() {
  const text = field.value.trim();
  if (!text) return;
  const changed = editing;
  write("");
  const sent = changed ? post("chat/edit", { message: changed, text }) : send(text);
  if (!(await sent) && !field.value) {
    write(text);
    editing = changed;
  }
}

function write(text) {
  field.value = text;
  editing = null;
  grow();
  close();
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
}

/** The last message of the reader's own, to be changed. */
function editLast() {
  const mine = [...log.querySelectorAll("article.mine")].filter(({ dataset }) => dataset.epoch === epoch).pop();
  if (!mine) return;
  write(texts.get(mine.id) ?? "");
  editing = +mine.id.slice(1);
  say(words.edit);
}

function open(prefix = "") {
  const fitting = Object.entries(told.commands).filter(([name]) => name.startsWith(prefix));
  if (!fitting.length) return close();
  list.replaceChildren(...fitting.map(([name, what]) => {
    const option = make("li", { id: `command-${name}`, role: "option", ariaSelected: "false" }, make("b", {}, `/${name}`), make("span", {}, what));
    option.onpointerdown = (event) => event.preventDefault(); // focus stays in the field
    option.onclick = () => choose(option);
    return option;
  }));
  list.hidden = false;
  menu.ariaExpanded = "true";
  select(list.firstElementChild);
}

function close() {
  list.hidden = true;
  menu.ariaExpanded = "false";
  field.removeAttribute("aria-activedescendant");
}

const selected = () => list.querySelector("[aria-selected=true]");

function select(option) {
  if (selected()) selected().ariaSelected = "false";
  option.ariaSelected = "true";
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function choose(option) {
  write("");
  field.focus();
  send(`/${option.id.slice("command-".length)}`);
}

const keys = {
  ArrowDown: () => select(selected().nextElementSibling ?? list.firstElementChild),
  ArrowUp: () => select(selected().previousElementSibling ?? list.lastElementChild),
  Enter: () => choose(selected()),
  Tab: () => write(`/${selected().id.slice("command-".length)} `),
  Escape: close,
};

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const inList = !list.hidden && keys[event.key];
  if (inList && !event.shiftKey) inList();
  else if (event.key === "Enter" && !event.shiftKey) submit();
  else if (event.key === "ArrowUp" && !field.value) editLast();
  else if (event.key === "Escape" && editing) write("") || say("");
  else return;
  event.preventDefault();
});
field.addEventListener("input", () => {
  grow();
  const prefix = /^\/(\w*)$/.exec(field.value);
  if (prefix) open(prefix[1]);
  else close();
});
field.addEventListener("blur", () => close());
menu.onpointerdown = (event) => event.preventDefault();
menu.onclick = () => {
  const shut = list.hidden;
  field.focus();
  if (shut) open();
  else close();
};
byId("form").onsubmit = (event) => {
  event.preventDefault();
  submit();
};

// The empty chat, and back to it.

byId("begin").onclick = () => {
  send(payload ? `/start ${payload}` : "/start");
  field.focus();
};
const examples = byId("examples");
for (const example of JSON.parse(examples.dataset.list)) {
  examples.append(make("button", { type: "button", onclick: () => send(example) }, example));
}

let sure = 0;
byId("clear").onclick = async ({ currentTarget: button }) => {
  clearTimeout(sure);
  const back = () => { button.textContent = words.clear; sure = 0; };
  if (sure) {
    back();
    log.replaceChildren();
    await post("chat/clear", {});
    store.set("begun", "");
    look();
    byId("begin").focus();
  } else {
    button.textContent = words.clear_sure;
    sure = setTimeout(back, 4_000);
  }
};

listen();
