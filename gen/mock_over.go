package gen

import "github.com/dave/jennifer/jen"

// overName returns the name of the function that makes a partial fake, beside a constructor's.
func overName(constructor string) string {
	if constructor == "New" {
		return "Over"
	}
	return constructor + "Over"
}

// over writes the function that makes a mock with a real implementation behind it.
func (w *mockWriter) over() {
	device := "device"
	for w.reserved[device] {
		device += "Arg"
	}
	w.f.Add(comment(
		w.overFunc+" returns a mock that passes to "+device+" what neither an expectation nor a stub function answers. It records",
		"every call, has the capabilities that "+device+" has, and passes on its events."))
	w.f.Func().Id(w.overFunc).Params(jen.Id("t").Qual(mockPath, "TB"), jen.Id(device).Qual(w.p.core, w.i.GoName), options()).
		Op("*").Id(w.mockType).BlockFunc(func(g *jen.Group) {
		g.Id("m").Op(":=").Id(w.p.constructor(w.i)).Call(jen.Id("t"), jen.Id("opts").Op("..."))
		g.Id("t").Dot("Helper").Call()
		g.Id("m").Dot("ctl").Dot("SetReal").Call(jen.Id(device))
		if w.events {
			g.Id("fire").Op(":=").Id("m").Dot(w.fireMethod).Call()
			if w.states != nil {
				g.Id("fire").Dot("passed").Op("=").True()
			}
			g.Id("m").Dot("ctl").Dot("PassOn").Call(jen.Id(device).Dot("Subscribe").Call(
				jen.Qual(w.p.core, eventsName(w.i)).Values(jen.DictFunc(func(d jen.Dict) {
					for _, e := range w.firedEvents() {
						d[jen.Id(e.GoName)] = jen.Id("fire").Dot(e.GoName)
					}
				}))))
		}
		g.Return(jen.Id("m"))
	})
	w.f.Line()
}
