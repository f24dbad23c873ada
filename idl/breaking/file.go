package breaking

import (
	"cmp"
	"strconv"
	"strings"

	"drivergen/idl"
)

// file compares what a description says of itself.
func (c *comparer) file() {
	if c.old.Package != c.new.Package {
		c.found(packageRenamed, idl.Pos{}, idl.Pos{File: c.old.Path}, "the package %s is called %s now", c.old.Package, c.new.Package)
	}
	c.lifecycle("the package "+c.new.Package, &idl.Decl{Since: c.old.Since, Pos: idl.Pos{File: c.old.Path}}, &idl.Decl{Since: c.new.Since})
	for _, n := range c.new.Imports {
		for _, o := range c.old.Imports {
			if o.Name == n.Name && o.Path != n.Path {
				c.found(importMoved, n.Pos, o.Pos, "%s is imported from %s now, and was from %s", n.Name, n.Path, o.Path)
			}
		}
	}
}

// stubNames tells that the companions' names change because an interface is not the only one any
// more, or is the only one now: netdevstub.Hardware becomes netdevstub.NetDevHardware, and back.
func (c *comparer) stubNames() {
	for _, p := range pairs(c, c.old.Interfaces, c.new.Interfaces) {
		if !p.both() || (len(c.old.Interfaces) == 1) == (len(c.new.Interfaces) == 1) {
			continue
		}
		if len(c.new.Interfaces) == 1 {
			c.found(stubRenamed, p.new.Pos, p.old.Pos, "%sHardware of the stub, and the like, is Hardware now: %s is the only interface", p.old.GoName, p.new.Name)
		} else {
			c.found(stubRenamed, p.new.Pos, p.old.Pos, "Hardware of the stub, and the like, is %sHardware now: %s is not the only interface any more", p.new.GoName, p.new.Name)
		}
	}
}

// newestSince returns the newest version in which something of the old version appeared, or "".
func (c *comparer) newestSince() string {
	newest := c.old.Since
	see := func(d *idl.Decl) {
		if laterVersion(d.Since, newest) {
			newest = d.Since
		}
	}
	for _, e := range c.old.Enums {
		see(&e.Decl)
		for _, v := range e.Values {
			see(&v.Decl)
		}
	}
	for _, s := range c.old.Structs {
		see(&s.Decl)
	}
	for _, h := range c.old.Handles {
		see(&h.Decl)
	}
	for _, i := range c.old.Interfaces {
		see(&i.Decl)
		for _, m := range methodsOf(i) {
			see(&m.Decl)
		}
		for _, e := range eventsOf(i) {
			see(&e.Decl)
		}
	}
	return newest
}

// laterVersion reports whether a version is later than another. No version is earlier than any.
func laterVersion(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if n := cmp.Compare(versionPart(as, i), versionPart(bs, i)); n != 0 {
			return n > 0
		}
	}
	return false
}

func versionPart(parts []string, i int) int {
	if i >= len(parts) {
		return -1
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return -1
	}
	return n
}
