package grammar

import "slices"

// The keys of every declaration.
var (
	docKey        = Key{Name: "doc", Kind: Text, Null: true, Doc: "What it is, in sentences; becomes the Go comment."}
	goKey         = Key{Name: "go", Kind: GoName, Pattern: Exported, Doc: "The whole Go name, where the derived one does not do."}
	sinceKey      = Key{Name: "since", Kind: Version, Doc: "The version of the description that added it.", Example: "1.2.0"}
	deprecatedKey = Key{Name: "deprecated", Kind: Text, Doc: "What to use instead; becomes the Deprecated paragraph of the Go comment."}
	allowKey      = Key{Name: "allow", Kind: Map, Elem: Text, Doc: "Warnings, and changes that drivergen breaking tells, that are switched off here and in what is inside, by code, each with the reason.", Example: "{W0604: The names are Kaluma's.}"}
)

// declaration returns the keys of a declaration that begins with its doc: one
// that has parts of its own.
func declaration(own ...Key) []Key {
	return slices.Concat([]Key{docKey, goKey, sinceKey, deprecatedKey, allowKey}, own)
}

// entry returns the keys of a declaration that begins with its value or its type
// and ends with its doc: one that usually stands on a line.
func entry(own ...Key) []Key {
	return slices.Concat(own, []Key{goKey, sinceKey, deprecatedKey, allowKey, docKey})
}

// parameter is entry for parameters, whose Go name may be given in either case.
func parameter(own ...Key) []Key {
	either := goKey
	either.Pattern = Identifier
	return slices.Concat(own, []Key{either, sinceKey, deprecatedKey, allowKey, docKey})
}
