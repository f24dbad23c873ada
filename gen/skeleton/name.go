package skeleton

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
)

// clashing are the names that a skeleton's own files use, so that a package of that
// name would be hidden in them.
var clashing = map[string]bool{
	"main": true, "context": true, "fmt": true, "os": true, "time": true, "testing": true, "driver": true, "conform": true,
	"ctx": true, "cancel": true, "err": true, "run": true, "dev": true, "question": true, "answer": true,
}

// CheckName returns what is wrong with a driver's package name, and a better one.
func CheckName(name string) error {
	for _, r := range name {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9') {
			return fmt.Errorf("%q is not a good package name: use lower-case letters and digits only%s", name, like(name))
		}
	}
	switch {
	case name == "":
		return fmt.Errorf("the package name is empty: use the chip's, such as w5500")
	case '0' <= name[0] && name[0] <= '9':
		return fmt.Errorf("%q is not a package name: it begins with a digit%s", name, like("dev"+name))
	case token.IsKeyword(name):
		return fmt.Errorf("%q is not a package name: it is a keyword of Go", name)
	case types.Universe.Lookup(name) != nil, clashing[name]:
		return fmt.Errorf("%q is not a good package name: it would hide Go's own %s; use the chip's name, such as w5500", name, name)
	}
	return nil
}

// like returns a suggestion made of the usable letters of name.
func like(name string) string {
	usable := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	usable = strings.TrimLeft(usable, "0123456789")
	if usable == "" || CheckName(usable) != nil {
		return ", such as w5500"
	}
	return ", such as " + usable
}
