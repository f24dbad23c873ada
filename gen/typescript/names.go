package typescript

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"drivergen/idl"
)

// Names of what a description declares without naming it.
const (
	errnoName    = "Errno"
	textName     = "ErrorText"
	constantName = "Constant"
	senderName   = "Sender"
)

// names are the names of a description's types in its declaration file, each once.
type names struct {
	types    map[any]string        // of an *idl.Enum, *idl.Struct, *idl.Handle or *idl.Interface
	imports  map[*idl.Model]string // under which an imported description is known
	errno    string
	text     string
	constant string
	sender   string
}

func newNames(m *idl.Model) *names {
	n := &names{types: map[any]string{}, imports: map[*idl.Model]string{}}
	taken := map[string]bool{}
	declare := func(key any, d idl.Decl) { n.types[key] = unique(taken, typeName(d.Name, d.GoName)) }
	for _, i := range m.Interfaces { // first: other programs know them by these names
		name := i.Name
		if hasCallbacks(i) {
			name = i.Callback
		}
		n.types[i] = unique(taken, typeName(name, i.GoName))
	}
	for _, e := range m.Enums {
		declare(e, e.Decl)
	}
	for _, s := range m.Structs {
		declare(s, s.Decl)
	}
	for _, h := range m.Handles {
		declare(h, h.Decl)
		if h.Properties != nil {
			n.types[h.Properties] = unique(taken, typeName(h.Properties.GoName, h.GoName+"Properties"))
		}
		if h.StateEnum != nil {
			n.types[h.StateEnum] = unique(taken, typeName(h.StateEnum.GoName, h.GoName+"State"))
		}
	}
	for _, i := range m.Interfaces {
		if i.StateEnum != nil {
			n.types[i.StateEnum] = unique(taken, typeName(i.StateEnum.GoName, i.GoName+"State"))
		}
	}
	n.errno, n.text, n.constant = unique(taken, errnoName), unique(taken, textName), unique(taken, constantName)
	n.sender = unique(taken, senderName)
	for _, i := range m.Imports {
		n.imports[i.Model] = unique(taken, i.Name)
	}
	return n
}

// typeName returns name, or other where TypeScript cannot have a type called name.
func typeName(name, other string) string {
	if !isIdentifier(name) {
		return other
	}
	return name
}

// unique returns name, with as many _ behind it as it needs to be no reserved word and not
// to be taken, and takes it.
func unique(taken map[string]bool, name string) string {
	for taken[name] || slices.Contains(reservedWords, name) || slices.Contains(typeWords, name) {
		name += "_"
	}
	taken[name] = true
	return name
}

// identifier is an identifier of ECMAScript (ECMA-262, "Names and Keywords") in ASCII.
var identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

func isIdentifier(name string) bool { return identifier.MatchString(name) }

// member returns the name of a property.
func member(name string) string {
	if !isIdentifier(name) {
		return quote(name)
	}
	return name
}

// methodMember returns the name of a method. In an interface, new() would be what an
// instance is constructed by.
func methodMember(name string) string {
	if name == "new" {
		return quote(name)
	}
	return member(name)
}

// quote returns text as a literal, in single quotes where it has more double ones than
// single ones. What Go would escape in its own manner is written as ECMAScript has it.
func quote(text string) string {
	mark := '"'
	if strings.Count(text, `"`) > strings.Count(text, "'") {
		mark = '\''
	}
	var b strings.Builder
	b.WriteRune(mark)
	for _, r := range text {
		switch {
		case r == mark || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029:
			hex := strconv.FormatInt(int64(r), 16)
			b.WriteString(`\u` + strings.Repeat("0", 4-len(hex)) + hex)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteRune(mark)
	return b.String()
}

// reservedWords cannot be the names of parameters and types (ECMA-262, "Keywords and Reserved
// Words", with those of strict mode).
var reservedWords = []string{
	"arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "eval",
	"export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null",
	"package", "private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void",
	"while", "with", "yield",
}

// typeWords cannot be the names of types: they are TypeScript's own types, or global
// ones that the declarations use.
var typeWords = []string{
	"any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "undefined", "unknown", "Date", "Error", "Uint8Array",
}

// arguments gives the parameters of one call their names.
type arguments map[string]bool

func (a arguments) name(wanted string) string {
	for a[wanted] || slices.Contains(reservedWords, wanted) {
		wanted += "_"
	}
	a[wanted] = true
	return wanted
}
