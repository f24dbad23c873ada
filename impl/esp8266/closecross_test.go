package esp8266_test

import (
	"testing"
	"testing/synctest"

	"drivergen/generated/netdev"
)

// The module gives a closed link's number to the next connection, so that a close is over when its command is: until then
// it would close whoever came meanwhile, also where the peer's own close was faster.
func TestCloseWaitsForItsCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, m := openScripted(t, true, func(line string) string {
			switch line {
			case `AT+CIPSTART=4,"TCP","10.0.0.9",80`:
				return "4,CONNECT\r\n\r\nOK\r\n"
			case "AT+CIPCLOSE=4":
				return "4,CLOSED\r\n" // the peer's, and nothing of the command yet
			case "AT+CIFSR":
				return "+CIFSR:STAIP,\"10.0.0.2\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:1c:ca:27\"\r\n\r\nOK\r\n"
			}
			return ""
		})
		fd, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			t.Fatal(err)
		}
		if err := dev.Net().Connect(t.Context(), fd, "10.0.0.9", 80); err != nil {
			t.Fatal(err)
		}
		closed := make(chan error, 1)
		go func() { closed <- dev.Net().Close(t.Context(), fd) }()
		synctest.Wait()
		select {
		case err := <-closed:
			t.Fatalf("Close returned %v while its command was under way", err)
		default:
		}
		m.say("\r\nERROR\r\n")
		if err := <-closed; err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}
