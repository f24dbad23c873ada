// What part of the recording is shown: from and to in nanoseconds, top in pixels of the lanes.

const shortestSpan = 100;

const newCamera = (model) => {
  const margin = Math.max(shortestSpan / 2, (model.last - model.first) * 0.02);
  const least = model.first - margin;
  const most = model.last + margin;
  const camera = { from: least, to: most, top: 0, least, most };

  const place = (from, to) => {
    const length = Math.min(Math.max(to - from, shortestSpan), most - least);
    camera.from = Math.min(Math.max(from, least), most - length);
    camera.to = camera.from + length;
  };
  camera.place = place;
  camera.fit = () => place(least, most);
  camera.pan = (ns) => place(camera.from + ns, camera.to + ns);
  camera.zoom = (factor, around) => {
    const length = Math.min(Math.max((camera.to - camera.from) * factor, shortestSpan), most - least);
    const share = (around - camera.from) / (camera.to - camera.from);
    place(around - share * length, around + (1 - share) * length);
  };
  camera.scroll = (pixels, height, room) => {
    camera.top = Math.max(0, Math.min(camera.top + pixels, height - room));
  };
  // Brings an entry into the middle where it is not in sight. A long one is shown from its begin.
  camera.reveal = (e) => {
    const length = camera.to - camera.from;
    const inSight = e.start >= camera.from && Math.min(e.end, e.start + length / 2) <= camera.to;
    if (!inSight) place(e.start - length / 3, e.start + (length * 2) / 3);
  };
  camera.around = (e) => {
    const length = Math.max(e.duration * 1.5, shortestSpan, e.duration === 0 ? (most - least) / 1000 : 0);
    const middle = e.start + e.duration / 2;
    place(middle - length / 2, middle + length / 2);
  };
  return camera;
};
