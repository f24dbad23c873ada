package diagram

import (
	"fmt"
	"strconv"

	"drivergen/gen/reference/escape"
)

// Style is what a page with drawings in it needs beside Variables.
const Style = `.dg{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.dg text{fill:var(--ink)}
.dg .name{font-weight:600}
.dg .small{fill:var(--muted);font-size:11px}
.dg .label{fill:var(--accent)}
.dg .box{fill:var(--panel);stroke:var(--muted);stroke-width:1.25}
.dg .any,.dg .frame{fill:none;stroke:var(--muted);stroke-dasharray:5 4}
.dg .rule,.dg .life{fill:none;stroke:var(--muted);stroke-width:.75}
.dg .life{stroke-dasharray:3 4}
.dg .edge{fill:none;stroke:var(--ink);stroke-width:1.25}
.dg .ring{fill:none;stroke:var(--ink);stroke-width:1.5}
.dg .solid{fill:var(--ink)}
`

// Light and Dark set the colours that drawings, and the pages around them, use.
const (
	Light = `--paper:#ffffff;--ink:#1c2128;--muted:#56606c;--rule:#d5dae1;--panel:#f5f7f9;--accent:#0a5ea8;--warn:#8f3b00`
	Dark  = `--paper:#12161c;--ink:#e3e8ee;--muted:#9aa7b4;--rule:#303843;--panel:#1b212a;--accent:#7fbcff;--warn:#ffb27a`
)

// Variables are Light or, for a reader who prefers it, Dark.
const Variables = `:root{` + Light + `}
@media (prefers-color-scheme:dark){:root{` + Dark + `}}
`

// A canvas is a drawing under way.
type canvas struct{ out []byte }

// newCanvas begins a drawing; SVG of Machine tells what id is for.
func newCanvas(width, height int, id, title, description string) *canvas {
	c := &canvas{}
	c.writef(`<svg xmlns="http://www.w3.org/2000/svg" class="dg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"`, width, height, width, height)
	if id == "" {
		c.writef(">\n<title>")
	} else {
		c.writef(` aria-labelledby="`)
		c.escaped(id + "-title " + id + "-desc")
		c.writef("\">\n<title id=\"")
		c.escaped(id + "-title")
		c.writef(`">`)
	}
	c.escaped(title)
	c.writef("</title>\n<desc")
	if id != "" {
		c.writef(` id="`)
		c.escaped(id + "-desc")
		c.writef(`"`)
	}
	c.writef(">")
	c.escaped(description)
	c.writef("</desc>\n")
	if id == "" {
		c.writef("<style>\n%s%s</style>\n", Variables, Style)
		c.writef(`<rect width="%d" height="%d" rx="6" fill="var(--paper)"/>`+"\n", width, height)
	}
	return c
}

func (c *canvas) writef(format string, args ...any) { c.out = fmt.Appendf(c.out, format, args...) }

func (c *canvas) escaped(s string) { c.out = escape.AppendHTML(c.out, s) }

func (c *canvas) number(attribute string, n int) {
	c.out = append(c.out, ' ')
	c.out = append(c.out, attribute...)
	c.out = append(c.out, `="`...)
	c.out = strconv.AppendInt(c.out, int64(n), 10)
	c.out = append(c.out, '"')
}

func (c *canvas) path(class, format string, args ...any) {
	c.writef(`<path class="%s" d="`, class)
	c.writef(format, args...)
	c.writef("\"/>\n")
}

func (c *canvas) circle(class string, x, y, r int) {
	c.writef(`<circle class="%s"`, class)
	c.number("cx", x)
	c.number("cy", y)
	c.number("r", r)
	c.writef("/>\n")
}

func (c *canvas) rect(class string, b box, radius int) {
	c.writef(`<rect class="%s"`, class)
	c.number("x", b.x)
	c.number("y", b.y)
	c.number("width", b.w)
	c.number("height", b.h)
	c.number("rx", radius)
	c.writef("/>\n")
}

// text writes a line. Anchor is start, middle or end.
func (c *canvas) text(class, anchor string, x, y int, s string) {
	c.writef(`<text class="%s"`, class)
	if anchor != "start" {
		c.writef(` text-anchor="%s"`, anchor)
	}
	c.number("x", x)
	c.number("y", y)
	c.writef(">")
	c.escaped(s)
	c.writef("</text>\n")
}

func (c *canvas) end() []byte {
	c.writef("</svg>\n")
	return c.out
}
