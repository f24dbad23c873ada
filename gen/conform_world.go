package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// stimulated reports whether the tests ask anything of the world.
func (s *suite) stimulated() bool { return len(s.i.Stimuli) > 0 }

// world writes the interface that the stimuli become, and an implementation that has none of them.
func (s *suite) world(f *jen.File) {
	name, none := s.prefixed(s.i, "World"), s.prefixed(s.i, "NoWorld")
	f.Add(comment(
		name+" is what the tests ask of the world around a device. A method that the set-up lacks returns conform.Lacks; embed",
		none+" for those. The tests that need it are then not applicable.")).Line().
		Type().Id(name).InterfaceFunc(func(g *jen.Group) {
		for n, st := range s.i.Stimuli {
			if n > 0 {
				g.Line()
			}
			g.Add(doc(st.Decl, items(st.Params, nil, "")...)).Add(s.stimulus(st))
		}
	})
	f.Line()
	f.Comment(none + " is " + article.With(name) + " without a single stimulus.")
	f.Type().Id(none).Struct()
	f.Line()
	for _, st := range s.i.Stimuli {
		var values []jen.Code
		for _, r := range st.Returns {
			values = append(values, s.zero(r))
		}
		values = append(values, conf("Lacks").Call(jen.Lit(st.Name)))
		var params []jen.Code
		params = append(params, jen.Qual("context", "Context"))
		for _, param := range st.Params {
			params = append(params, s.paramType(param))
		}
		f.Comment(st.GoName + " is lacking.")
		f.Func().Params(jen.Id(none)).Id(st.GoName).Params(params...).Add(resultList(s.stimulusResults(st))).Block(jen.Return(values...))
		f.Line()
	}
}

func (s *suite) stimulus(st *idl.Stimulus) *jen.Statement {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, param := range st.Params {
		params = append(params, jen.Id(paramName(param)).Add(s.paramType(param)))
	}
	return jen.Id(st.GoName).Params(params...).Add(resultList(s.stimulusResults(st)))
}

func (s *suite) stimulusResults(st *idl.Stimulus) []jen.Code {
	var list []jen.Code
	named := len(st.Returns) > 1
	for _, r := range st.Returns {
		if named {
			list = append(list, jen.Id(paramName(r)).Add(s.paramType(r)))
		} else {
			list = append(list, s.paramType(r))
		}
	}
	if named {
		return append(list, jen.Err().Error())
	}
	return append(list, jen.Error())
}
