package esp8266_test

import (
	"errors"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// ESP-AT refuses to open a link that it has already, and gives no reason. A connect that meets a link of which the driver
// knows nothing takes another one; what a peer refuses is refused.
func TestConnectBesideStrayLink(t *testing.T) {
	for _, stray := range []bool{true, false} {
		dev, m := openScripted(t, true, func(line string) string {
			switch line {
			case `AT+CIPSTART=4,"TCP","10.0.0.9",80`:
				return "\r\nERROR\r\n"
			case `AT+CIPSTART=3,"TCP","10.0.0.9",80`:
				return "3,CONNECT\r\n\r\nOK\r\n"
			case "AT+CIPSTATUS":
				if stray {
					return "STATUS:3\r\n+CIPSTATUS:4,\"TCP\",\"10.0.0.9\",80,49153,0\r\n\r\nOK\r\n"
				}
			case "AT+CIFSR":
				return "+CIFSR:STAIP,\"10.0.0.2\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:1c:ca:27\"\r\n\r\nOK\r\n"
			}
			return ""
		})
		fd, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			t.Fatal(err)
		}
		err = dev.Net().Connect(t.Context(), fd, "10.0.0.9", 80)
		if stray && err != nil || !stray && !errors.Is(err, driver.ECONNREFUSED) {
			t.Errorf("with a stray link %t: %v", stray, err)
		}
		if stray != m.heard("AT+CIPSTART=3") {
			t.Errorf("with a stray link %t another was tried: %t", stray, !stray)
		}
	}
}
