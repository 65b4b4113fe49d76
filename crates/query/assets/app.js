// Makes the pages smoother. Everything essential works without it.
"use strict";
document.documentElement.classList.add("script");

// On a phone the outline would stand before the text.
if (matchMedia("(max-width: 56rem)").matches) {
  document.querySelector(".outline details")?.removeAttribute("open");
  // Nor does a form that was filled in stand before what it asked for.
  if (new URLSearchParams(location.search).get("q")) document.querySelector(".controls-fold")?.removeAttribute("open");
}

(function keys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") {
      const field = document.getElementById("q");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key === "j" || event.key === "k") {
      const hits = [...document.querySelectorAll(".hits > .hit, .account > .entry")];
      if (!hits.length) return;
      const now = hits.findIndex((hit) => hit.contains(document.activeElement));
      const next = Math.min(hits.length - 1, Math.max(0, event.key === "j" ? now + 1 : now - 1));
      const link = hits[next].querySelector("h2 a, .sentence a");
      hits.forEach((hit, n) => hit.classList.toggle("at", n === next));
      if (link) { event.preventDefault(); link.focus({ preventScroll: true }); hits[next].scrollIntoView({ block: "nearest" }); }
    }
    if (event.key === "n" || event.key === "p") {
      const button = document.querySelector(`.match-bar [data-go="${event.key === "n" ? 1 : -1}"]`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });
})();

(function outline() {
  // Where one is: the last heading above the middle of the window.
  const links = [...document.querySelectorAll(".outline li a")];
  if (!links.length || !("IntersectionObserver" in window)) return;
  const heads = links.map((link) => document.getElementById(link.hash.slice(1)));
  let waiting = false;
  const show = () => {
    waiting = false;
    let at = -1;
    heads.forEach((head, n) => { if (head && head.getBoundingClientRect().top < innerHeight / 3) at = n; });
    links.forEach((link, n) => { if (n === at) link.setAttribute("aria-current", "location"); else link.removeAttribute("aria-current"); });
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(show); } }, { passive: true });
  show();
})();

(function matches() {
  const bar = document.querySelector(".match-bar");
  if (!bar) return;
  const marks = [...document.querySelectorAll(".text mark[id]")];
  const place = bar.querySelector("output");
  let at = -1;
  const show = (next) => {
    if (at >= 0) marks[at].classList.remove("here");
    at = (next + marks.length) % marks.length;
    marks[at].classList.add("here");
    marks[at].scrollIntoView({ block: "center" });
    place.textContent = `${at + 1}/${marks.length}`;
  };
  const first = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const found = target && target.querySelector("mark[id]");
    return found ? marks.indexOf(found) : -1;
  };
  at = first();
  if (at >= 0) { marks[at].classList.add("here"); place.textContent = `${at + 1}/${marks.length}`; }
  addEventListener("hashchange", () => {
    const found = first();
    if (found < 0) return;
    if (at >= 0) marks[at].classList.remove("here");
    at = found;
    marks[at].classList.add("here");
    place.textContent = `${at + 1}/${marks.length}`;
  });
  for (const button of bar.querySelectorAll("[data-go]")) {
    button.addEventListener("click", () => show(at < 0 && button.dataset.go === "-1" ? -1 : at + Number(button.dataset.go)));
  }
})();

(function copying() {
  const copy = (text, button) => {
    const before = button.textContent;
    const done = () => { button.textContent = button.dataset.copied; setTimeout(() => { button.textContent = before; }, 1500); };
    const fallback = () => {
      const area = document.createElement("textarea");
      area.value = text; area.className = "hidden"; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove(); button.focus(); done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, fallback); else fallback();
  };
  for (const button of document.querySelectorAll("[data-copy-from]")) {
    button.addEventListener("click", () => copy(document.getElementById(button.dataset.copyFrom).textContent.trim(), button));
  }
  const article = document.querySelector("article[data-quote]");
  if (!article) return;
  const tools = document.createElement("span"), button = document.createElement("button");
  tools.className = "tools";
  button.type = "button"; button.textContent = article.dataset.copy; button.dataset.copied = article.dataset.copied;
  const files = ["bibtex", "ris"].map((format) => {
    const link = document.createElement("a");
    link.textContent = format === "ris" ? "RIS" : "BibTeX"; link.dataset.format = format;
    return link;
  });
  tools.append(button, ...files);
  const offer = (event) => {
    const passage = event.target.closest && event.target.closest(".p");
    if (!passage || tools.parentElement === passage) return;
    for (const link of files) link.href = `${article.dataset.cite}?format=${link.dataset.format}&p=${passage.id.slice(1)}`;
    passage.querySelector(".no").after(tools);
  };
  article.addEventListener("pointerover", offer);
  article.addEventListener("focusin", offer);
  button.addEventListener("click", () => {
    const passage = button.closest(".p");
    const body = passage.querySelector("p, h2, h3, h4");
    const chosen = String(getSelection());
    const text = chosen && body.textContent.includes(chosen) ? chosen : body.textContent;
    copy(`“${text.trim()}”（${article.dataset.quote.replaceAll("{n}", passage.id.slice(1)).replace(/\.$/, "")}）`, button);
  });
})();

(function completion() {
  const field = document.getElementById("q");
  if (!field || !field.form) return;
  const list = document.createElement("ul");
  list.id = "suggestions"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", field.labels[0].textContent); list.hidden = true;
  field.form.append(list);
  field.setAttribute("role", "combobox"); field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions"); field.setAttribute("aria-expanded", "false");
  let timer = 0, asked = 0, at = -1, items = [];
  const close = () => { list.hidden = true; at = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const choose = (item) => { field.value = item.query; close(); field.focus(); };
  const point = (next) => {
    at = next;
    [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) field.setAttribute("aria-activedescendant", `suggestion-${at}`); else field.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const mine = ++asked, value = field.value;
    if (!value.trim()) { close(); return; }
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(value)}`);
      if (!answer.ok || mine !== asked) return;
      items = (await answer.json()).suggestions;
    } catch { return; }
    list.replaceChildren(...items.map((item, i) => {
      const entry = document.createElement("li");
      entry.id = `suggestion-${i}`; entry.setAttribute("role", "option");
      const name = document.createElement("span"), detail = document.createElement("span");
      name.textContent = item.text; detail.textContent = item.detail; detail.className = "quiet";
      entry.append(name, detail);
      entry.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(item); });
      return entry;
    }));
    list.hidden = items.length === 0; at = -1;
    field.setAttribute("aria-expanded", String(items.length > 0));
  };
  field.addEventListener("input", (event) => { if (event.isComposing) return; clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); point((at + 1) % items.length); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(at < 0 ? items.length - 1 : at - 1); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(items[at]); }
    else if (event.key === "Escape") { close(); }
  });
})();

function years() {
  const chart = document.querySelector("svg[data-years]");
  if (!chart) return;
  const bars = [...chart.querySelectorAll("a[data-year]")];
  let from = null;
  const yearAt = (event) => {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const link = target && target.closest && target.closest("a[data-year]");
    return link ? Number(link.dataset.year) : null;
  };
  const paint = (a, b) => bars.forEach((bar) => bar.classList.toggle("chosen", a !== null && bar.dataset.year >= Math.min(a, b) && bar.dataset.year <= Math.max(a, b)));
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => { from = yearAt(event); });
  chart.addEventListener("pointermove", (event) => { const now = yearAt(event); if (from !== null && now !== null && now !== from) paint(from, now); });
  addEventListener("pointerup", (event) => {
    if (from === null) return;
    const to = yearAt(event), begun = from;
    from = null;
    if (to === null || to === begun) { paint(null, null); return; }
    const target = new URL(location.href);
    target.searchParams.delete("cursor");
    target.searchParams.set("year", `${Math.min(begun, to)}..${Math.max(begun, to)}`);
    location.href = target.href;
  });
}

function places() {
  [...document.querySelectorAll("input[data-places]")].forEach((field, n) => {
    const list = document.createElement("datalist");
    list.id = `places-${n}`; field.after(list); field.setAttribute("list", list.id);
    let timer = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const answer = await fetch(`/api/v1/places?q=${encodeURIComponent(field.value)}`).catch(() => null);
        if (!answer || !answer.ok) return;
        const options = (await answer.json()).places.map((place) => {
          const option = document.createElement("option");
          option.value = place.name; option.label = place.path.join(" › ");
          return option;
        });
        list.replaceChildren(...options);
      }, 150);
    });
  });
}

(function glossary() {
  const terms = document.querySelectorAll("a.term[title]");
  if (!terms.length) return;
  const card = document.createElement("div");
  card.id = "meaning"; card.setAttribute("role", "tooltip"); card.hidden = true;
  document.body.append(card);
  let shown = null;
  const hide = () => { if (shown) shown.removeAttribute("aria-describedby"); shown = null; card.hidden = true; };
  const show = (term) => {
    if (shown === term) return;
    hide();
    shown = term; card.textContent = term.dataset.meaning; card.hidden = false;
    term.setAttribute("aria-describedby", "meaning");
    const at = term.getClientRects()[0], wide = card.offsetWidth, high = card.offsetHeight;
    const left = Math.max(8, Math.min(at.left, innerWidth - wide - 8));
    const top = at.bottom + high + 8 < innerHeight ? at.bottom + 6 : at.top - high - 6;
    card.style.left = `${left + scrollX}px`; card.style.top = `${top + scrollY}px`;
  };
  for (const term of terms) {
    // The browser's own bubble would cover the card.
    term.dataset.meaning = term.title; term.removeAttribute("title");
    term.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") show(term); });
    term.addEventListener("focus", () => show(term));
    term.addEventListener("blur", hide);
    term.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && document.activeElement !== term) hide(); });
    // A first touch explains, a second one goes to the glossary.
    term.addEventListener("pointerdown", (event) => { term.dataset.touch = event.pointerType !== "mouse" && shown !== term ? "1" : ""; });
    term.addEventListener("click", (event) => { if (term.dataset.touch === "1") { event.preventDefault(); show(term); } });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();

function unfolding() {
  for (const link of document.querySelectorAll("a.unfold")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const answer = await fetch(link.href).catch(() => null);
      if (!answer || !answer.ok) { location.href = link.href; return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const tree = page.querySelector("main ul.tree");
      if (!tree) { location.href = link.href; return; }
      const details = document.createElement("details"), summary = document.createElement("summary");
      summary.setAttribute("aria-label", link.getAttribute("aria-label"));
      details.open = true;
      details.append(summary, tree);
      link.replaceWith(details);
      summary.focus();
    });
  }
}

years();
places();
unfolding();

(function whileTyping() {
  // The list follows what is typed; the address follows the list, and one step back leads to where
  // it began.
  if (!document.body.classList.contains("results")) return;
  const field = document.getElementById("q");
  let timer = 0, asked = 0, shown = field.value.trim(), begun = false, search = location.search;
  const show = async () => {
    const query = field.value.trim();
    if (query === shown || !query) return;
    const mine = ++asked, params = new URLSearchParams(new FormData(field.form));
    for (const name of ["cursor", "page"]) params.delete(name);
    const address = `${field.form.getAttribute("action")}?${params}`;
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), main = page.querySelector("main");
    if (!main || mine !== asked) return;
    shown = query;
    document.querySelector("main").replaceChildren(...main.childNodes);
    document.title = page.title;
    history[begun ? "replaceState" : "pushState"]({ typed: true }, "", address);
    begun = true; search = location.search;
    years(); places(); unfolding();
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(show, 300); };
  field.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  field.addEventListener("compositionend", later);
  // A jump within the page is none.
  addEventListener("popstate", () => { if (location.search !== search) location.reload(); });
})();

(function coding() {
  const form = document.querySelector("form.coding");
  if (!form) return;
  const key = `suyan-coding:${location.search}`, out = document.querySelector('[data-coding="count"]');
  const radios = () => [...form.querySelectorAll('input[type="radio"]')];
  const lines = [...form.querySelectorAll("li[data-report]")];
  const of = (line) => [line.dataset.word, line.dataset.report, line.dataset.ordinal, line.dataset.start].join("\n");
  const decided = () => Object.fromEntries(radios().filter((one) => one.checked).map((one) => [one.name, one.value]));
  const say = () => { out.textContent = `${Object.keys(decided()).length}/${lines.length}`; };
  const keep = () => { try { localStorage.setItem(key, JSON.stringify(decided())); } catch { /* A browser that keeps nothing. */ } say(); };
  const decide = (name, value) => { const one = form.querySelector(`input[name="${name}"][value="${value}"]`); if (one) one.checked = true; };
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(key)) || {}; } catch { /* Nothing was kept. */ }
  for (const [name, value] of Object.entries(kept)) decide(name, value);
  say();
  form.addEventListener("change", keep);
  // Rows of comma-separated values, quotation marks doubled within them.
  const parse = (text) => {
    const rows = [[]];
    let cell = "", quoted = false;
    for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at += 1) {
      const one = text[at];
      if (quoted) {
        if (one !== '"') cell += one;
        else if (text[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
      } else if (one === '"') quoted = true;
      else if (one === ",") { rows.at(-1).push(cell); cell = ""; }
      else if (one === "\n") { rows.at(-1).push(cell.replace(/\r$/, "")); cell = ""; rows.push([]); }
      else cell += one;
    }
    if (cell || rows.at(-1).length) rows.at(-1).push(cell); else rows.pop();
    return rows;
  };
  const columns = (head) => Object.fromEntries(head.map((name, at) => [name, at]));
  const place = (row, at) => [row[at.word].replace(/^'/, ""), row[at.report_id], row[at.ordinal], row[at.start]].join("\n");
  const nameOf = new Map(lines.map((line) => [of(line), line.querySelector("input").name]));
  document.querySelector('[data-coding="save"]').addEventListener("click", async (event) => {
    const answer = await fetch(event.target.dataset.source).catch(() => null);
    if (!answer || !answer.ok) return;
    const rows = parse(await answer.text()), at = columns(rows[0]), now = decided();
    for (const row of rows.slice(1)) row[at.code] = now[nameOf.get(place(row, at))] || "";
    const quote = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const text = "\ufeff" + rows.map((row) => row.map(quote).join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = "suyan-coding.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  document.querySelector('[data-coding="load"]').addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const rows = parse(await file.text()), at = columns(rows[0] || []);
    const yes = new Set(["yes", "y", "1", "true", "是", "对"]), no = new Set(["no", "n", "0", "false", "否", "错"]);
    for (const row of rows.slice(1)) {
      const code = (row[at.code] || "").trim().toLowerCase(), name = nameOf.get(place(row, at));
      if (name && (yes.has(code) || no.has(code))) decide(name, yes.has(code) ? "yes" : "no");
    }
    keep();
  });
})();

(function charts() {
  const inherited = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "text-anchor", "opacity"];
  // A picture that stands alone has no style sheet: what it looks like is written into it.
  const alone = (svg) => {
    const copy = svg.cloneNode(true), box = svg.viewBox.baseVal;
    const originals = svg.querySelectorAll("*"), copies = copy.querySelectorAll("*");
    copies.forEach((element, at) => {
      const style = getComputedStyle(originals[at]);
      for (const name of inherited) element.setAttribute(name, style.getPropertyValue(name));
      element.removeAttribute("class");
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", box.width); copy.setAttribute("height", box.height);
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width: box.width, height: box.height, fill: getComputedStyle(document.body).backgroundColor })) ground.setAttribute(name, value);
    copy.prepend(ground);
    return { text: new XMLSerializer().serializeToString(copy), wide: box.width, high: box.height };
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob); link.download = name; link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  for (const svg of document.querySelectorAll("svg.chart:not(.indicators *)")) {
    const name = (svg.getAttribute("aria-label") || "suyan").replace(/[\\/:*?"<>|\s]+/g, "-");
    const line = document.createElement("p");
    line.className = "quiet save-chart";
    const button = (text, act) => {
      const one = document.createElement("button");
      one.type = "button"; one.textContent = text;
      one.setAttribute("aria-label", `${svg.getAttribute("aria-label") || ""} ${text}`.trim());
      one.addEventListener("click", act);
      line.append(one, " ");
    };
    button("SVG", () => save(new Blob([alone(svg).text], { type: "image/svg+xml" }), `${name}.svg`));
    button("PNG", () => {
      const { text, wide, high } = alone(svg), picture = new Image(), canvas = document.createElement("canvas");
      canvas.width = wide * 3; canvas.height = high * 3;
      picture.addEventListener("load", () => {
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
      });
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
    svg.after(line);
  }
})();
