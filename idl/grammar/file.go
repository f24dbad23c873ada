package grammar

// IntegerTypes are the integer types of the language.
var IntegerTypes = []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"}

// File is the whole description.
var File = &Object{
	Name: "description",
	Doc:  "A device's interface, from which drivergen writes Go.",
	Keys: []Key{
		{Name: "idl", Kind: Word, Words: []string{"1"}, Required: true, Doc: "The version of the language."},
		{Name: "package", Kind: Text, Pattern: Package, Required: true, Doc: "The name of the generated package: lower-case letters and digits."},
		docKey,
		{Name: "since", Kind: Version, Doc: "The version of the description that its first declarations have.", Example: "1.0.0"},
		allowKey,
		{Name: "imports", Kind: Map, Elem: Text, Doc: "Other descriptions whose types this one names: std/… is drivergen's own, another path is relative to the file.", Example: "{netdev: std/netdev}"},
		{Name: "errnos", Kind: Map, Of: Errno, Doc: "The numbered errors, by name."},
		{Name: "errors", Kind: Map, Of: Sentinel, Doc: "The sentinel errors, by name."},
		{Name: "constants", Kind: Map, Of: Constant, Doc: "The constants, by name."},
		{Name: "enums", Kind: Map, Of: Enum, Doc: "The types that have one of some values, by name."},
		{Name: "flags", Kind: Map, Of: Flags, Doc: "The types that are sets of bits, by name."},
		{Name: "structs", Kind: Map, Of: Struct, Doc: "The types with fields, by name."},
		{Name: "handles", Kind: Map, Of: Handle, Doc: "What a device creates and ends, such as sockets, by name."},
		{Name: "interfaces", Kind: Map, Of: Interface, Doc: "What a device offers, by name."},
	},
}

// Errno is a numbered error.
var Errno = &Object{
	Name: "errno",
	Doc:  "A numbered error: a Linux errno under its name, or one of the description's own.",
	Keys: entry(
		Key{Name: "value", Kind: Whole, Range: from(1), Required: true, Doc: "The number: Linux's under Linux's name, else 4096 or more."},
	),
}

// Sentinel is an error that is known by its identity.
var Sentinel = &Object{
	Name: "error",
	Doc:  "An error that is known by its identity: var ErrX.",
	Keys: entry(
		Key{Name: "text", Kind: Text, Required: true, Doc: "The exact text of the error."},
		Key{Name: "timeout", Kind: Bool, Default: "false", Doc: "Whether its method Timeout answers true."},
	),
}

// Constant is a constant.
var Constant = &Object{
	Name: "constant",
	Doc:  "A constant.",
	Keys: entry(
		Key{Name: "type", Kind: Type, Doc: "The type; without one the constant is untyped."},
		Key{Name: "value", Kind: Text, Required: true, Doc: "The value.", Example: "10s"},
	),
}

// Enum is a type that has one of some values.
var Enum = &Object{
	Name: "enum",
	Doc:  "A type that has one of some values.",
	Keys: declaration(
		Key{Name: "base", Kind: Word, Words: append([]string{"string"}, IntegerTypes...), Default: "string", Doc: "The type behind it: string or an integer type."},
		Key{Name: "flexible", Kind: Bool, Default: "false", Doc: "Whether values that are not listed pass."},
		Key{Name: "untyped", Kind: Bool, Default: "false", Doc: "Whether its constants are untyped."},
		Key{Name: "values", Kind: Map, Of: EnumValue, Count: some, Required: true, Doc: "The values, by name, in order."},
	),
	Cases: []Case{{Key: "base", Words: IntegerTypes, Keys: []Key{{Name: "values", Kind: Map, Of: NumberedValue}}}},
}

// EnumValue is a value of an enum.
var EnumValue = &Object{
	Name:    "value",
	Doc:     "A value of an enum.",
	AnyName: true,
	Keys: entry(
		Key{Name: "value", Kind: Text, Doc: "The value, where it is neither the name nor the next number."},
	),
}

// NumberedValue is a value of an enum whose base is an integer.
var NumberedValue = &Object{
	Name:    "value",
	ID:      "numbered-value",
	Doc:     "A value of an enum that has numbers.",
	AnyName: true,
	Keys: entry(
		Key{Name: "value", Kind: Whole, Doc: "The number, where it is not the next."},
	),
}

// Flags is a type that is a set of bits.
var Flags = &Object{
	Name: "flags",
	Doc:  "A type that is a set of bits.",
	Keys: declaration(
		Key{Name: "base", Kind: Word, Words: append([]string{"string"}, IntegerTypes...), Doc: "An unsigned integer type, or string where the set is written as the names of its flags."},
		Key{Name: "flexible", Kind: Bool, Default: "false", Doc: "Whether bits that are not listed pass."},
		Key{Name: "empty", Kind: Text, Doc: "The name of the set without flags."},
		Key{Name: "values", Kind: Map, Of: FlagValue, Count: some, Required: true, Doc: "The flags, by name."},
	),
}

// FlagValue is a flag.
var FlagValue = &Object{
	Name:    "value",
	ID:      "flag",
	Doc:     "A flag.",
	AnyName: true,
	Keys: entry(
		Key{Name: "value", Kind: Whole, Required: true, Doc: "The bit, a power of two.", Example: "4"},
	),
}

// Struct is a type with fields.
var Struct = &Object{
	Name: "struct",
	Doc:  "A type with fields.",
	Keys: declaration(
		Key{Name: "fields", Kind: Map, Of: Field, Required: true, Doc: "The fields, by name, in order."},
	),
}
