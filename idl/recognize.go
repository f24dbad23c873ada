package idl

import "regexp"

var versionKey = regexp.MustCompile(`(?m)^(idl|"idl"|'idl')[ \t]*:`)

// IsDescription tells a description from the other YAML files that a folder may hold:
// it has the key idl.
func IsDescription(text []byte) bool { return versionKey.Match(text) }
