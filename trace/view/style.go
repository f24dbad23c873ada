package view

// A style is how a terminal shows a part of a line: the parameters of the control sequence SGR
// (ECMA-48, 8.3.117).
type style string

// The styles.
const (
	normal style = ""
	strong style = "1"
	faint  style = "2"
	bad    style = "31"
	good   style = "32"
	event  style = "36"
)

// paint returns a text in a style, or as it is where there are no colours.
func paint(text string, s style, colored bool) string {
	if !colored || s == normal || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
