// Puts the parts together.

const byId = (id) => document.getElementById(id);
const model = decode(JSON.parse(byId("data").textContent));
const state = {
  model,
  camera: newCamera(model),
  canvas: byId("timeline"),
  overview: byId("overview"),
  entries: model.entries, // what the filters leave
  matches: null, // what the search finds of them, or null without a search
  layout: layOut(model, model.entries),
  selected: null,
};

const painter = newPainter(state);
const tip = byId("tip");
let pending = 0;
const repaint = () => {
  if (pending) return;
  pending = requestAnimationFrame(() => {
    pending = 0;
    state.canvas.dataset.drawn = painter.paint();
    overview.paint(painter.theme());
    const { from, to } = state.camera;
    const begin = Math.max(from, model.first); // without the margins
    const end = Math.max(begin, Math.min(to, model.last));
    const span = byId("span");
    span.textContent = secondsText(begin) + " to " + secondsText(end) + ", " + spanText(end - begin);
    span.dataset.from = from;
    span.dataset.to = to;
  });
};
const overview = newOverview(state, repaint);

const choose = (e) => {
  state.selected = e;
  const panel = byId("details");
  if (e) {
    tellDetails(model, e, panel);
    byId("said").textContent = (e.event ? "event " : "") + callText(model, e) + ", " + (e.event ? "" : visible(e.outcome) + ", ") + homeText(model, e);
  } else {
    panel.replaceChildren(make("p", "pale size", "Click a call or an event, or press n, to see all of it."));
  }
  panel.dataset.line = e ? e.line : "";
  repaint();
};

const show = (e) => {
  choose(e);
  state.camera.reveal(e);
  const room = painter.room();
  arrange(state.layout, state.camera, room);
  const top = topOf(state.layout, e);
  if (top >= 0 && (top < state.camera.top || top + rowHeight > state.camera.top + room)) {
    state.camera.scroll(top - room / 2 - state.camera.top, state.layout.height, room);
  }
};

// Goes to the next entry, or the one before, that is shown, that a search finds, and that fits.
const step = (direction, fits) => {
  const list = state.entries;
  const at = state.selected ? list.findIndex((e) => e.order >= state.selected.order) : -1;
  let i = at < 0 ? (direction > 0 ? 0 : list.length - 1) : list[at] === state.selected ? at + direction : direction > 0 ? at : at - 1;
  for (; i >= 0 && i < list.length; i += direction) {
    if (fits(list[i]) && (!state.matches || state.matches.has(list[i]))) {
      show(list[i]);
      return;
    }
  }
};

const hover = (e, x, y) => {
  tip.hidden = !e;
  state.canvas.classList.toggle("over", Boolean(e));
  if (!e) return;
  tip.textContent = callText(model, e).slice(0, 300) + (e.event ? "" : "\n" + visible(e.outcome) + ", " + spanText(e.duration)) + (e.error ? "\n" + visible(e.error).slice(0, 300) : "");
  const box = state.canvas.getBoundingClientRect();
  tip.style.left = Math.max(0, Math.min(x + 14, box.width - tip.offsetWidth - 8)) + "px";
  tip.style.top = (y + 18 + tip.offsetHeight > box.height ? y - tip.offsetHeight - 8 : y + 18) + "px";
};

const refiltered = () => {
  state.layout = layOut(model, state.entries);
  byId("nothing").hidden = state.entries.length > 0;
  repaint();
};

const controls = newControls(state, refiltered, repaint);
const keys = listen(state, painter, { moved: repaint, choose, hover, step });
for (const button of document.querySelectorAll("button[data-key]")) {
  button.addEventListener("click", () => {
    keys[button.dataset.key]();
    repaint();
  });
}

controls.query.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1, () => true);
    repaint();
  } else if (event.key === "Escape") {
    controls.clear();
    state.canvas.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=search]")) return;
  event.preventDefault();
  controls.query.focus();
  controls.query.select();
});

new ResizeObserver(repaint).observe(state.canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  painter.retheme();
  repaint();
});
document.body.classList.add("ready");
choose(null);
controls.filter();
