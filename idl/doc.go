// Package idl is drivergen's interface description language: it loads a
// description, which is a YAML file, resolves its names, checks it, and returns
// a Model for the emitters to read.
//
// All diagnostics of a file come out in one run, each with a stable code and a
// position in the file. The standard descriptions are embedded: the paths
// std/netdev, std/ieee80211dev and std/tinygo load them.
package idl
