// Draws the timeline.

const gutter = parseInt(getComputedStyle(document.documentElement).getPropertyValue("--gutter"), 10); // of the lanes' labels
const axisHeight = 26;
const longestLabel = 16; // characters of a lane's label
const waitingFrom = 10e6; // a call that took this long, in nanoseconds, is hatched
const waited = (e) => e.unfinished || (e.duration >= waitingFrom && !e.failed);

const readTheme = () => {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "ink", "muted", "rule", "panel", "accent", "call", "call-edge", "call-ink", "fail", "fail-ink", "ended", "ended-edge", "event", "life"];
  return Object.fromEntries(names.map((n) => [n, style.getPropertyValue("--" + n).trim()]));
};

// A canvas of the size that its box has, in device pixels. Returns its context.
const prepare = (canvas) => {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
};

const hatching = (context, colour) => {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const c = tile.getContext("2d");
  c.strokeStyle = colour;
  c.globalAlpha = 0.45;
  c.lineWidth = 1.5;
  for (const x of [-8, 0, 8]) {
    c.moveTo(x, 8);
    c.lineTo(x + 8, 0);
  }
  c.stroke();
  return context.createPattern(tile, "repeat");
};

const newPainter = (state) => {
  const { camera, canvas } = state;
  let drawn = 0; // bars and events of the last picture
  let theme = null;
  let hatch = null;
  let context = null;
  let width = 0;
  let height = 0;
  const widths = new Map();

  const xOf = (time) => gutter + ((time - camera.from) / (camera.to - camera.from)) * (width - gutter);
  const measured = (text) => {
    if (!widths.has(text)) widths.set(text, context.measureText(text).width);
    return widths.get(text);
  };
  const faded = (e) => state.matches !== null && !state.matches.has(e);

  const axis = () => {
    const perPixel = (camera.to - camera.from) / (width - gutter);
    const step = stepFor(perPixel, 110);
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, width, axisHeight);
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (let t = Math.ceil(camera.from / step) * step; t <= camera.to; t += step) {
      const x = Math.round(xOf(t)) + 0.5;
      if (x < gutter) continue;
      context.strokeStyle = theme.rule;
      context.beginPath();
      context.moveTo(x, axisHeight - 6);
      context.lineTo(x, height);
      context.stroke();
      context.fillStyle = theme.muted;
      context.fillText(tickText(t, step), x + 4, axisHeight / 2);
    }
    context.strokeStyle = theme.rule;
    context.strokeRect(-1, -1, width + 2, axisHeight + 0.5);
  };

  const lookOf = (e) => {
    if (e.failed) return { fill: theme.fail, edge: theme.fail, ink: theme["fail-ink"] };
    if (e.ended) return { fill: theme.ended, edge: theme["ended-edge"], ink: theme["call-ink"] };
    return { fill: theme.call, edge: theme["call-edge"], ink: theme["call-ink"] };
  };

  const bar = (e, x0, x1, y) => {
    const look = lookOf(e);
    drawn++;
    const w = Math.max(x1 - x0, 2);
    context.globalAlpha = faded(e) ? 0.18 : 1;
    context.fillStyle = look.fill;
    context.fillRect(x0, y, w, barHeight);
    if (w >= 5) {
      if (waited(e)) {
        context.fillStyle = hatch;
        context.fillRect(x0, y, w, barHeight);
      }
      context.fillStyle = look.edge;
      context.fillRect(x0, y, 2, barHeight);
      if (!e.unfinished) context.fillRect(x1 - 1, y, 1, barHeight); // what has not returned has no end
      label(e, Math.max(x0, gutter), Math.min(x1, width), y, look);
    }
    context.globalAlpha = 1;
  };

  // What a bar is called, as far as there is room: with its arguments, or by its name alone.
  const label = (e, x0, x1, y, look) => {
    const room = x1 - x0 - 10;
    if (room < 12) return;
    const name = (e.failed ? "✕ " : "") + visible(e.name);
    if (measured(name) > room) return;
    let text = name;
    if (room > measured(name) + 30) {
      const whole = (e.failed ? "✕ " + visible(e.outcome) + " " : "") + visible(e.name) + argsText(e);
      const chars = Math.floor(room / measured("0"));
      text = whole.length > chars ? whole.slice(0, Math.max(name.length, chars - 1)) + "…" : whole;
    }
    context.save();
    context.beginPath();
    context.rect(x0, y, x1 - x0, barHeight);
    context.clip();
    if (waited(e)) { // the hatching would run through the text
      context.fillStyle = look.fill;
      context.fillRect(x0 + 4, y, Math.min(measured(text) + 4, x1 - x0 - 4), barHeight);
    }
    context.fillStyle = look.ink;
    context.fillText(text, x0 + 6, y + barHeight / 2 + 0.5);
    context.restore();
  };

  const row = (entries, y) => {
    let lastPixel = -1;
    let lastRank = -1;
    for (let i = firstEnding(entries, camera.from); i < entries.length && entries[i].start <= camera.to; i++) {
      const e = entries[i];
      const x0 = xOf(e.start);
      const x1 = xOf(e.end);
      // Of calls that fall on the same pixel one is drawn: what failed and what was searched for first.
      const pixel = Math.floor(x0);
      const rank = (e.failed ? 1 : 0) + (faded(e) ? 0 : 2);
      if (x1 - x0 < 2 && pixel === lastPixel && rank <= lastRank) continue;
      lastRank = pixel === lastPixel ? Math.max(rank, lastRank) : rank;
      lastPixel = pixel;
      bar(e, Math.max(x0, gutter - 4), Math.min(Math.max(x1, x0 + 1), width + 4), y);
    }
  };

  const diamond = (x, y, size) => {
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.lineTo(x - size, y);
    context.closePath();
  };

  const events = (entries, y) => {
    let lastPixel = -1;
    context.fillStyle = theme.event;
    for (let i = firstEnding(entries, camera.from); i < entries.length && entries[i].start <= camera.to; i++) {
      const e = entries[i];
      const x = xOf(e.start);
      if (Math.floor(x) === lastPixel && faded(e)) continue;
      lastPixel = Math.floor(x);
      context.globalAlpha = faded(e) ? 0.18 : 1;
      diamond(x, y, 5);
      context.fill();
      drawn++;
      const next = entries[i + 1];
      const name = visible(e.name);
      if (!next || xOf(next.start) - x > measured(name) + 20) context.fillText(name, x + 9, y + 0.5);
      context.globalAlpha = 1;
    }
  };

  const lanes = () => {
    context.save();
    context.beginPath();
    context.rect(0, axisHeight, width, height - axisHeight);
    context.clip();
    for (const lane of state.layout.shown) {
      const y = axisHeight + lane.y - camera.top;
      if (y + lane.height < axisHeight || y > height) continue;
      const x0 = Math.max(xOf(lane.first), gutter);
      const x1 = Math.min(xOf(lane.last), width);
      if (lane.socket && x1 >= x0) {
        context.fillStyle = theme.life;
        context.fillRect(x0, y + 2, Math.max(2, x1 - x0), lane.height - 4);
      }
      lane.rows.forEach((entries, i) => row(entries, y + lanePadding + i * rowHeight + (rowHeight - barHeight) / 2));
      if (lane.events.length) events(lane.events, axisHeight + eventsTop(lane) - camera.top + eventHeight / 2);
      context.strokeStyle = theme.rule;
      context.beginPath();
      context.moveTo(0, Math.round(y + lane.height) + 0.5);
      context.lineTo(width, Math.round(y + lane.height) + 0.5);
      context.stroke();
    }
    selection();
    context.fillStyle = theme.panel;
    context.fillRect(0, axisHeight, gutter, height - axisHeight);
    context.fillStyle = theme.ink;
    context.textAlign = "right";
    for (const lane of state.layout.shown) {
      const y = axisHeight + lane.y - camera.top;
      if (y + lane.height < axisHeight || y > height) continue;
      const middle = Math.min(Math.max(y + lane.height / 2, axisHeight + 10), height - 10);
      context.fillText(lane.label.length > longestLabel ? lane.label.slice(0, longestLabel - 1) + "…" : lane.label, gutter - 10, middle, gutter - 16);
    }
    context.textAlign = "left";
    context.restore();
  };

  const selection = () => {
    const top = state.selected ? topOf(state.layout, state.selected) : -1;
    if (top < 0) return;
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    const y = axisHeight + top - camera.top;
    if (state.selected.event) {
      diamond(xOf(state.selected.start), y + eventHeight / 2, 8);
      context.stroke();
    } else {
      const x0 = Math.max(xOf(state.selected.start), gutter - 4);
      const x1 = Math.min(Math.max(xOf(state.selected.end), x0 + 2), width + 4);
      context.strokeRect(x0 - 2, y + 1, x1 - x0 + 4, rowHeight - 2);
    }
    context.lineWidth = 1;
  };

  return {
    retheme: () => { theme = null; },
    theme: () => theme,
    xOf,
    timeAt: (x) => camera.from + ((x - gutter) / (width - gutter)) * (camera.to - camera.from),
    room: () => height - axisHeight,
    plotWidth: () => Math.max(1, width - gutter),
    // Paints, and returns how many bars and events it drew.
    paint: () => {
      drawn = 0;
      ({ context, width, height } = prepare(canvas));
      if (!theme) {
        theme = readTheme();
        hatch = hatching(context, theme["call-edge"]);
      }
      context.font = "12px " + getComputedStyle(document.body).fontFamily;
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, width, height);
      context.lineWidth = 1;
      arrange(state.layout, camera, height - axisHeight);
      axis();
      lanes();
      return drawn;
    },
  };
};
