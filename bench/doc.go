// Package bench measures drivergen beside its peers. It is a module of its own, so that
// drivergen does not depend on them. README.md has the commands and the figures.
package bench
