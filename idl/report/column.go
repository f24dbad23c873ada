package report

import (
	"drivergen/idl"
	"drivergen/idl/internal/column"
)

// The units in which the formats count columns.
var (
	characters = column.Unit(column.CodePoints)
	utf16Units = column.Unit(column.UTF16)
)

// span returns the columns of a diagnostic on its line, from 1; end is the one
// behind what is meant.
func span(unit column.Unit, d *idl.Diagnostic) (start, end int) {
	return unit.Of(d.Source, d.Pos.Col), unit.Of(d.Source, d.Pos.Col+max(0, d.Len))
}
