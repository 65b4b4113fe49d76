// Makes the pages smoother. Everything essential works without it.
"use strict";
document.documentElement.classList.add("script");

(function keys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") {
      const field = document.getElementById("q");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key === "n" || event.key === "p") {
      const button = document.querySelector(`.match-bar [data-go="${event.key === "n" ? 1 : -1}"]`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });
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
