package playback

import "bytes"

// secretCommands begin the AT commands that carry passwords: to join a network and to offer one (AT instruction set).
var secretCommands = [][]byte{[]byte("AT+CWJAP"), []byte("AT+CWSAP"), []byte("AT+CWJEAP")}

// secret reports whether a line may hold a password. What departs from a recording is told in reports that are passed on.
func secret(line []byte) bool {
	for _, name := range secretCommands {
		if bytes.HasPrefix(line, name) {
			return true
		}
	}
	return false
}

// withheld is a line that may hold a password, without its arguments.
func withheld(line []byte) string {
	name, _, _ := bytes.Cut(line, []byte("="))
	return short(append(bytes.TrimSpace(name), "=…"...))
}

// shown is a line for a message.
func shown(line []byte) string {
	if secret(line) {
		return withheld(line)
	}
	return short(line)
}
