"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const work = by("work");

  // Pieces of a page, made of text only: nothing that was written becomes HTML.
  const make = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  };
  const link = (at, ...inside) => make("a", { href: at }, ...inside);
  const coded = (text) => text.split(/(`[^`]*`)/).map((part) => (/^`[^`]*`$/.test(part) ? make("code", {}, part.slice(1, -1)) : part));
  const percent = (part) => (part > 0.995 ? "over 99 %" : Math.round(part * 100) + " %");
  const sentence = (text) => text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
  const listed = (text, items) => (items.length ? make("div", {}, make("h3", {}, text), make("ul", { class: "why" }, ...items.map((item) => make("li", {}, ...coded(item))))) : null);
  const badge = (kind, text) => make("span", { class: "badge " + kind }, text);
  const titles = new Map([...by("persona").options, ...by("target").options].map((one) => [one.value, one.text]));
  const classes = new Set([...by("persona").options].map((one) => one.value));
  const titled = (name) => titles.get(name) || name;
  const persona = (name) => link((classes.has(name) ? "personas/" : "parties/") + name + ".html", titled(name));
  const lane = (name) => link("lanes/" + name + ".html", name);

  // What is known, as a context.
  const context = () => {
    const data = new FormData(work);
    const known = { audience: data.get("audience") };
    for (const name of ["stage", "current", "account"]) if (data.get(name)) known[name] = data.get(name);
    if (data.getAll("facts").length) known.facts = data.getAll("facts");
    if (data.get("assigned") !== "?") known.assigned = data.get("assigned") ? [data.get("assigned")] : [];
    return known;
  };

  // What is wrong with a field stands under it.
  const clear = () => {
    for (const wrong of document.querySelectorAll(".wrong")) wrong.remove();
    for (const field of document.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  };
  const complain = (field, text) => {
    const said = make("p", { class: "wrong", id: field.id + "-wrong" }, ...coded(text));
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.after(said);
    return field;
  };
  const fieldOf = (pointer) => {
    const names = pointer.split("/").slice(1).map((step) => (step === "source" ? "persona" : step));
    return names.map((name) => by(name)).reverse().find((field) => field && field.matches("input, select, textarea"));
  };

  // Ask, and show the answer or what was wrong.
  const answers = (id) => {
    const box = by(id);
    return { box, headline: box.querySelector(".headline"), details: box.querySelector(".details") };
  };
  const show = (at, headline, details, request) => {
    at.headline.classList.remove("empty");
    at.headline.replaceChildren(...headline);
    at.details.replaceChildren(...details.filter(Boolean), ...(request ? [request] : []));
  };
  const asRequest = (path, body) => {
    const text = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
    const curl = "curl " + location.origin + path + " \\\n  -H 'Content-Type: application/json' \\\n  -d '" + text + "'";
    return make("details", { class: "request" }, make("summary", {}, "The same as a request"), make("pre", { tabindex: "0", "aria-label": "The same as a request" }, curl));
  };
  const ask = async (form, at, path, body, shown) => {
    const button = form.querySelector(".go");
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    at.box.classList.add("asking");
    at.box.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      const answer = await response.json();
      if (response.ok) shown(answer);
      else failed(at, answer);
    } catch (error) {
      show(at, [badge("bad", "no answer"), "The server does not answer."], [make("p", {}, "Is it still running? Start it with ", make("code", {}, "fleet serve"), ".")]);
    } finally {
      button.removeAttribute("aria-disabled");
      at.box.classList.remove("asking");
      at.box.removeAttribute("aria-busy");
    }
  };
  const failed = (at, problem) => {
    const rest = [];
    let first = null;
    for (const fault of problem.errors || []) {
      const field = fieldOf(fault.pointer);
      if (field) first = first || complain(field, fault.detail);
      else rest.push(fault.detail);
    }
    if (first) first.focus();
    const said = first ? rest : [problem.detail];
    show(at, [badge("bad", String(problem.status)), problem.title], said.map((text) => make("p", {}, ...coded(text))));
  };

  // Routing.
  const OUTCOMES = { routed: ["good", "routed"], clarify: ["unsure", "ask first"], fallback: ["", "in no lane"] };
  const routed = answers("route-answer");
  const SVG = "http://www.w3.org/2000/svg";
  const line = (part) => {
    const picture = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ class: "bar-line", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" })) picture.setAttribute(name, value);
    const filled = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ width: Math.max(part * 100, 0.5), height: 1 })) filled.setAttribute(name, value);
    picture.append(filled);
    return picture;
  };
  const bars = (candidates) => make("dl", { class: "bars" }, ...candidates.filter((one, position) => !position || one.probability >= 0.01).flatMap((one, position) => [
    make("dt", {}, lane(one.lane)),
    make("dd", { class: position ? null : "first" }, line(one.probability), make("span", { class: "part" }, percent(one.probability))),
  ]));
  const leg = (one, message) => make("section", { class: one.lane ? "leg" : "leg none" },
    make("p", { class: "who" }, persona(one.persona)),
    make("p", { class: "where" }, ...(one.lane ? ["in ", lane(one.lane), ", ", percent(one.confidence) + " sure"] : ["in no lane"])),
    make("p", { class: "said" }, "“" + one.text.trim() + "”"),
    one.candidates.length ? make("h3", {}, "How sure, and what else was close") : null,
    one.candidates.length ? bars(one.candidates) : null,
    listed("Why", one.reasons),
    classes.has(one.persona) ? answering(one, message) : null);
  const answering = (one, message) => {
    const button = make("button", { type: "button", class: "link" }, "Answer as " + titled(one.persona));
    button.addEventListener("click", () => {
      by("check").elements.kind.value = "reply";
      kindChanged();
      by("persona").value = one.persona;
      by("incoming").value = message;
      by("draft").focus();
    });
    return button;
  };
  by("route").addEventListener("submit", (event) => {
    event.preventDefault();
    clear();
    const message = by("message").value;
    if (!message.trim()) return complain(by("message"), "Write a message.").focus();
    const body = { message, context: context() };
    ask(event.target, routed, "/v1/route", body, (answer) => {
      const [kind, word] = OUTCOMES[answer.outcome];
      const takers = [...new Set(answer.legs.map((one) => titled(one.persona)))];
      const headline = answer.outcome === "clarify" ? "Ask what is meant" : "For " + takers.join(takers.length > 2 ? ", " : " and ");
      show(routed, [badge(kind, word), headline], [
        answer.question ? make("div", {}, make("h3", {}, "What to ask"), make("blockquote", { class: "told" }, answer.question)) : null,
        ...answer.legs.map((one) => leg(one, message)),
        listed("For the whole message", answer.reasons),
      ], asRequest("/v1/route", body));
    });
  });
  for (const button of document.querySelectorAll("[data-message]")) {
    button.addEventListener("click", () => {
      by("message").value = button.dataset.message;
      by("route").requestSubmit();
    });
  }

  // Checking.
  const DECISIONS = { allow: ["good", "allow"], ask: ["unsure", "ask"], redirect: ["bad", "redirect"], deny: ["bad", "deny"] };
  const checked = answers("check-answer");
  const form = by("check");
  const kindChanged = () => {
    for (const part of form.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== form.elements.kind.value;
  };
  for (const radio of form.elements.kind) radio.addEventListener("change", kindChanged);
  const sample = () => { by("arguments").value = by("tool").selectedOptions.length ? JSON.stringify(JSON.parse(by("tool").selectedOptions[0].dataset.example), null, 2) : "{}"; };
  by("tool").addEventListener("change", sample);
  sample();
  by("lane").addEventListener("change", () => {
    const owner = by("lane").selectedOptions[0].dataset.owner;
    if (owner) by("target").value = owner;
  });
  const HEADLINES = {
    allow: () => ({ reply: "It may be sent", call: "The call may run", handoff: "The work may go there" })[form.elements.kind.value],
    ask: () => "A human has to approve it",
    redirect: (answer) => "Not here: this is for " + titled(answer.owner),
    deny: () => "Refused",
  };
  const marked = (draft, evidence) => {
    const characters = Array.from(draft);
    const spans = evidence.map((one) => one.span).filter(Boolean).sort((one, other) => one[0] - other[0]);
    const parts = [];
    let at = 0;
    for (const [start, end] of spans) {
      if (start < at) continue;
      parts.push(characters.slice(at, start).join(""), make("mark", {}, characters.slice(start, end).join("")));
      at = end;
    }
    return make("p", { class: "judged" }, ...parts, characters.slice(at).join(""));
  };
  const rule = (one) => make("div", { class: "rule" },
    make("p", {}, ...coded(one.rule)),
    make("p", { class: "soft" }, "Because ", ...coded(one.because)),
    make("p", { class: "small" }, link("personas/" + one.persona + ".html#boundary-" + one.id, one.persona + "/" + one.id), " in ", link("spec/" + one.path + ".html#L" + one.line, make("code", {}, one.path + ":" + one.line)), ", lane ", lane(one.lane)));
  const reason = (one) => make("li", { class: "reason" },
    make("p", { class: "code-name" }, one.code + " " + one.name),
    one.rule ? rule(one.rule) : make("p", {}, ...coded(sentence(one.message))));
  const decided = (body, path) => (answer) => {
    const [kind, word] = DECISIONS[answer.outcome];
    const crossed = "draft" in body && answer.evidence.some((one) => one.span);
    const run = answer.arguments ? make("div", {}, make("h3", {}, "The arguments that were judged: run these"), make("pre", { class: "small" }, JSON.stringify(answer.arguments, null, 2))) : null;
    show(checked, [badge(kind, word), HEADLINES[answer.outcome](answer)], [
      crossed ? make("div", {}, make("h3", {}, "The draft"), marked(body.draft, answer.evidence)) : null,
      answer.reasons.length ? make("div", {}, make("h3", {}, "Why"), make("ul", { class: "reasons" }, ...answer.reasons.map(reason))) : null,
      answer.told ? make("div", {}, make("h3", {}, "What the customer is told instead"), make("blockquote", { class: "told" }, answer.told)) : null,
      run,
      answer.outcome === "allow" ? null : make("div", {}, make("h3", {}, "What the model reads"), make("p", { class: "small" }, ...coded(answer.explanation))),
      answer.record ? make("p", { class: "small soft" }, "Recorded as " + answer.record + ".") : null,
    ], asRequest(path, body));
  };
  const questions = {
    reply: () => {
      if (!by("draft").value.trim()) return complain(by("draft"), "Write a draft.") && null;
      const body = { persona: by("persona").value, draft: by("draft").value, context: context() };
      return by("incoming").value.trim() ? { ...body, incoming: by("incoming").value } : body;
    },
    call: () => {
      const text = by("arguments").value;
      try {
        JSON.parse(text);
      } catch (error) {
        return complain(by("arguments"), "This is no JSON: " + error.message + ".") && null;
      }
      return { persona: by("persona").value, tool: by("tool").value, arguments: text, context: context() };
    },
    handoff: () => ({
      source: by("persona").value, target: by("target").value, lane: by("lane").value || null,
      baton: { summary: by("summary").value }, context: context(),
    }),
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clear();
    const kind = form.elements.kind.value;
    const body = questions[kind]();
    if (!body) return document.querySelector("[aria-invalid]").focus();
    ask(form, checked, "/v1/check/" + kind, body, decided(body, "/v1/check/" + kind));
  });
  work.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest("form.ask");
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !inside) return;
    event.preventDefault();
    inside.requestSubmit();
  });
})();
