package emulator

// nonOS reports whether a firmware is of the NonOS SDK's line, AT 1.x, and not ESP-AT.
func (f Firmware) nonOS() bool { return f == Firmware17 || f == Firmware13 }

// lacks reports whether a firmware came before a version of its own line, as in "1.7" or "2.2.2".
func (f Firmware) lacks(since string) bool {
	switch since {
	case "1.7":
		return f == Firmware13
	case "2.2.2":
		return f == Firmware221
	}
	return false
}
