package at

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var readFour = Set("CIPRECVDATA").Int(0).Int(4)

// Messages of other tasks between data and OK are taken; anything else there is damage, and nothing after it is taken for a
// message.
func TestReceiveEnd(t *testing.T) {
	const rubbish = "\\r\\nOK\\r\\n0,CLOSED\\r\\nready\\r\\n+IPD,1,5\\r\\n\\r\\n+IPD,1,2:xy\\r\\n"
	for name, test := range map[string]struct {
		answer string
		data   string // empty where the answer is damaged
		events []string
	}{
		"URC":                {`+CIPRECVDATA:4,data1,CLOSED\r\n\r\nOK\r\n`, "data", []string{"urc 1,CLOSED"}},
		"notice":             {`+CIPRECVDATA:4,data\r\n+IPD,1,7\r\n\r\nOK\r\n`, "data", []string{"notice 1 7"}},
		"datagram":           {`+CIPRECVDATA:4,data\r\n+IPD,1,2:xy\r\nOK\r\n`, "data", []string{`data 1 "xy" +0`}},
		"fewer than asked":   {`+CIPRECVDATA:2,da\r\nOK\r\n`, "da", nil},
		"debug text":         {`to read 4 bytes\r\n+CIPRECVDATA:4,data\r\nOK\r\n`, "data", nil},
		"surplus byte":       {`+CIPRECVDATA:4,datta` + rubbish, "", nil},
		"missing byte":       {`+CIPRECVDATA:4,dta` + rubbish, "", nil},
		"count too small":    {`+CIPRECVDATA:3,data` + rubbish, "", nil},
		"count beyond asked": {`+CIPRECVDATA:40,data` + rubbish, "", nil},
		"damaged count":      {`+CIPRECVDATA:x,data` + rubbish, "", nil},
		"damaged name":       {`CIPRECVDATA:4,data` + rubbish, "", nil},
		"doubled head":       {`+CIPRECVDATA:4,+CIPRECVDATA:4,data` + rubbish, "", nil},
		"no data at all":     {`\r\nOK\r\n`, "", nil},
		"no end":             {`+CIPRECVDATA:4,data`, "", nil},
		"long end":           {`+CIPRECVDATA:4,data` + strings.Repeat("long", 40) + rubbish, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				script := "> \"AT+CIPRECVDATA=0,4\\r\\n\"\n< \"" + test.answer + "\"\n"
				if test.data == "" {
					script += aligned
					if name != "no data at all" && name != "no end" {
						test.events = append(test.events, "lost -1 0")
					}
					test.events = append(test.events, "resynced")
				}
				b := start(t, script)
				var buf [4]byte
				begin := time.Now()
				n, _, err := b.Receive(context.Background(), readFour, buf[:])
				switch {
				case test.data == "" && err != ErrDamaged:
					t.Errorf("%q, %v, want ErrDamaged", buf[:n], err)
				case test.data != "" && (err != nil || string(buf[:n]) != test.data):
					t.Errorf("%q, %v", buf[:n], err)
				case time.Since(begin) > 1100*time.Millisecond:
					t.Errorf("took %v", time.Since(begin))
				}
				time.Sleep(time.Second)
				b.end(test.events...)
			})
		})
	}
}

// A count larger than what comes does not swallow replies for ever.
func TestReceiveCountTooLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPRECVDATA=0,2048\r\n"
			< "+CIPRECVDATA:2000,data\r\nOK\r\n"`+aligned+`
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		begin := time.Now()
		_, _, err := b.Receive(context.Background(), Set("CIPRECVDATA").Int(0).Int(2048), make([]byte, 2048))
		if err != ErrDamaged || time.Since(begin) > 1500*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		b.must(Exec("GMR"))
		b.end("lost -1 0", "resynced")
	})
}

// Damage is thrown away until the line is quiet, and no longer than a restart may take.
func TestDamageThatGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPRECVDATA=0,4\r\n"
			< "+CIPRECVDATA:4,dataa"
			~ 30ms
			< "\r\nWIFI DISCONNECT\r\n"
			~ 30ms
			< "\r\nOK\r\n"`+aligned)
		if _, _, err := b.Receive(context.Background(), readFour, make([]byte, 4)); err != ErrDamaged {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if s := b.Stats(); s.Damaged != 1 || s.GarbageBytes == 0 {
			t.Errorf("%+v", s)
		}
		b.end("lost -1 0", "resynced")
	})
}
