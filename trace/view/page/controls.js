// The filters and the search.

const option = (value, text) => {
  const o = document.createElement("option");
  o.value = value;
  o.textContent = text;
  return o;
};

const newControls = (state, refiltered, searched) => {
  const { model } = state;
  const byId = (id) => document.getElementById(id);
  const [query, method, socket, errors, count] = ["query", "method", "socket", "errors", "count"].map(byId);

  const names = new Map();
  for (const e of model.entries) {
    const name = nameText(model, e);
    const known = names.get(name) || { event: e.event, n: 0 };
    known.n++;
    names.set(name, known);
  }
  for (const [name, known] of [...names].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    method.append(option(name, (known.event ? "◆ " : "") + name + " (" + known.n.toLocaleString("en") + ")"));
  }
  const homes = new Set(model.entries.filter((e) => !e.socket).map((e) => homeText(model, e)));
  for (const home of homes) socket.append(option(home, home + " (no socket)"));
  for (const s of model.sockets) socket.append(option(s.label, s.label));

  const filter = () => {
    state.entries = model.entries.filter((e) =>
      (!method.value || nameText(model, e) === method.value) &&
      (!socket.value || homeText(model, e) === socket.value) &&
      (!errors.checked || e.failed));
    refiltered();
    search();
  };

  const search = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    state.matches = null;
    if (words.length) {
      state.matches = new Set(state.entries.filter((e) => words.every((w) => searchText(model, e).includes(w))));
    }
    tell();
    searched();
  };

  const tell = () => {
    const all = countOf(model.entries.length, "entry").replace("entrys", "entries");
    let text = state.entries.length === model.entries.length ? all : state.entries.length.toLocaleString("en").replaceAll(",", "\u202f") + " of " + all;
    if (state.matches) text = countOf(state.matches.size, "match").replace("matchs", "matches") + " in " + text;
    count.textContent = text;
    count.dataset.shown = state.entries.length;
    count.dataset.matches = state.matches ? state.matches.size : "";
  };

  for (const control of [method, socket, errors]) control.addEventListener("change", filter);
  let waiting = 0;
  query.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(search);
  });

  return {
    query,
    filter,
    clear: () => {
      query.value = "";
      search();
    },
  };
};
