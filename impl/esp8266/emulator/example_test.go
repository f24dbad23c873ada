package emulator_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"drivergen/impl/esp8266/emulator"
)

func Example() {
	emu, err := emulator.New(emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer emu.Close()
	port := emu.Port()
	lines := bufio.NewScanner(port)
	for _, command := range []string{"ATE0", "AT+CWMODE=1", `AT+CWJAP="lab","correct horse"`, "AT+CIFSR"} {
		io.WriteString(port, command+"\r\n")
		for lines.Scan() {
			if line := strings.TrimSpace(lines.Text()); line != "" {
				fmt.Println(line)
			}
			if lines.Text() == "OK" {
				break
			}
		}
	}
	// Output:
	// ATE0
	// OK
	// OK
	// WIFI CONNECTED
	// WIFI GOT IP
	// OK
	// +CIFSR:STAIP,"10.0.0.2"
	// +CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"
	// OK
}
