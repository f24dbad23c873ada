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

// esc begins the colours of the SDK's log, which some builds print between their messages.
const esc = 0x1b

// isGarbled reports whether a line has bytes that no message of the firmware has. An SSID may have them, but such lines
// begin with a plus sign.
func isGarbled(line []byte) bool {
	if line[0] == '+' {
		return false
	}
	for _, b := range line {
		if b < ' ' && b != '\t' && b != esc || b >= 0x7f {
			return true
		}
	}
	return false
}

// mayBeRead reports whether a line may be the damaged head of an answer to AT+CIPRECVDATA, so that data follows it.
func mayBeRead(line []byte) bool {
	return line[0] == '+' || bytes.Contains(line, []byte("RECVDATA")) || bytes.Contains(line, []byte("CIPRECV"))
}

const readyLine = "ready"

var (
	romLine = []byte("ets jan ")
	// bootLines begin what the loader and the SDK print when the chip starts or has crashed.
	bootLines = [][]byte{
		[]byte("2nd boot version"),
		[]byte("wdt reset"),
		[]byte("Soft WDT reset"),
		[]byte("Fatal exception"),
		[]byte("Exception ("),
		[]byte("Brownout detector was triggered"),
		[]byte("Guru Meditation Error"),
	}
)

// isBootText reports whether a line is what the ROM, the second-stage loader or the SDK prints at a restart. The first
// two are seen only where the UART runs at the loader's 74880 baud; at other rates they are garbage.
func isBootText(line []byte) bool {
	line = bytes.TrimLeft(line, " ")
	if len(line) >= len(romLine) && bytes.EqualFold(line[:len(romLine)], romLine) || bytes.Contains(line, []byte("rst cause:")) {
		return true
	}
	for _, b := range bootLines {
		if bytes.HasPrefix(line, b) {
			return true
		}
	}
	return false
}
