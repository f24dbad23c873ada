package replay

import (
	"bytes"
	"strconv"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// find returns the first call of a lane that answers a call of the program, or nil. The caller holds mu.
func (p *Player) find(l *lane, c *call) *step {
	for _, s := range l.steps[l.calls:] {
		if s.state == pending && s.Kind == recording.Call && s.Name == c.method && p.fits(s, c) {
			return s
		}
	}
	return nil
}

// fits reports whether a call has the recorded arguments.
func (p *Player) fits(s *step, c *call) bool { return len(p.differences(s, c)) == 0 }

// differences tells each argument of a call that is not the recorded one.
func (p *Player) differences(s *step, c *call) []string {
	var texts []string
	for i := range max(len(s.Args), len(c.args)) {
		switch {
		case i >= len(c.args):
			texts = append(texts, s.Args[i].Name+": the recording has "+s.Args[i].String()+", the call has no such argument")
		case i >= len(s.Args):
			texts = append(texts, c.args[i].Name+": the recording has no such argument, got "+c.args[i].String())
		case !p.ignored[argument{c.method, c.args[i].Name}]:
			texts = appendDifferences(texts, c.args[i].Name, &s.Args[i], &c.args[i])
		}
	}
	return texts
}

// appendDifferences appends what differs in a value, at any depth: the name of what differs, want, and got.
func appendDifferences(texts []string, name string, want, got *recording.Value) []string {
	switch {
	case want.Kind == driver.RedactedKind || got.Kind == driver.RedactedKind:
		return texts
	case want.Kind != got.Kind:
	case want.Kind == driver.GroupKind && len(want.Fields) == len(got.Fields):
		for i := range want.Fields {
			texts = appendDifferences(texts, name+"."+want.Fields[i].Name, &want.Fields[i], &got.Fields[i])
		}
		return texts
	case want.Kind == driver.ListKind && len(want.Fields) == len(got.Fields):
		for i := range want.Fields {
			texts = appendDifferences(texts, name+"["+strconv.Itoa(i)+"]", &want.Fields[i], &got.Fields[i])
		}
		return texts
	case want.Kind == driver.BytesKind:
		if at, ok := differAt(want, got); ok {
			texts = append(texts, name+": want "+want.String()+", got "+got.String()+at)
		}
		return texts
	case want.Kind != driver.GroupKind && want.Kind != driver.ListKind && want.Text == got.Text:
		return texts
	}
	return append(texts, name+": want "+want.String()+", got "+got.String())
}

// differAt reports whether a payload differs from the recorded one, as far as that was recorded, and says
// where where a text of it would not show it.
func differAt(want, got *recording.Value) (string, bool) {
	n := min(len(want.Data), len(got.Data))
	if want.Len == got.Len && bytes.Equal(want.Data[:n], got.Data[:n]) {
		return "", false
	}
	const shown = 16
	for i := range n {
		if want.Data[i] != got.Data[i] {
			if i < shown {
				return "", true
			}
			return ": they differ from byte " + strconv.Itoa(i) + " on: want " + excerpt(want.Data[i:]) + ", got " + excerpt(got.Data[i:]), true
		}
	}
	return "", true
}

// excerpt returns the first bytes of data in quotes.
func excerpt(data []byte) string {
	const most = 24
	if len(data) > most {
		return strconv.Quote(string(data[:most])) + "..."
	}
	return strconv.Quote(string(data))
}
