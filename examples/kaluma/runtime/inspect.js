// How console prints values: as they would be written in a program, with the names of classes.
(function (exports) {
  'use strict';

  const maxDepth = 4;
  const maxItems = 100;
  const lineWidth = 76;

  function className(value) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null) {
      return '[no prototype]';
    }
    const { constructor } = prototype;
    return typeof constructor === 'function' && constructor.name ? constructor.name : 'Object';
  }

  function quote(text) {
    return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
  }

  function key(name) {
    return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
  }

  function primitive(value) {
    switch (typeof value) {
      case 'string':
        return quote(value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      default:
        return String(value);
    }
  }

  function functionText(value) {
    const name = value.name || '(anonymous)';
    return /^class\b/.test(Function.prototype.toString.call(value)) ? `[class ${name}]` : `[Function: ${name}]`;
  }

  // braces puts parts between brackets, on one line where they fit.
  function braces(open, parts, close, indent) {
    if (parts.length === 0) {
      return open + close;
    }
    const line = `${open} ${parts.join(', ')} ${close}`;
    if (line.length + indent.length <= lineWidth && !line.includes('\n')) {
      return line;
    }
    const inner = `${indent}  `;
    return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  }

  function limited(list, text) {
    const parts = Array.from(list).slice(0, maxItems).map(text);
    if (list.length > maxItems) {
      parts.push(`... ${list.length - maxItems} more`);
    }
    return parts;
  }

  function property(object, name, text) {
    try {
      return text(object[name]);
    } catch (e) {
      return `[threw ${e}]`;
    }
  }

  function objectText(value, depth, indent, seen) {
    if (seen.includes(value)) {
      return '[Circular]';
    }
    const inside = seen.concat([value]);
    const text = item => inspect(item, depth + 1, `${indent}  `, inside);
    const fields = names => names.map(name => `${key(name)}: ${property(value, name, text)}`);
    const name = className(value);
    if (value instanceof Date) {
      return isNaN(value) ? 'Invalid Date' : value.toISOString();
    }
    if (value instanceof RegExp) {
      return String(value);
    }
    if (value instanceof Error) {
      const extra = fields(Object.keys(value).filter(k => k !== 'name' && k !== 'message' && k !== 'stack'));
      return extra.length > 0 ? `${value} ${braces('{', extra, '}', indent)}` : String(value);
    }
    if (depth > maxDepth) {
      return Array.isArray(value) ? '[Array]' : `[${name}]`;
    }
    if (value instanceof Promise) {
      return 'Promise {}';
    }
    if (value instanceof ArrayBuffer) {
      return `ArrayBuffer(${value.byteLength})`;
    }
    if (ArrayBuffer.isView(value) && value.length !== undefined) {
      return braces(`${name}(${value.length}) [`, limited(value, String), ']', indent);
    }
    if (Array.isArray(value)) {
      return braces('[', limited(value, text), ']', indent);
    }
    if (value instanceof Map) {
      const entries = limited(Array.from(value), ([k, v]) => `${text(k)} => ${text(v)}`);
      return braces(`Map(${value.size}) {`, entries, '}', indent);
    }
    if (value instanceof Set) {
      return braces(`Set(${value.size}) {`, limited(Array.from(value), text), '}', indent);
    }
    return braces(name === 'Object' ? '{' : `${name} {`, fields(Object.keys(value)), '}', indent);
  }

  function inspect(value, depth = 0, indent = '', seen = []) {
    if (typeof value === 'function') {
      return functionText(value);
    }
    if (value === null || typeof value !== 'object') {
      return primitive(value);
    }
    return objectText(value, depth, indent, seen);
  }

  exports.inspect = value => inspect(value);
})
