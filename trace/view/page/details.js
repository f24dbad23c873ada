// The panel that tells all of one call or event. Everything is set as text, never as markup.

const dumpLimit = 4096; // bytes of a payload that are shown
const dumpWidth = 8; // bytes of a line

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

// A payload as a hex dump with its text beside it.
const dump = (bytes) => {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, dumpLimit); at += dumpWidth) {
    const part = [...bytes.subarray(at, Math.min(at + dumpWidth, dumpLimit))];
    const hex = part.map((b) => b.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".")).join("");
    lines.push(at.toString(16).padStart(4, "0") + "  " + hex.padEnd(dumpWidth * 3 - 1) + "  " + text);
  }
  return lines.join("\n");
};

const payload = (total, base64) => {
  const box = make("div", "payload");
  const bytes = base64 ? bytesOf(base64) : new Uint8Array(0);
  let size = countOf(total, "byte");
  if (total > 0 && bytes.length === 0) size += ", not recorded";
  else if (bytes.length < total) size += ", the first " + bytes.length.toLocaleString("en") + " recorded";
  box.append(make("p", "size", size));
  if (bytes.length > 0) {
    const pre = make("pre", "dump", dump(bytes));
    pre.tabIndex = 0;
    box.append(pre);
    if (bytes.length > dumpLimit) box.append(make("p", "size", "… and " + countOf(bytes.length - dumpLimit, "byte") + " more"));
  }
  return box;
};

const valueNode = (value) => {
  const [, kind, a, b] = value;
  if (kind === kinds.bytes) return payload(a, b);
  if (kind === kinds.group && a.length) return valueTable(a);
  if (kind === kinds.list && b.length) {
    const list = make("ol", "list");
    for (const v of b) {
      const item = make("li");
      item.append(valueNode(v));
      list.append(item);
    }
    return list;
  }
  return make("span", "value " + (kind === kinds.redacted || kind === kinds.nil ? "pale" : ""), valueText(value));
};

const valueTable = (values) => {
  const list = make("dl", "values");
  for (const v of values) {
    const pair = make("div");
    const content = make("dd");
    content.append(valueNode(v));
    pair.append(make("dt", "", v[0] ? visible(v[0]) : "value"), content);
    list.append(pair);
  }
  return list;
};

const section = (title, values) => {
  if (!values.length) return [];
  return [make("h3", "", title), valueTable(values)];
};

const facts = (pairs) => {
  const list = make("dl", "facts");
  for (const [name, text] of pairs) {
    const pair = make("div");
    pair.append(make("dt", "", name), make("dd", "", text));
    list.append(pair);
  }
  return list;
};

const wallClock = (model, ns) => {
  const at = new Date(Date.parse(model.began) + ns / 1e6);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().replace("T", " ").replace("Z", " UTC");
};

const tellDetails = (model, e, panel) => {
  const outcome = e.event ? "event" : e.outcome;
  const kind = e.event ? "event" : e.failed ? "fail" : e.ended || e.unfinished ? "ended" : "ok";
  const head = make("h2", "", nameText(model, e) + " ");
  head.append(make("span", "badge " + kind, visible(outcome)));
  const pairs = [["Began", secondsText(e.start)], ["At", wallClock(model, e.start)]];
  if (!e.event) pairs.push([e.unfinished ? "Waited" : "Took", spanText(e.duration)]);
  if (e.socket) pairs.push(["Socket", e.socket.label]);
  if (e.created) pairs.push(["Made", e.created.label]);
  pairs.push(["Interface", visible(e.interface)], ["Line", String(e.line)]);
  const nodes = [head, facts(pairs)];
  if (e.error) nodes.push(make("h3", "", "Error"), make("p", "error", visible(e.error)));
  nodes.push(...section(e.event ? "Values" : "Arguments", e.args), ...section("Results", e.results));
  panel.replaceChildren(...nodes);
  panel.scrollTop = 0;
};
