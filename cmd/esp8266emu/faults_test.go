package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// Each flag about the module reaches it: what a host sees is other than without the flag.
func TestFlagsReachTheModule(t *testing.T) {
	for _, tt := range []struct {
		args       []string
		sent, want string
		trace      string
	}{
		{[]string{"--fault", "lose-reply=1"}, "AT+CIPMUX=1\r\n", "AT+CIPMUX=1\r\n", `! lose-reply: the answer to "AT+CIPMUX=1"`},
		{[]string{"--fault", "drop=1,only=to-module"}, "AT\r\n", "", "! drop: byte 3 to the module"},
		{[]string{"--fault", "busy=1", "--fault", "busy-for=1m"}, "AT\r\n", "AT\r\n\r\nbusy p...\r\n", "! busy"},
		{[]string{"--fault", "reboot-after=3"}, "AT\r\n", "AT\r\n\r\nready\r\n"[:3] + "\r\nready\r\n", "! reboot"},
		{[]string{"--fault", "double=1,only=to-host", "--seed", "9"}, "AT\r\n", "AATT\r\r\n\n", "! double"},
		{[]string{"--interleave", `at=after-echo,text=0,CLOSED\r\n`}, "AT\r\n", "AT\r\n0,CLOSED\r\n\r\nOK\r\n", "< "},
		{[]string{"--firmware", "1.7", "--boot-garbage=false", "--vendor", "Lab"}, "AT+RST\r\n", "AT+RST\r\n\r\nOK\r\nLab\r\n\r\nready\r\n", "< "},
		{[]string{"--timing", "none,turn=1h"}, "AT\r\nAT\r\n", "AT\r\n\r\nbusy p...\r\n", "< "},
		{[]string{"--overrun", "3"}, "AT\r\n", "AT\r", "! overrun: "},
		{[]string{"--ap", "ssid=x", "--station-mac", "02:00:00:00:00:07"}, "AT+CIPSTAMAC?\r\n", "AT+CIPSTAMAC?\r\n+CIPSTAMAC:\"02:00:00:00:00:07\"\r\n\r\nOK\r\n", "< "},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			address, stderr := program(t, append(tt.args, "--trace")...)
			conn := dial(t, "tcp", strings.TrimPrefix(address, "tcp:"))
			talk(t, conn, tt.sent, tt.want)
			stderr.waitFor(t, tt.trace)
		})
	}
}

// A terminal program on the pseudo-terminal sees what the module says and nothing of its own making: the terminal
// neither echoes nor changes line ends, and no key is a signal.
func TestPTYIsRaw(t *testing.T) {
	if !hasPTY {
		t.Skip("this system has no pseudo-terminals")
	}
	address, _ := program(t, "--pty")
	port, err := os.OpenFile(strings.TrimPrefix(address, "serial:"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	if size, err := pty.GetsizeFull(port); err != nil {
		t.Errorf("the address is no terminal: %v, %v", size, err)
	}
	talk(t, port, "ATE0\r\n", "ATE0\r\n\r\nOK\r\n")
	talk(t, port, "\x03\x04\x11\x13\x1a\x7f\r\n", "\r\nERROR\r\n") // ctrl-C, D, Q, S, Z and DEL are bytes
	talk(t, port, "AT\r\n", "\r\nOK\r\n")
	if _, err := io.WriteString(port, "AT\n"); err != nil {
		t.Fatal(err)
	}
	talk(t, port, "\r\n", "\r\nERROR\r\n") // LF alone ends no line of ESP-AT, and became no CR LF on its way
}
