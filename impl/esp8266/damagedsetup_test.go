package esp8266_test

import (
	"strings"
	"testing"
)

// A setting by which the driver reads the module is not taken for one that the firmware lacks because its line was damaged once.
func TestOneRefusalIsNotBelieved(t *testing.T) {
	for _, name := range []string{"AT+SYSSTORE=", "AT+CIPDINFO=", "AT+SYSMSG", "AT+CIPRECVMODE="} {
		for _, espAT := range []bool{false, true} {
			if name == "AT+SYSSTORE=" && !espAT {
				continue // which refuses it always
			}
			refused := false
			dev, _ := openScripted(t, espAT, func(line string) string {
				if refused || !strings.HasPrefix(line, name) {
					return ""
				}
				refused = true
				return "\r\nERROR\r\n"
			})
			whole, _ := openScripted(t, espAT, func(string) string { return "" })
			if !refused || dev.Info().Line != whole.Info().Line || dev.Capabilities() != whole.Capabilities() {
				t.Errorf("%s refused once (%v): %+v, want %+v", name, refused, dev.Info(), whole.Info())
			}
		}
	}
}
