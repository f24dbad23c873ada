package at

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var faster = Set("UART_CUR").Int(460800).Int(8).Int(1).Int(0).Int(0)

const ask = "> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n"

func TestSetBaud(t *testing.T) {
	const (
		agreed  = "> \"AT+UART_CUR=460800,8,1,0,0\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n"
		silence = "> \"AT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n"
	)
	refusedPort := errors.New("the port has no such rate")
	for name, test := range map[string]struct {
		script string
		apply  error
		want   error
		port   string // what was done to it
		events []string
	}{
		"works":         {agreed + aligned + ask + ask + ask + ask, nil, nil, "apply", nil},
		"OK was lost":   {strings.Replace(agreed, "OK", "XY", 1) + aligned + ask + ask + ask + ask, nil, nil, "apply", nil},
		"refused":       {"> \"AT+UART_CUR=460800,8,1,0,0\\r\\n\"\n< \"\\r\\nERROR\\r\\n\"\n", nil, &Error{}, "", nil},
		"silent":        {agreed + silence + aligned, nil, ErrBaud, "apply revert", nil},
		"port refuses":  {agreed + aligned, refusedPort, ErrBaud, "apply revert", nil},
		"answers badly": {agreed + aligned + ask + ask + "> \"AT\\r\\n\"\n< \"\\r\\nERXOR\\r\\n\"\n" + aligned, nil, ErrBaud, "apply revert", nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, test.script+"> \"AT+GMR\\r\\n\"\n< \"\\r\\nOK\\r\\n\"")
				var did []string
				err := b.SetBaud(context.Background(), faster,
					func() error { did = append(did, "apply"); return test.apply },
					func() error { did = append(did, "revert"); return nil })
				var no *Error
				if errors.As(test.want, &no) && !errors.As(err, &no) || no == nil && !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
					t.Errorf("%v, want %v", err, test.want)
				}
				if got := strings.Join(did, " "); got != test.port {
					t.Errorf("port: %s, want %s", got, test.port)
				}
				b.must(Exec("GMR"))
				b.end(test.events...)
			})
		})
	}
}

// A module that answers at neither rate: the port has the old one.
func TestSetBaudSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, "> \"AT+UART_CUR=460800,8,1,0,0\\r\\n\"\n< \"\\r\\nOK\\r\\n\"")
		last := ""
		err := b.SetBaud(context.Background(), faster, func() error { last = "new"; return nil }, func() error { last = "old"; return nil })
		if err != ErrSilent || last != "old" {
			t.Errorf("%v, port at the %s rate", err, last)
		}
		b.Close()
		synctest.Wait()
	})
}

// The change goes on where its caller has gone: the port never stays at a rate at which nothing answers.
func TestSetBaudCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, "> \"AT+UART_CUR=460800,8,1,0,0\\r\\n\"\n~ 150ms\n< \"\\r\\nOK\\r\\n\"\n> \"AT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n"+aligned)
		outcome := make(told, 1)
		last := ""
		begin := time.Now()
		err := b.SetBaud(within(t, 100*time.Millisecond), faster.After(outcome.after),
			func() error { last = "new"; return nil }, func() error { last = "old"; return nil })
		if !expired(err) || time.Since(begin) != 100*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if err := <-outcome; !errors.Is(err, ErrBaud) || last != "old" {
			t.Errorf("told %v, port at the %s rate", err, last)
		}
		b.end()
	})
}
