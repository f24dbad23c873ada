package idl

import (
	"slices"
	"strings"
)

var (
	// secretWords make a name that of a secret, whatever its type.
	secretWords = []string{"password", "passwd", "passphrase", "psk", "secret", "credential", "credentials"}
	// secretTextWords make a name that of a secret where it is a text or bytes: a
	// number called pin is a pin of a chip, and a number called key one of a keypad.
	secretTextWords = []string{"key", "pin", "token"}
	// notSecretWords say at a name's end that it tells of a secret, not the secret itself.
	notSecretWords = []string{"count", "id", "index", "kind", "len", "length", "name", "size", "slot", "type"}
	// publicWords say that a key is nobody's secret.
	publicWords = []string{"public", "pub"}
)

// checkSecrets reports what has the name of a secret and is not sensitive.
func (l *loader) checkSecrets() {
	l.eachValue(func(p *Param) {
		if word := secretWord(p); word != "" && !p.Sensitive {
			l.reportDecl(CodeSecret, p, "%s looks like a secret, and would stand in every trace", shorten(p.Name)).help("add sensitive: true")
		}
	})
}

// secretWord returns the word of a parameter's name that makes it look like a secret, or "".
func secretWord(p *Param) string {
	ws := words(strings.ToLower(snakeName(p.Name)))
	text, number := false, false
	p.Type.each(func(t *Type) {
		text = text || t.Kind == String || t.Kind == Bytes || t.Kind == TextOrBytes
		number = number || t.Kind.IsNumber()
	})
	if len(ws) == 0 || !text && !number || slices.Contains(notSecretWords, ws[len(ws)-1]) {
		return ""
	}
	for _, w := range ws {
		if slices.Contains(publicWords, w) {
			return ""
		}
	}
	for _, w := range ws {
		if slices.Contains(secretWords, w) || text && slices.Contains(secretTextWords, w) {
			return w
		}
	}
	return ""
}

// unitWords are words at a name's end that are its unit, and the unit as the key unit has it.
var unitWords = map[string]string{
	"ns": "", "nsec": "", "nanoseconds": "", "us": "", "usec": "", "microseconds": "", "ms": "", "msec": "", "millis": "", "milliseconds": "",
	"sec": "", "secs": "", "seconds": "", "mins": "", "minutes": "", "hours": "",
	"hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz", "mv": "mV", "millivolts": "mV", "volts": "V", "ma": "mA", "milliamps": "mA", "amps": "A",
	"mw": "mW", "watts": "W", "ohms": "ohm", "dbm": "dBm", "celsius": "celsius", "fahrenheit": "fahrenheit", "kelvin": "kelvin", "percent": "percent",
	"mm": "mm", "cm": "cm", "km": "km", "rpm": "rpm", "hpa": "hPa", "lux": "lux", "baud": "baud",
}

// checkUnits reports numbers whose unit is in their name alone.
func (l *loader) checkUnits() {
	l.eachValue(func(p *Param) {
		ws := words(strings.ToLower(snakeName(p.Name)))
		if !p.Type.Kind.IsNumber() || p.Unit != "" || len(ws) == 0 {
			return
		}
		unit, known := unitWords[ws[len(ws)-1]]
		switch rest := strings.Join(ws[:len(ws)-1], "_"); {
		case !known, unit != "" && rest == "": // lux: float64 is called like its unit, and says so
		case unit != "":
			l.reportDecl(CodeUnit, p, "the unit of %s stands in its name alone", shorten(p.Name)).help("add unit: %s", unit)
		case rest == "":
			l.reportDecl(CodeUnit, p, "%s is a time, and its type is %s", shorten(p.Name), p.Type).help("make its type duration, or add a unit")
		default:
			l.reportDecl(CodeUnit, p, "%s is a time, and its type is %s", shorten(p.Name), p.Type).help("write %s: {type: duration}, or add a unit", shorten(rest))
		}
	})
}

// eachValue calls f for each field, property, parameter and result, but those
// of stimuli, which tell a test's world what to do.
func (l *loader) eachValue(f func(*Param)) {
	for _, s := range l.model.Structs {
		callEach(s.Fields, f)
	}
	for _, h := range l.model.Handles {
		if h.Properties != nil {
			callEach(h.Properties.Fields, f)
		}
	}
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			callEach(m.Params, f)
			callEach(m.Returns, f)
		}
		for _, e := range i.allEvents() {
			callEach(e.Params, f)
		}
	}
}

func callEach[T any](list []T, f func(T)) {
	for _, v := range list {
		f(v)
	}
}
