"use strict";
(() => {
  const form = document.getElementById("search");
  const query = document.getElementById("query");
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const intro = document.querySelector(".intro");
  const menu = document.getElementById("menu");
  form.hidden = false;

  // A node is a section or a declared row: what the search shows or hides.
  const nodeOf = (element, parent) => {
    const heading = element.matches("tr") ? element : element.firstElementChild;
    const node = { element, heading, parent, body: null, children: [], names: null, hit: false };
    if (element.dataset.names) {
      node.names = (element.dataset.kind + " " + element.dataset.names).toLowerCase();
      node.name = heading.id.toLowerCase();
    }
    for (const child of element.children) {
      if (child.matches(".body")) {
        node.body = child;
        for (const row of child.querySelectorAll("tr.decl")) node.children.push(nodeOf(row, node));
      } else if (child.matches("section")) {
        node.children.push(nodeOf(child, node));
      }
    }
    return node;
  };
  const roots = [...document.querySelectorAll("main > section")].map((s) => nodeOf(s, null));
  const declared = [];
  const collect = (node) => {
    if (node.names) declared.push(node);
    node.children.forEach(collect);
  };
  roots.forEach(collect);

  // In the table of contents the entries without a declaration are titles of those below.
  const nav = document.querySelector(".toc");
  const entries = [...nav.querySelectorAll("li")].reverse().map((item) => ({
    item,
    id: item.dataset.for,
    details: item.querySelector(":scope > details"),
  }));
  const wasOpen = entries.map((e) => e.details && e.details.open);

  const rank = (node, words) => {
    const last = node.name.slice(node.name.lastIndexOf(".") + 1);
    const word = words[words.length - 1];
    const aliases = node.names.split(" ");
    if (node.name === word || last === word) return 0;
    if (aliases.includes(word)) return 1;
    if (last.startsWith(word)) return 2;
    if (aliases.some((a) => a.startsWith(word))) return 3;
    return 4;
  };

  let best = null;
  const show = (node, whole) => {
    const all = whole || node.hit;
    let below = false;
    for (const child of node.children) below = show(child, all) || below;
    if (node.body) {
      const rows = node.children.some((c) => c.heading === c.element && !c.element.hidden);
      node.body.hidden = !all && !rows;
    }
    node.element.hidden = !all && !below;
    return !node.element.hidden;
  };

  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const searching = words.length > 0;
    let hits = 0;
    let bestRank = Infinity;
    best = null;
    for (const node of declared) {
      node.hit = searching && words.every((w) => node.names.includes(w));
      if (!node.hit) continue;
      hits++;
      const r = rank(node, words);
      if (r < bestRank) [best, bestRank] = [node, r];
    }
    for (const root of roots) show(root, !searching);
    intro.hidden = searching;
    nothing.hidden = !searching || hits > 0;
    count.textContent = searching ? hits + " of " + declared.length : "";
    const ids = new Set(declared.filter((n) => n.hit).map((n) => n.heading.id));
    entries.forEach((entry, i) => {
      const below = [...entry.item.querySelectorAll(":scope > details > ul > li")].some((li) => !li.hidden);
      entry.item.hidden = searching && !ids.has(entry.id) && !below;
      if (entry.details) entry.details.open = searching ? below : wasOpen[i];
    });
  };

  const clear = () => {
    query.value = "";
    filter();
  };

  const found = (heading) => {
    document.querySelectorAll(".found").forEach((e) => e.classList.remove("found"));
    if (heading.matches("tr")) heading.classList.add("found");
    heading.scrollIntoView({ behavior: "instant", block: "start" });
    heading.focus({ preventScroll: true });
  };

  let waiting = 0;
  query.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(filter);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
    if (!best) return;
    const heading = best.heading;
    clear();
    location.hash = heading.id;
    found(heading);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      query.focus();
      query.select();
    } else if (event.key === "Escape" && (query.value || event.target === query)) {
      event.preventDefault();
      clear();
      query.blur();
    }
  });
  // A link to what the search hides shows it, and on a phone the menu makes room.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    if (query.value) clear();
    if (nav.contains(link)) menu.checked = false;
  });
  filter();
})();
