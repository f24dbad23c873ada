// Where a script made what fails later: an error of the device has no line of the script in its stack.
'use strict';

const { here, mark } = process.binding(process.binding.origin);

const places = new WeakMap(); // of the objects that emit

exports.here = here;

// mark tells an error where that was begun which it is of, and what that is, such as 'send to 10.0.0.2:7009'.
exports.mark = (err, place, text) => {
  mark(err, place, text || '');
  return err;
};

// remember keeps where an object is made. One that the script did not make is of another, such as a connection of its server.
exports.remember = (emitter, of) => places.set(emitter, of ? places.get(of) : here());

// emitted tells an error which object emits it, and whether somebody listens.
exports.emitted = (err, emitter, heard) => {
  const subject = typeof emitter._subject === 'function' ? emitter._subject() : '';
  const name = `${emitter.constructor ? emitter.constructor.name : 'object'}${subject ? ` ${subject}` : ''}`;
  mark(err, places.get(emitter), heard ? `of the ${name}` : `nobody listens for the 'error' of this ${name}`);
};
