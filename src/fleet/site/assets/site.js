"use strict";
(() => {
  const up = document.body.dataset.up;
  const root = document.documentElement;

  // The theme: light or dark, kept where the browser keeps anything.
  const button = document.querySelector(".theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const named = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
  };
  button.hidden = false;
  named();
  system.addEventListener("change", named);
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("fleet-theme", root.dataset.theme);
    } catch (error) {
      // it holds for this page then
    }
    named();
  });

  // A line of a file that is cut into parts, asked for on another part: its own part has it.
  const to = () => {
    const found = /^#L(\d+)$/.exec(location.hash);
    if (!found || document.getElementById(location.hash.slice(1))) return;
    const parts = [...document.querySelectorAll(".pager:first-of-type a[data-line]")];
    const part = parts.filter((one) => Number(one.dataset.line) <= Number(found[1])).pop();
    if (part && !part.hasAttribute("aria-current")) location.replace(part.getAttribute("href") + location.hash);
  };
  addEventListener("hashchange", to);
  to();

  // The search: the index is a script, so that it loads from a file too, and only once somebody wants to search.
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const status = document.getElementById("found-count");
  const MOST = 12;
  let entries = null;
  let shown = [];
  let active = -1;
  box.hidden = false;

  const load = () => {
    if (document.getElementById("search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = up + "assets/search.js";
    document.head.append(script);
  };
  window.fleetSearch = (kinds, rows) => {
    entries = rows.map(([kind, name, title, text, at]) => ({
      kind: kinds[kind], name, title, text, at, order: kind,
      names: (name + " " + title).toLowerCase(), all: (name + " " + title + " " + text).toLowerCase(),
    }));
    find();
  };
  const rank = (entry, words, said) => {
    if (entry.name === said || entry.title.toLowerCase() === said) return 0;
    if (entry.names.startsWith(said)) return 1;
    if (words.every((word) => entry.names.includes(word))) return 2;
    return words.every((word) => entry.all.includes(word)) ? 3 : -1;
  };
  const find = () => {
    const said = input.value.trim().toLowerCase();
    if (!said || !entries) return show([], said, 0);
    const words = said.split(/\s+/);
    const hits = [];
    for (const entry of entries) {
      const at = rank(entry, words, said);
      if (at >= 0) hits.push([at, entry]);
    }
    hits.sort((one, other) => one[0] - other[0] || one[1].order - other[1].order || one[1].title.length - other[1].title.length);
    show(hits.slice(0, MOST).map(([, entry]) => entry), said, hits.length);
  };
  const show = (found, said, total) => {
    shown = found;
    active = found.length ? 0 : -1;
    list.replaceChildren(...found.map((entry, position) => {
      const item = document.createElement("li");
      item.id = "found-" + position;
      item.setAttribute("role", "option");
      const title = document.createElement("strong");
      title.textContent = entry.title || entry.name;
      const kind = document.createElement("span");
      kind.textContent = entry.kind;
      const text = document.createElement("small");
      text.textContent = entry.text || entry.name;
      item.append(title, kind, text);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => go(entry));
      return item;
    }));
    if (said && entries && !found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = "Nothing has these words.";
      list.append(none);
    }
    const open = Boolean(said && entries);
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    status.textContent = open ? total + (total === 1 ? " match" : " matches") : "";
    mark();
  };
  const mark = () => {
    [...list.children].forEach((item, position) => item.setAttribute("aria-selected", String(position === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", "found-" + active);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const go = (entry) => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    location.href = up + entry.at;
  };
  input.addEventListener("focus", load);
  input.addEventListener("input", () => { load(); find(); });
  input.addEventListener("blur", () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; find(); }
    if (event.key === "Enter" && shown[active]) go(shown[active]);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !shown.length) return;
    event.preventDefault();
    active = (active + step + shown.length) % shown.length;
    mark();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });

  // Pictures: who is pointed at, or has the focus, and all that is tied to them, stand out.
  for (const picture of document.querySelectorAll("svg[data-tied]")) {
    const parts = [...picture.querySelectorAll("[data-of]")];
    const tie = (event) => {
      const of = event.target.closest("[data-of]");
      const names = of ? of.dataset.of.split(" ") : [];
      picture.classList.toggle("tied", Boolean(of));
      const lit = new Set();
      for (const part of parts) {
        const own = part.dataset.of.split(" ");
        const both = of && (names.length < own.length ? names.every((name) => own.includes(name)) : own.every((name) => names.includes(name)));
        part.classList.toggle("on", Boolean(both));
        if (both) own.forEach((name) => lit.add(name));
      }
      for (const part of parts) part.classList.toggle("close", lit.has(part.dataset.of));
    };
    const loose = () => tie({ target: picture });
    picture.addEventListener("pointerover", tie);
    picture.addEventListener("pointerleave", loose);
    picture.addEventListener("focusin", tie);
    picture.addEventListener("focusout", loose);
  }
})();
