package gen

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// about writes what package driver/mock needs to know of the interface.
func (w *mockWriter) about() {
	var table bytes.Buffer
	if len(w.methods) > 0 {
		table.WriteString("\tMethods: []mock.Method{\n")
		for _, m := range w.methods {
			w.methodRow(&table, m)
		}
		table.WriteString("\t},\n")
	}
	var lists [][2]string
	if w.delivers() {
		var names []string
		for _, e := range w.firedEvents() {
			names = append(names, e.GoName)
		}
		for _, c := range w.callbacks {
			names = append(names, c.name)
		}
		lists = append(lists, [2]string{"Events:", "[]string{" + quoted(names) + "}"})
	}
	if len(w.i.Capabilities) > 0 {
		var names []string
		for _, c := range w.i.Capabilities {
			names = append(names, c.Name)
		}
		lists = append(lists, [2]string{"Capabilities:", "[]string{" + quoted(names) + "}"})
	}
	if w.states != nil {
		lists = append(lists, [2]string{"States:", "&" + w.states.variable})
	}
	key := 0
	for _, list := range lists {
		key = max(key, len(list[0]))
	}
	for _, list := range lists {
		fmt.Fprintf(&table, "\t%-*s %s,\n", key, list[0], list[1])
	}
	body := "{}"
	if table.Len() > 0 {
		body = "{\n" + table.String() + "}"
	}
	w.declare(w.table+" says what a mock does at run time.", "var %s = mock.Interface%s", w.table, body)
}

// methodRow writes what is said of one method.
func (w *mockWriter) methodRow(table *bytes.Buffer, m *mockMethod) {
	fmt.Fprintf(table, "\t\t{Name: %q, Op: %q", m.base, m.m.Name)
	var args []string
	for _, param := range m.inputs {
		args = append(args, param.Name)
	}
	if len(args) > 0 {
		fmt.Fprintf(table, ", Args: %q", strings.Join(args, " "))
	}
	if m.m.Capability != nil {
		fmt.Fprintf(table, ", Capability: %q", m.m.Capability.Name)
	}
	fmt.Fprintf(table, ", Blank: (*%s)(nil)", m.callType)
	table.WriteString("},\n")
}

// quoted returns names as Go strings with commas between them.
func quoted(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, strconv.Quote(name))
	}
	return strings.Join(list, ", ")
}
