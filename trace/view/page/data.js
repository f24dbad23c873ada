// What the recording holds, as objects, and how its values are written.

// A value is an array: its name, a letter for its kind, and what the kind has.
const kinds = { nil: "n", redacted: "x", func: "f", string: "s", bytes: "b", list: "l", group: "g" };

const decode = (data) => {
  const sockets = data.sockets.map(([label, first, last], index) => ({ index, label, first, last }));
  const entries = data.entries.map((e, index) => {
    const [line, isEvent, iface, name, socket, start, duration, outcome, error, args, results, created] = e;
    const word = outcome < 0 ? "" : data.outcomes[outcome];
    return {
      index, line, event: isEvent === 1, start, duration, end: start + duration, error, args, results,
      name: data.names[name],
      interface: data.interfaces[iface],
      socket: socket < 0 ? null : sockets[socket],
      outcome: word,
      failed: error !== "",
      ended: word === "EOF",
      unfinished: word === "unfinished",
      created: created < 0 ? null : sockets[created],
      text: null,
    };
  });
  entries.sort((a, b) => a.start - b.start || a.index - b.index);
  entries.forEach((e, order) => { e.order = order; });
  const first = entries.length ? entries[0].start : 0;
  const last = entries.reduce((most, e) => Math.max(most, e.end), first);
  return { title: data.title, began: data.start, several: data.interfaces.length > 1, sockets, entries, first, last };
};

// Characters that cannot be seen, or that turn the direction of writing, are shown by their numbers.
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\ufffd]/gu;
const escapes = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const visible = (text) => text.replace(unseen, (c) => escapes[c] || "\\u{" + c.codePointAt(0).toString(16) + "}");
const quoted = (text) => '"' + visible(text.replace(/["\\]/g, "\\$&")) + '"';

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const ascii = (bytes) => String.fromCharCode(...bytes);

const countOf = (n, word) => n.toLocaleString("en").replaceAll(",", "\u202f") + " " + word + (n === 1 ? "" : "s");

const excerptBytes = 32;

const valueText = ([, kind, a, b]) => {
  switch (kind) {
    case kinds.nil: return "nil";
    case kinds.redacted: return "[redacted]";
    case kinds.func: return "func";
    case kinds.string: return quoted(a);
    case kinds.bytes: {
      if (!b) return countOf(a, "byte");
      const shown = bytesOf(b).subarray(0, excerptBytes);
      return countOf(a, "byte") + " " + quoted(ascii(shown)) + (shown.length < a ? "…" : "");
    }
    case kinds.list: return "[" + b.map(valueText).join(", ") + "]";
    case kinds.group: return "{" + namedText(a, ": ") + "}";
  }
  return visible(a);
};

const namedText = (values, sign) => values.map((v) => (v[0] ? visible(v[0]) + sign : "") + valueText(v)).join(", ");

// Where an entry belongs: its socket, or all that its interface tells of no socket.
const homeText = (model, e) => {
  if (e.socket) return e.socket.label;
  return model.several ? visible(e.interface.split(".")[0]) : "device";
};

// The name of an entry where nothing beside it tells of which interface it is.
const nameText = (model, e) => (model.several ? visible(e.interface.split(".")[0]) + "." : "") + visible(e.name);

const argsText = (e) => "(" + namedText(e.args, "=") + ")";

const callText = (model, e) => nameText(model, e) + argsText(e);

// What a search looks through.
const searchText = (model, e) => {
  if (e.text === null) {
    const parts = [callText(model, e), e.outcome, e.error, namedText(e.results, "="), e.socket ? e.socket.label : ""];
    e.text = parts.join(" ").toLowerCase();
  }
  return e.text;
};
