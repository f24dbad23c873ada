// Where everything stands: a lane for what belongs to no socket and one for each socket, with as many rows as calls
// were under way at once, and a row for the events.

const rowHeight = 22;
const barHeight = 17;
const eventHeight = 15;
const lanePadding = 5;

const layOut = (model, entries) => {
  const lanes = new Map();
  const spots = new Map(); // the lane and the row of each entry; events have the row behind the last
  for (const e of entries) {
    const key = homeText(model, e);
    let lane = lanes.get(key);
    if (!lane) {
      lane = { label: key, socket: e.socket, rows: [], ends: [], events: [], first: e.start, last: e.end };
      lanes.set(key, lane);
    }
    lane.last = Math.max(lane.last, e.end);
    if (e.event) {
      lane.events.push(e);
      spots.set(e, { lane, row: -1 });
      continue;
    }
    let row = lane.ends.findIndex((until) => until <= e.start);
    if (row < 0) {
      row = lane.rows.length;
      lane.rows.push([]);
    }
    lane.rows[row].push(e);
    lane.ends[row] = e.end;
    spots.set(e, { lane, row });
  }
  const place = (lane) => (lane.socket ? lane.socket.index : -1);
  const list = [...lanes.values()].sort((a, b) => place(a) - place(b));
  for (const lane of list) {
    lane.height = 2 * lanePadding + lane.rows.length * rowHeight + (lane.events.length ? eventHeight : 0);
  }
  return { lanes: list, shown: list, spots, height: 0, whole: list.reduce((sum, lane) => sum + lane.height, 0) };
};

// Puts the lanes below each other. Where there is no room for all, those of sockets that were not there
// in the time that is shown are left out.
const arrange = (layout, camera, room) => {
  const there = (lane) => !lane.socket || (lane.first <= camera.to && lane.last >= camera.from);
  layout.shown = layout.whole <= room ? layout.lanes : layout.lanes.filter(there);
  layout.height = 0;
  for (const lane of layout.shown) {
    lane.y = layout.height;
    layout.height += lane.height;
  }
  camera.scroll(0, layout.height, room);
};

// The index of the first entry that ends at a time or later. In a row no entry begins before the one
// ahead of it has ended, so that the ends are in order too.
const firstEnding = (row, time) => {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle].end < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

// Where an entry stands, in pixels from the top of the lanes shown, or -1 where it is on none of them.
const topOf = (layout, e) => {
  const spot = layout.spots.get(e);
  if (!spot || !layout.shown.includes(spot.lane)) return -1;
  return spot.row < 0 ? eventsTop(spot.lane) : spot.lane.y + lanePadding + spot.row * rowHeight;
};

const eventsTop = (lane) => lane.y + lanePadding + lane.rows.length * rowHeight;
