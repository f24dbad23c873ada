package typescript

import (
	"strings"
	"unicode/utf8"

	"drivergen/idl"
)

// docWidth is how long a line of a comment may be, in characters.
const docWidth = 100

// A doc is a TSDoc comment: text, then tags (tsdoc.org).
type doc struct {
	text []string
	tags []string
}

// docOf returns a declaration's comment.
func docOf(d idl.Decl) *doc {
	c := &doc{}
	c.paragraph(d.Doc)
	if d.Since != "" {
		c.tag("@since " + escape(d.Since))
	}
	if d.Deprecated != "" {
		c.tag("@deprecated " + escape(oneLine(d.Deprecated)))
	}
	return c
}

// paragraph adds text of a description, after an empty line where there is some already.
func (c *doc) paragraph(text string) {
	text = strings.Trim(strings.ReplaceAll(text, "\r", ""), "\n ")
	if text == "" {
		return
	}
	if len(c.text) > 0 {
		c.text = append(c.text, "")
	}
	for i, p := range strings.Split(escape(text), "\n\n") {
		if i > 0 {
			c.text = append(c.text, "")
		}
		lines := strings.Split(p, "\n")
		if isProse(lines) {
			lines = []string{oneLine(p)}
		}
		c.text = append(c.text, lines...)
	}
}

// isProse reports whether lines are those of one running text, which may be broken at
// other places: none is indented, or begins as that of a list or of code does.
func isProse(lines []string) bool {
	for _, line := range lines {
		if line == "" || strings.ContainsAny(line[:1], " \t-*#/>|`") {
			return false
		}
	}
	return true
}

// tag adds a line that begins with a tag; its text is escaped already.
func (c *doc) tag(line string) { c.tags = append(c.tags, line) }

// escape writes text so that nothing in it ends the comment or is taken for a tag.
func escape(text string) string {
	var b strings.Builder
	inCode := false
	for i, r := range text {
		switch {
		case r == '`':
			inCode = !inCode
		case r == '/' && strings.HasSuffix(text[:i], "*"):
			b.WriteByte('\\')
		case !inCode && strings.ContainsRune("@{}<", r):
			b.WriteByte('\\')
		case r < ' ' && r != '\n' || r == 0x7f || r == 0x2028 || r == 0x2029:
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// oneLine returns text without line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// doc writes a comment, or nothing where it is empty.
func (w *writer) doc(c *doc) {
	lines := c.text
	if len(lines) > 0 && len(c.tags) > 0 {
		lines = append(lines[:len(lines):len(lines)], "")
	}
	lines = append(lines[:len(lines):len(lines)], c.tags...)
	switch {
	case len(lines) == 0:
		return
	case len(lines) == 1 && len(w.indent)+utf8.RuneCountInString("/** "+lines[0]+" */") <= docWidth:
		w.line("/** " + lines[0] + " */")
		return
	}
	w.line("/**")
	for _, line := range lines {
		for _, part := range wrap(line, docWidth-len(w.indent)-len(" * ")) {
			w.line(strings.TrimRight(" * "+part, " "))
		}
	}
	w.line(" */")
}

// wrap breaks a line at spaces so that no part is longer than most, where that can be.
func wrap(line string, most int) []string {
	var parts []string
	for utf8.RuneCountInString(line) > most {
		at := strings.LastIndexByte(string([]rune(line)[:most+1]), ' ')
		if at <= 0 || strings.TrimSpace(line[:at]) == "" {
			at = strings.IndexByte(strings.TrimLeft(line, " "), ' ')
			if at < 0 {
				break
			}
			at += len(line) - len(strings.TrimLeft(line, " "))
		}
		parts = append(parts, line[:at])
		line = line[at+1:]
	}
	return append(parts, line)
}
