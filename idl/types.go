package idl

import "strings"

// A Kind is the kind of a Type.
type Kind int

// The kinds. Their names in a description are those of Kind.String.
const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	String
	Bytes
	TextOrBytes // text or bytes in the callback form, []byte in Go
	Duration
	Time
	MAC
	IP
	AddrPort
	Any
	List
	Optional
	Func
	StructType
	EnumType
	HandleType
	ErrorType // the Go type error
)

var kindNames = [...]string{
	Invalid: "invalid", Bool: "bool", Int: "int", Int8: "int8", Int16: "int16", Int32: "int32", Int64: "int64",
	Uint: "uint", Uint8: "uint8", Uint16: "uint16", Uint32: "uint32", Uint64: "uint64",
	Float32: "float32", Float64: "float64", String: "string", Bytes: "bytes", TextOrBytes: "text-or-bytes",
	Duration: "duration", Time: "time", MAC: "mac", IP: "ip", AddrPort: "addrport", Any: "any",
	List: "list", Optional: "optional", Func: "func", StructType: "struct", EnumType: "enum", HandleType: "handle", ErrorType: "error",
}

// String returns the kind's name as a description writes it.
func (k Kind) String() string { return kindNames[k] }

// IsInteger reports whether k is one of the integer kinds.
func (k Kind) IsInteger() bool { return k >= Int && k <= Uint64 }

// IsNumber reports whether k is an integer or a floating-point kind.
func (k Kind) IsNumber() bool { return k >= Int && k <= Float64 }

// isOrdered reports whether values of kind k have a least and a greatest: numbers and durations.
func (k Kind) isOrdered() bool { return k.IsNumber() || k == Duration }

// A Type is the type of a parameter, result, field or constant. The form that
// a description writes is a name (int, bytes, mac, ScanInfo), list(T),
// optional(T) or func(T, …).
type Type struct {
	Kind   Kind
	Elem   *Type   // of a List or Optional
	Params []*Type // of a Func
	Struct *Struct
	Enum   *Enum
	Handle *Handle
	From   *Model // the description that declares Struct, Enum or Handle where it is another one; else nil
}

// String returns the type as a description writes it.
func (t *Type) String() string {
	local := func(name string) string {
		if t.From != nil {
			return t.From.Package + "." + name
		}
		return name
	}
	switch t.Kind {
	case List, Optional:
		return t.Kind.String() + "(" + t.Elem.String() + ")"
	case Func:
		params := make([]string, len(t.Params))
		for i, p := range t.Params {
			params[i] = p.String()
		}
		return "func(" + strings.Join(params, ", ") + ")"
	case StructType:
		return local(t.Struct.Name)
	case EnumType:
		return local(t.Enum.Name)
	case HandleType:
		return local(t.Handle.Name)
	default:
		return t.Kind.String()
	}
}

// same reports whether t and u are the same type.
func (t *Type) same(u *Type) bool {
	if t.Kind != u.Kind || t.Struct != u.Struct || t.Enum != u.Enum || t.Handle != u.Handle || len(t.Params) != len(u.Params) {
		return false
	}
	if t.Elem != nil && u.Elem != nil && !t.Elem.same(u.Elem) {
		return false
	}
	for i, p := range t.Params {
		if !p.same(u.Params[i]) {
			return false
		}
	}
	return true
}

// hasLength reports whether a value of kind k has a length.
func (k Kind) hasLength() bool { return k == String || k == Bytes || k == TextOrBytes || k == List }

// Limited returns the type whose values min, max and oneof limit: t itself, or what stands
// inside its optionals and lists.
func (t *Type) Limited() *Type {
	for t.Kind == Optional || t.Kind == List {
		t = t.Elem
	}
	return t
}

// Measured returns the type whose length minlen and maxlen limit: t, or what an optional holds.
func (t *Type) Measured() *Type {
	for t.Kind == Optional {
		t = t.Elem
	}
	return t
}
