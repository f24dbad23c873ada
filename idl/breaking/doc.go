// Package breaking compares two versions of a description and tells what the
// change breaks: for those who call the generated Go code, for those who
// implement it (a driver's hardware calls, an interface written by hand, a mock),
// and on the wire, where a client and a server, or a recording and its reader,
// are of different versions.
//
// Each kind of change is a Rule with a stable code and a grade for each of the
// three. Docs and the places of declarations have no effect.
package breaking
