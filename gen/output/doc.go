// Package output puts generated files into a folder, with care: it plans what
// would change, refuses to touch what drivergen did not write, shows the plan as
// a diff, and carries it out as a whole or not at all.
//
// A file whose content is right already is not touched, so that its time stays
// and the builds that depend on it stay cached.
package output
