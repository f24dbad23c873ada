package gen

import (
	"strconv"

	"drivergen/idl"
)

// A mockForm names what package driver/mock has for the methods whose results are of one form.
type mockForm struct {
	expectation string // the type of an expectation
	results     string // the function that returns what was set; "" where only functions answer
	fill        string // the function that fills the out-buffer, or ""
	typed       int    // how many of the last results are type arguments of the expectation
}

func formOf(m *idl.Method) mockForm {
	n := len(m.Returns)
	if _, ok := filled(m); ok && !m.NoError && n <= 2 {
		rest := strconv.Itoa(n - 1)
		return mockForm{"Filling" + rest, "Results" + strconv.Itoa(n), "Fill" + rest, n - 1}
	}
	switch {
	case !m.NoError && n <= 3:
		return mockForm{"Expectation" + strconv.Itoa(n), "Results" + strconv.Itoa(n), "", n}
	case m.NoError && n <= 1:
		return mockForm{"Infallible" + strconv.Itoa(n), infallible(n), "", n}
	}
	return mockForm{expectation: "Expectation"}
}

// infallible returns the function that returns what was set for a method without an error.
func infallible(results int) string {
	if results == 0 {
		return ""
	}
	return "Infallible" + strconv.Itoa(results) + "Results"
}

// filled returns a method's out-buffer where its first result says how many bytes of it were filled.
func filled(m *idl.Method) (*idl.Param, bool) {
	if len(m.Returns) == 0 || m.Returns[0].Type.Kind != idl.Int || m.Returns[0].GoType != "" || m.Returns[0].Pointer {
		return nil, false
	}
	var buf *idl.Param
	for _, param := range m.Params {
		if param.Out && isBytes(param) {
			if buf != nil {
				return nil, false
			}
			buf = param
		}
	}
	return buf, buf != nil
}

// isBytes reports whether a parameter's Go type is []byte.
func isBytes(param *idl.Param) bool {
	return (param.Type.Kind == idl.Bytes || param.Type.Kind == idl.TextOrBytes) && param.GoType == "" && !param.Pointer
}

// typeArgs returns the types of results as type arguments, or nothing where there are none.
func (w *mockWriter) typeArgs(results []*idl.Param) expr {
	if len(results) == 0 {
		return nil
	}
	var types []expr
	for _, r := range results {
		types = append(types, w.p.paramExpr(r))
	}
	return text("[").then(list(types), text("]"))
}
