package gen

import (
	"strings"

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
func (p *pkg) typ(t *idl.Type) *jen.Statement {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes:
		return jen.Index().Byte()
	case idl.Duration:
		return jen.Qual("time", "Duration")
	case idl.Time:
		return jen.Qual("time", "Time")
	case idl.MAC:
		return jen.Qual(driverPath, "MAC")
	case idl.IP:
		return jen.Qual(netipPath, "Addr")
	case idl.AddrPort:
		return jen.Qual(netipPath, "AddrPort")
	case idl.List:
		return jen.Index().Add(p.typ(t.Elem))
	case idl.Optional:
		return jen.Op("*").Add(p.typ(t.Elem))
	case idl.Func:
		return jen.Func().ParamsFunc(func(g *jen.Group) {
			for _, param := range t.Params {
				g.Add(p.typ(param))
			}
		})
	case idl.StructType:
		return p.named(t, t.Struct.GoName)
	case idl.EnumType:
		return p.named(t, t.Enum.GoName)
	case idl.HandleType:
		return p.named(t, t.Handle.GoName)
	}
	return jen.Id(basic[t.Kind])
}

// named returns a declared type, or a constant of it, qualified by the package that
// declares it.
func (p *pkg) named(t *idl.Type, name string) *jen.Statement {
	if t.From != nil {
		return jen.Qual(t.From.ImportPath, name)
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
		return jen.Qual(importPath, name) // of a field of an imported struct
	}
	return jen.Qual(p.core, name)
}

// foreign adds what the imports of a model declare, and those of theirs, with the
// import paths of their packages.
func foreign(m *idl.Model, declared map[any]string) {
	for _, imp := range m.Imports {
		from := imp.Model
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
		foreign(from, declared)
	}
}

// paramType returns the Go type of a parameter, result or field.
func (p *pkg) paramType(param *idl.Param) *jen.Statement {
	code := p.typ(param.Type)
	if param.GoType != "" {
		code = qualified(param.GoType)
	}
	if param.Pointer {
		return jen.Op("*").Add(code)
	}
	return code
}

// qualified turns "net.HardwareAddr" into its import path and name.
func qualified(goType string) *jen.Statement {
	dot := strings.LastIndexByte(goType, '.')
	if dot < 0 {
		return jen.Id(goType)
	}
	return jen.Qual(goType[:dot], goType[dot+1:])
}

// zero returns the Go expression of a type's zero value.
func (p *pkg) zero(param *idl.Param) *jen.Statement {
	if param.Pointer {
		return jen.Nil()
	}
	t := param.Type
	switch {
	case t.Kind == idl.Bool:
		return jen.False()
	case t.Kind == idl.String:
		return jen.Lit("")
	case t.Kind.IsNumber(), t.Kind == idl.HandleType, t.Kind == idl.Duration:
		return jen.Lit(0)
	case t.Kind == idl.EnumType && t.Enum.Base.Kind == idl.String && !t.Enum.Flags:
		return jen.Lit("")
	case t.Kind == idl.EnumType:
		return jen.Lit(0)
	case t.Kind == idl.StructType, t.Kind == idl.MAC, t.Kind == idl.IP, t.Kind == idl.AddrPort, t.Kind == idl.Time:
		if param.GoType != "" {
			break
		}
		return p.typ(t).Values()
	}
	return jen.Nil()
}
