package diagram

// An Arrow is an event on its way from the device to the application.
type Arrow struct {
	Name string
	Note string // how it is delivered
}

// A Sequence is what one trigger leads to: events in their order, then those that come
// in any.
type Sequence struct {
	Title, Description string // for readers who do not see the drawing
	Device             string // the device's name
	Trigger            string // what makes the events happen
	Ordered, Free      []Arrow
}

// Sizes in pixels.
const (
	headHeight  = 30
	arrowHeight = 46
	triggerWide = 34 // characters
)

// SVG draws the sequence; Machine.SVG tells what id is for.
func (s Sequence) SVG(id string) []byte {
	const application = "Application"
	trigger := wrap(s.Trigger, triggerWide)
	noteW := widest(trigger) + 2*nodePad
	span := 120
	for i, a := range append(append([]Arrow{}, s.Ordered...), s.Free...) {
		span = max(span, textWidth(numbered(i, len(s.Ordered), a.Name))+48, textWidth(a.Note)+48)
	}
	leftW, rightW := textWidth(s.Device)+2*nodePad, textWidth(application)+2*nodePad
	left := margin + max(leftW, noteW)/2 // the device's lifeline
	span = max(span, max(leftW, noteW)/2+rightW/2+nodeGap)
	right := left + span
	noteH := len(trigger)*lineHeight + nodePad
	top := margin + headHeight + 16 + noteH + 8
	bottom := top + (len(s.Ordered)+len(s.Free))*arrowHeight + 12
	if len(s.Free) > 0 && len(s.Ordered)+len(s.Free) > 1 {
		bottom += lineHeight + 8
	}
	c := newCanvas(right+rightW/2+margin, bottom+margin, id, s.Title, s.Description)
	for _, x := range []int{left, right} {
		c.path("life", "M%d %dV%d", x, margin+headHeight, bottom)
	}
	c.head(left, leftW, s.Device)
	c.head(right, rightW, application)
	c.rect("box", box{left - noteW/2, margin + headHeight + 16, noteW, noteH}, 2)
	for i, line := range trigger {
		c.text("label", "middle", left, margin+headHeight+16+nodePad/2+(i+1)*lineHeight-4, line)
	}
	y := top
	for i, a := range s.Ordered {
		c.arrow(left, right, y, numbered(i, len(s.Ordered), a.Name), a.Note)
		y += arrowHeight
	}
	if len(s.Free) > 0 && len(s.Ordered)+len(s.Free) > 1 {
		c.rect("frame", box{left + 10, y + 4, span - 20, len(s.Free)*arrowHeight + lineHeight + 8}, 4)
		c.text("small", "middle", (left+right)/2, y+lineHeight+4, "in no fixed order")
		y += lineHeight + 4
	}
	for _, a := range s.Free {
		c.arrow(left, right, y, a.Name, a.Note)
		y += arrowHeight
	}
	return c.end()
}

// head draws a lifeline's head.
func (c *canvas) head(x, w int, name string) {
	c.rect("box", box{x - w/2, margin, w, headHeight}, 8)
	c.text("name", "middle", x, margin+headHeight/2+4, name)
}

// arrow draws an event with its name above and its note below the line.
func (c *canvas) arrow(left, right, y int, name, note string) {
	line := y + 24
	c.text("label", "middle", (left+right)/2, line-6, name)
	c.path("edge", "M%d %dH%d", left, line, right-arrow+1)
	c.path("solid", "M%d %dl%d -4v8z", right, line, -arrow)
	c.text("small", "middle", (left+right)/2, line+14, note)
}

// numbered puts an event's place in front of its name where there is more than one.
func numbered(i, ordered int, name string) string {
	if i >= ordered || ordered < 2 {
		return name
	}
	return string(circled(i)) + " " + name
}

// circled returns the number i+1 in a circle, which Unicode has up to 20.
func circled(i int) rune { return '①' + rune(min(i, 19)) }
