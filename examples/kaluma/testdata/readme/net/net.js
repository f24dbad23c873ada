// A folder of modules as Kaluma's sources are one: net/net.js.
const native = {};
process.getBuiltinModule('net')(native, require, { id: 'net', exports: native });
module.exports = native;
