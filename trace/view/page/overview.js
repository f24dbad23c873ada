// The strip with the whole recording: how much happened when, where calls failed, and the part that
// is shown below, which can be dragged.

const newOverview = (state, changed) => {
  const { camera, overview: canvas } = state;
  let drag = null;

  let counted = null; // what was counted last, for a width and the entries that the filters left
  const counts = (width) => {
    if (counted && counted.width === width && counted.entries === state.entries) return counted;
    const all = new Float64Array(width);
    const failed = new Uint8Array(width);
    const perPixel = (camera.most - camera.least) / width;
    for (const e of state.entries) {
      const x = Math.min(width - 1, Math.floor((e.start - camera.least) / perPixel));
      all[x]++;
      if (e.failed) failed[x] = 1;
    }
    const most = Math.log1p(all.reduce((a, b) => Math.max(a, b), 1));
    counted = { width, entries: state.entries, all, failed, most };
    return counted;
  };

  const timeAt = (event) => {
    const box = canvas.getBoundingClientRect();
    return camera.least + ((event.clientX - box.left) / box.width) * (camera.most - camera.least);
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    const time = timeAt(event);
    const inside = time >= camera.from && time <= camera.to && camera.to - camera.from < camera.most - camera.least;
    drag = inside ? { hold: time - camera.from, length: camera.to - camera.from } : { begin: time };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const time = timeAt(event);
    if (drag.begin === undefined) camera.place(time - drag.hold, time - drag.hold + drag.length);
    else camera.place(Math.min(drag.begin, time), Math.max(drag.begin, time));
    changed();
  });
  const stop = () => { drag = null; };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);

  return {
    paint: (theme) => {
      const { context, width, height } = prepare(canvas);
      if (width < 1) return;
      const { all, failed, most } = counts(width);
      context.fillStyle = theme.panel;
      context.fillRect(0, 0, width, height);
      for (let x = 0; x < width; x++) {
        if (!all[x]) continue;
        const h = Math.max(2, (Math.log1p(all[x]) / most) * (height - 8));
        context.fillStyle = failed[x] ? theme.fail : theme["call-edge"];
        context.fillRect(x, height - h, 1, h);
      }
      const scale = width / (camera.most - camera.least);
      const x0 = (camera.from - camera.least) * scale;
      const x1 = Math.max(x0 + 2, (camera.to - camera.least) * scale);
      context.fillStyle = theme.ink;
      context.globalAlpha = 0.14;
      context.fillRect(0, 0, x0, height);
      context.fillRect(x1, 0, width - x1, height);
      context.globalAlpha = 1;
      context.strokeStyle = theme.accent;
      context.lineWidth = 1.5;
      context.strokeRect(x0 + 0.75, 0.75, Math.max(1, x1 - x0 - 1.5), height - 1.5);
    },
  };
};
