package at

import "bytes"

// code is what a line means to a command that waits.
type code uint8

const (
	codeText code = iota // anything else
	codeOK
	codeError
	codeFail
	codeBusy
	codeRecv
	codeSendOK
	codeSendFail
	codeCanceled
)

// classify tells result codes from other lines. Only "busy" is matched by its beginning: its end is often garbled
// where the line is noisy.
func classify(line []byte) code {
	switch string(line) {
	case "OK":
		return codeOK
	case "ERROR":
		return codeError
	case "FAIL":
		return codeFail
	case "SEND OK":
		return codeSendOK
	case "SEND FAIL":
		return codeSendFail
	case "SEND Canceled":
		return codeCanceled
	}
	if bytes.HasPrefix(line, []byte("busy ")) {
		return codeBusy
	}
	if _, ok := parseRecv(line); ok {
		return codeRecv
	}
	return codeText
}

// parseRecv parses "Recv <n> bytes", by which the module says how much payload it took.
func parseRecv(line []byte) (int, bool) {
	s, ok := bytes.CutPrefix(line, []byte("Recv "))
	if !ok {
		return 0, false
	}
	if s, ok = bytes.CutSuffix(s, []byte(" bytes")); !ok {
		return 0, false
	}
	return parseCount(s)
}

// isURC reports whether a line is an unsolicited result code of the AT instruction set.
func isURC(line []byte) bool {
	if len(line) > 2 && line[1] == ',' && line[0] >= '0' && line[0] <= '9' {
		line = line[2:]
	}
	switch string(line) {
	case "CONNECT", "CLOSED", "CONNECT FAIL", "DHCP TIMEOUT", "+QUITT":
		return true
	}
	for _, prefix := range urcPrefixes {
		if bytes.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

var urcPrefixes = [][]byte{
	[]byte("WIFI "),
	[]byte("+STA_CONNECTED:"),
	[]byte("+STA_DISCONNECTED:"),
	[]byte("+DIST_STA_IP:"),
	[]byte("+LINK_CONN:"),
}

var (
	readyLine = []byte("ready")
	romLine   = []byte("ets jan ")
	bootLine  = []byte("2nd boot version")
)

// isBootText reports whether a line is what the ROM or the second-stage loader prints at a restart. It is seen only
// where the UART runs at the loader's 74880 baud; at other rates it is garbage.
func isBootText(line []byte) bool {
	line = bytes.TrimLeft(line, " ")
	return len(line) >= len(romLine) && bytes.EqualFold(line[:len(romLine)], romLine) || bytes.HasPrefix(line, bootLine)
}
