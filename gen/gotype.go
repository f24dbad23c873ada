package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// basic holds the kinds that one predeclared Go type stands for.
var basic = map[idl.Kind]string{
	idl.Bool: "bool", idl.Int: "int", idl.Int8: "int8", idl.Int16: "int16", idl.Int32: "int32", idl.Int64: "int64",
	idl.Uint: "uint", idl.Uint8: "uint8", idl.Uint16: "uint16", idl.Uint32: "uint32", idl.Uint64: "uint64",
	idl.Float32: "float32", idl.Float64: "float64", idl.String: "string", idl.Any: "any", idl.ErrorType: "error",
}

// typ returns a type in Go.
func (p *pkg) typ(t *idl.Type) *jen.Statement { return p.typeExpr(t).jen() }

func (p *pkg) typeExpr(t *idl.Type) expr {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes:
		return text("[]byte")
	case idl.Duration:
		return qual("time", "Duration")
	case idl.Time:
		return qual("time", "Time")
	case idl.MAC:
		return qual(driverPath, "MAC")
	case idl.IP:
		return qual(netipPath, "Addr")
	case idl.AddrPort:
		return qual(netipPath, "AddrPort")
	case idl.List:
		return text("[]").then(p.typeExpr(t.Elem))
	case idl.Optional:
		return text("*").then(p.typeExpr(t.Elem))
	case idl.Func:
		var params []expr
		for _, param := range t.Params {
			params = append(params, p.typeExpr(param))
		}
		return text("func").call(params...)
	case idl.StructType:
		return p.namedExpr(t, t.Struct.GoName)
	case idl.EnumType:
		return p.namedExpr(t, t.Enum.GoName)
	case idl.HandleType:
		return p.namedExpr(t, t.Handle.GoName)
	}
	return text(basic[t.Kind])
}

// named returns a declared type, or a constant of it, qualified by the package that
// declares it.
func (p *pkg) named(t *idl.Type, name string) *jen.Statement { return p.namedExpr(t, name).jen() }

func (p *pkg) namedExpr(t *idl.Type, name string) expr {
	if t.From != nil {
		return qual(t.From.ImportPath, name)
	}
	var declared any
	switch t.Kind {
	case idl.StructType:
		declared = t.Struct
	case idl.EnumType:
		declared = t.Enum
	case idl.HandleType:
		declared = t.Handle
	}
	if importPath, ok := p.foreign[declared]; ok {
		return qual(importPath, name) // of a field of an imported struct
	}
	return qual(p.core, name)
}

// foreign adds what the imports of a model declare, and those of theirs, with the
// import paths of their packages.
func foreign(m *idl.Model, declared map[any]string) {
	for _, from := range m.Imported() {
		for _, e := range from.Enums {
			declared[e] = from.ImportPath
		}
		for _, s := range from.Structs {
			declared[s] = from.ImportPath
		}
		for _, h := range from.Handles {
			declared[h] = from.ImportPath
			if h.Properties != nil {
				declared[h.Properties] = from.ImportPath
			}
			if h.StateEnum != nil {
				declared[h.StateEnum] = from.ImportPath
			}
		}
		for _, i := range from.Interfaces {
			if i.StateEnum != nil {
				declared[i.StateEnum] = from.ImportPath
			}
		}
	}
}

// paramType returns the Go type of a parameter, result or field.
func (p *pkg) paramType(param *idl.Param) *jen.Statement { return p.paramExpr(param).jen() }

func (p *pkg) paramExpr(param *idl.Param) expr {
	typ := p.typeExpr(param.Type)
	if param.GoType != "" {
		typ = qualified(param.GoType)
	}
	if param.Pointer {
		return text("*").then(typ)
	}
	return typ
}

// qualified turns "net.HardwareAddr" into its import path and name.
func qualified(goType string) expr {
	if importPath, name, ok := cutGoType(goType); ok {
		return qual(importPath, name)
	}
	return text(goType)
}

// zero returns the Go expression of a type's zero value.
func (p *pkg) zero(param *idl.Param) *jen.Statement { return p.zeroExpr(param).jen() }

func (p *pkg) zeroExpr(param *idl.Param) expr {
	if param.Pointer {
		return text("nil")
	}
	t := param.Type
	switch {
	case param.GoType != "":
		return zeroOfGoType(t, param.GoType)
	case t.Kind == idl.Bool:
		return text("false")
	case t.Kind == idl.String:
		return text(`""`)
	case t.Kind.IsNumber(), t.Kind == idl.HandleType, t.Kind == idl.Duration:
		return text("0")
	case t.Kind == idl.EnumType && t.Enum.Base.Kind == idl.String && !t.Enum.Flags:
		return text(`""`)
	case t.Kind == idl.EnumType:
		return text("0")
	case t.Kind == idl.StructType, t.Kind == idl.MAC, t.Kind == idl.IP, t.Kind == idl.AddrPort, t.Kind == idl.Time:
		return p.typeExpr(t).then(text("{}"))
	}
	return text("nil")
}

// nilTypes are the Go types of other packages that are known to be nil at first.
var nilTypes = map[string]bool{"net.HardwareAddr": true, "net.IP": true}

// zeroOfGoType returns the zero value of a Go type that stands for t. What Go makes of
// a type of another package is not known: *new works for all of them.
func zeroOfGoType(t *idl.Type, goType string) expr {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes, idl.List:
		return text("nil")
	}
	if nilTypes[goType] {
		return text("nil")
	}
	return text("*new").call(qualified(goType))
}
