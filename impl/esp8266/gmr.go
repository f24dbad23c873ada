package esp8266

import "bytes"

// take reads a line of AT+GMR's answer. AT 0.x prints no more than a number in the first line, ESP-AT puts the chip and
// the date in brackets, and makers of modules add lines of their own.
func (i *Info) take(line []byte) {
	name, value, ok := bytes.Cut(line, []byte(":"))
	switch {
	case !ok:
		if i.AT == "" && len(line) > 3 && line[0] >= '0' && line[0] <= '9' && bytes.IndexByte(line, '.') > 0 {
			i.AT = string(line)
		}
	case string(name) == "AT version":
		value, _, _ = bytes.Cut(value, []byte("("))
		i.AT = string(bytes.TrimSpace(value))
	case string(name) == "SDK version":
		i.SDK = string(bytes.TrimSpace(value))
	case bytes.HasPrefix(name, []byte("compile time")): // ESP-AT: compile time(<hash>)
		i.Compiled = string(bytes.TrimSpace(value))
	case bytes.HasPrefix(name, []byte("Bin version")): // NonOS AT: Bin version(<module>)
		i.Binary = string(bytes.TrimSpace(value))
	}
}
