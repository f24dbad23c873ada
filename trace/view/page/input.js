// Wheel, pointer and keys on the timeline.

const clickSlack = 4; // pixels that a pointer may move in a click
const hitSlack = 4; // pixels beside a bar that still mean it

// The entry under a point of the canvas, or null.
const entryAt = (state, painter, x, y) => {
  const { camera } = state;
  if (x < gutter || y < axisHeight) return null;
  const below = y - axisHeight + camera.top;
  const lane = state.layout.shown.find((l) => below >= l.y && below < l.y + l.height);
  if (!lane) return null;
  const index = Math.floor((below - lane.y - lanePadding) / rowHeight);
  const inEvents = lane.events.length && below >= eventsTop(lane);
  const row = inEvents ? lane.events : lane.rows[index];
  if (!row) return null;
  let best = null;
  let least = inEvents ? 2 * hitSlack : hitSlack;
  for (let i = Math.max(0, firstEnding(row, painter.timeAt(x - 2 * hitSlack))); i < row.length; i++) {
    const e = row[i];
    const x0 = painter.xOf(e.start);
    if (x0 > x + 2 * hitSlack) break;
    const x1 = Math.max(painter.xOf(e.end), x0 + 2);
    const away = x < x0 ? x0 - x : Math.max(0, x - x1);
    if (away < least || (away === least && best && e.failed && !best.failed)) [best, least] = [e, away];
  }
  return best;
};

const listen = (state, painter, actions) => {
  const { canvas, camera } = state;
  const pointers = new Map();
  let moved = 0;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const nsPerPixel = () => (camera.to - camera.from) / painter.plotWidth();

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x] = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const dx = event.deltaX * lines;
    const dy = event.deltaY * lines;
    if (x < gutter) camera.scroll(dy, state.layout.height, painter.room());
    else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) camera.pan((dx || dy) * nsPerPixel());
    else camera.zoom(Math.exp(Math.max(-200, Math.min(200, dy)) * 0.003), painter.timeAt(x));
    actions.moved();
  }, { passive: false });

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      actions.hover(entryAt(state, painter, x, y), x, y);
      return;
    }
    pointers.set(event.pointerId, [x, y]);
    moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    if (moved <= clickSlack) return;
    actions.hover(null);
    if (pointers.size === 2) { // two fingers: the distance between them zooms
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const [now, then] = [Math.abs(x - other[0]), Math.abs(before[0] - other[0])];
      if (now > 8 && then > 8) camera.zoom(then / now, painter.timeAt((x + other[0]) / 2));
    } else {
      camera.pan((before[0] - x) * nsPerPixel());
      camera.scroll(before[1] - y, state.layout.height, painter.room());
    }
    actions.moved();
  });
  canvas.addEventListener("pointerup", (event) => {
    const down = pointers.delete(event.pointerId);
    if (down && moved <= clickSlack && pointers.size === 0) actions.choose(entryAt(state, painter, ...place(event)));
  });
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => actions.hover(null));
  canvas.addEventListener("dblclick", (event) => {
    const [x, y] = place(event);
    const e = entryAt(state, painter, x, y);
    if (e) camera.around(e);
    else camera.zoom(0.5, painter.timeAt(x));
    actions.moved();
  });

  const middle = () => (camera.from + camera.to) / 2;
  const step = () => (camera.to - camera.from) / 8;
  const keys = {
    "+": () => camera.zoom(0.6, middle()),
    "=": () => camera.zoom(0.6, middle()),
    "-": () => camera.zoom(1 / 0.6, middle()),
    "0": () => camera.fit(),
    ArrowLeft: () => camera.pan(-step()),
    ArrowRight: () => camera.pan(step()),
    ArrowUp: () => camera.scroll(-3 * rowHeight, state.layout.height, painter.room()),
    ArrowDown: () => camera.scroll(3 * rowHeight, state.layout.height, painter.room()),
    Home: () => camera.place(camera.least, camera.least + (camera.to - camera.from)),
    End: () => camera.place(camera.most - (camera.to - camera.from), camera.most),
    PageUp: () => camera.scroll(-painter.room(), state.layout.height, painter.room()),
    PageDown: () => camera.scroll(painter.room(), state.layout.height, painter.room()),
    n: () => actions.step(1, () => true),
    p: () => actions.step(-1, () => true),
    e: () => actions.step(1, (entry) => entry.failed),
    E: () => actions.step(-1, (entry) => entry.failed),
    Enter: () => { if (state.selected) camera.around(state.selected); },
    Escape: () => actions.choose(null),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
    actions.moved();
  });
  return keys;
};
