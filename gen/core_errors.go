package gen

import (
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

func hasErrors(m *idl.Model) bool { return len(m.Errnos)+len(m.Errors) > 0 }

// firstOwn is the lowest number of an errno that Linux does not have.
const firstOwn = 4096

// emitErrors writes the errnos and the sentinel errors.
func emitErrors(p *pkg, f *jen.File) {
	if len(p.model.Errnos) > 0 {
		f.Comment("The error numbers of the description.")
		f.Const().DefsFunc(func(g *jen.Group) {
			for _, e := range p.model.Errnos {
				def := g.Add(doc(errnoDoc(e))).Id(e.GoName)
				if e.Value >= firstOwn {
					def.Qual(driverPath, "Errno").Op("=").Lit(e.Value)
				} else {
					def.Op("=").Qual(driverPath, e.Name)
				}
			}
		})
		f.Line()
		p.nameErrnos(f)
	}
	if len(p.model.Errors) > 0 {
		f.Comment("The errors of the description.")
		f.Var().DefsFunc(func(g *jen.Group) {
			for _, e := range p.model.Errors {
				def := g.Add(doc(e.Decl)).Id(e.GoName)
				if e.Timeout {
					def.Op("=").Qual(driverPath, "TimeoutError").Call(jen.Lit(e.Text))
				} else {
					def.Op("=").Qual(driverPath, "Sentinel").Call(jen.Lit(e.Text))
				}
			}
		})
	}
}

func errnoDoc(e *idl.Errno) idl.Decl {
	d := e.Decl
	d.Doc = e.GoName + " (" + strconv.Itoa(e.Value) + "): " + d.Doc
	return d
}

// nameErrnos writes the registration of errnos that Linux does not have.
func (p *pkg) nameErrnos(f *jen.File) {
	var own []jen.Code
	for _, e := range p.model.Errnos {
		if e.Value >= firstOwn {
			text := strings.TrimRight(strings.TrimSpace(strings.Split(e.Doc, "\n")[0]), ".")
			own = append(own, jen.Qual(driverPath, "NameErrno").Call(jen.Id(e.GoName), jen.Lit(e.Name), jen.Lit(text)))
		}
	}
	if len(own) > 0 {
		f.Func().Id("init").Params().Block(own...)
		f.Line()
	}
}

// durationLiteral writes a duration such as 1m30s in the largest unit that divides it.
func durationLiteral(value string) *jen.Statement {
	d, err := time.ParseDuration(value)
	if err != nil {
		return jen.Op(value)
	}
	for _, unit := range []struct {
		d    time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}} {
		if d%unit.d == 0 && d != 0 {
			return jen.Op(strconv.FormatInt(int64(d/unit.d), 10)).Op("*").Qual("time", unit.name)
		}
	}
	return jen.Op(strconv.FormatInt(int64(d), 10))
}
