package at

import (
	"errors"
	"strings"
	"testing"
)

func TestCmd(t *testing.T) {
	for _, test := range []struct {
		cmd  Cmd
		line string
		name string
	}{
		{Cmd{}, "", "AT"},
		{Exec("CIFSR"), "AT+CIFSR", "AT+CIFSR"},
		{Query("CWJAP_CUR"), "AT+CWJAP_CUR?", "AT+CWJAP_CUR"},
		{Set("CIPSTART").Int(0).Str("TCP").Str("a.example").Int(80), `AT+CIPSTART=0,"TCP","a.example",80`, "AT+CIPSTART"},
		{Set("CWJAP").Str(`a"b,c\`).Str("pässwört").Omit().Int(-1), `AT+CWJAP="a\"b\,c\\","pässwört",,-1`, "AT+CWJAP"},
	} {
		if err := test.cmd.Err(); err != nil || string(test.cmd.line) != test.line || test.cmd.Name() != test.name {
			t.Errorf("%q %q %v, want %q %q", test.cmd.line, test.cmd.Name(), err, test.line, test.name)
		}
	}
}

func TestCmdRefused(t *testing.T) {
	for _, test := range []struct {
		cmd  Cmd
		want error
	}{
		{Set("CWJAP").Str("lab\r\nAT+RESTORE\r\n").Str("x"), ErrArgument},
		{Set("CWJAP").Str("lab").Str("\n").Int(1), ErrArgument},
		{Set("CWJAP").Str("a\x00"), ErrArgument},
		{Exec("RST\r\nAT"), ErrArgument},
		{Query("gmr"), ErrArgument},
		{Set("CIPDOMAIN").Str(strings.Repeat("a", 241)), ErrTooLong},
		{Set("CIPDOMAIN").Str(strings.Repeat(",", 121)), ErrTooLong},
	} {
		if err := test.cmd.Err(); !errors.Is(err, test.want) {
			t.Errorf("%v: %v, want %v", test.cmd, err, test.want)
		}
	}
	if err := Set("CIPDOMAIN").Str(strings.Repeat("a", 239)).Err(); err != nil {
		t.Errorf("256 bytes: %v", err)
	}
}

func TestQuote(t *testing.T) {
	if got, err := Quote(`l"a\b,`); got != `"l\"a\\b\,"` || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	for _, s := range []string{"\r", "a\n", "\x00b"} {
		if got, err := Quote(s); got != "" || err != ErrArgument {
			t.Errorf("Quote(%q) = %q, %v", s, got, err)
		}
	}
}

// TestErrorHidesArguments: what a refused command says is fit for a log.
func TestErrorHidesArguments(t *testing.T) {
	c := Set("CWJAP").Str("lab").Str("secret")
	e := &Error{Command: c.Name(), Result: ResultFail, Text: "+CWJAP:2"}
	if got := e.Error(); got != "at: AT+CWJAP: FAIL (+CWJAP:2)" || c.String() != "AT+CWJAP" {
		t.Errorf("%s, %v", got, c)
	}
}
