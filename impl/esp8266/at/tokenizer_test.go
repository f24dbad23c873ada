package at

import (
	"fmt"
	"strings"
	"testing"
)

// tape is a sink that writes down what it gets; adjacent pieces of one payload become one entry.
type tape struct {
	prompts, peer bool
	still         bool // no read is awaited
	out           []string
	open          bool // the last entry is a payload that goes on
	longest       int
	sizes         int // sum of the payload bytes
	thrown        int // bytes thrown away after damage
}

func (t *tape) line(p []byte, cut bool) {
	t.longest = max(t.longest, len(p))
	if cut {
		t.out = append(t.out, "cut")
		return
	}
	t.out = append(t.out, "line "+string(p))
}

func (t *tape) prompt() bool {
	if t.prompts {
		t.out = append(t.out, "prompt")
	}
	return t.prompts
}

func (t *tape) peerInfo() bool  { return t.peer }
func (t *tape) reading() bool   { return !t.still }
func (t *tape) damaged()        { t.out = append(t.out, "damaged"); t.open = false }
func (t *tape) rubbish(n int)   { t.thrown += n }
func (t *tape) notice(h header) { t.out = append(t.out, fmt.Sprintf("notice %d %d", h.link, h.size)) }
func (t *tape) payload(h header, p []byte, rest int) {
	t.sizes += len(p)
	if !t.open {
		kind := "ipd"
		if h.read {
			kind = "read"
		}
		from := ""
		if h.from.IsValid() {
			from = h.from.String() + " "
		}
		t.out = append(t.out, fmt.Sprintf("%s %d %d %s", kind, h.link, h.size, from))
	}
	t.out[len(t.out)-1] += string(p)
	t.open = rest > 0
}

func TestTokenizer(t *testing.T) {
	long := strings.Repeat("x", 2*maxLine)
	tests := []struct {
		name          string
		in            string
		prompts, peer bool
		want          []string
	}{
		{"lines", "\r\nOK\r\n\r\n\r\nAT\r\r\nERROR\n", false, false, []string{"line OK", "line AT", "line ERROR"}},
		{"payload is not searched", "\r\n+IPD,2,11:\r\nOK\r\n+IPD,0,CLOSED\r\n", false, false, []string{"ipd 2 11 \r\nOK\r\n+IPD,", "line 0,CLOSED"}},
		{"single link", "\r\n+IPD,3:abc", false, false, []string{"ipd 0 3 abc"}},
		{"NonOS sender", "\r\n+IPD,4,3,10.0.0.2,80:abc", false, false, []string{"ipd 4 3 10.0.0.2:80 abc"}},
		{"ESP-AT sender", "\r\n+IPD,3,\"10.0.0.2\",80:abc", false, false, []string{"ipd 0 3 10.0.0.2:80 abc"}},
		{"IPv6 sender", "\r\n+IPD,1,3,\"fe80::1\",80:abc", false, false, []string{"ipd 1 3 [fe80::1]:80 abc"}},
		{"empty datagram", "\r\n+IPD,1,0:\r\nOK\r\n", false, false, []string{"ipd 1 0 ", "line OK"}},
		{"notices", "\r\n+IPD,1,300\r\n\r\n+IPD,7\r\n", false, false, []string{"notice 1 300", "notice 0 7"}},
		{"not a header", "+IPD,1,x:abc\r\n+IPD,,:\r\n+IPD,1,99999:a\r\n+IPD,1,2,3,4,5:a\r\n+IPD,1,2,300.1.1.1,4:\r\n", false, false,
			[]string{"line +IPD,1,x:abc", "line +IPD,,:", "line +IPD,1,99999:a", "line +IPD,1,2,3,4,5:a", "line +IPD,1,2,300.1.1.1,4:"}},
		{"not at the start of a line", "x+IPD,0,3:abc\r\n", false, false, []string{"line x+IPD,0,3:abc"}},
		{"NonOS read", "\r\n+CIPRECVDATA,4:O\r\nK\r\nOK\r\n", false, false, []string{"read 0 4 O\r\nK", "line OK"}},
		{"ESP-AT read", "+CIPRECVDATA:4,\"1.2\r\nOK\r\n", false, false, []string{"read 0 4 \"1.2", "line OK"}},
		{"ESP-AT read with sender", "+CIPRECVDATA:4,\"1.2.3.4\",5,,,,,\r\nOK\r\n", false, true, []string{"read 0 4 1.2.3.4:5 ,,,,", "line OK"}},
		{"ESP-AT read, sender missing", "+CIPRECVDATA:4,abcd\r\nOK\r\n", false, true, []string{"read 0 4 abcd", "line OK"}},
		{"ESP-AT read of nothing", "+CIPRECVDATA:0,\r\nOK\r\n", false, true, []string{"read 0 0 ", "line OK"}},
		{"echo of a read", "AT+CIPRECVDATA=0,512\r\n", false, false, []string{"line AT+CIPRECVDATA=0,512"}},
		{"prompt and space", "\r\nOK\r\n> \r\n+IPD,0,1:x0,CLOSED\r\n", true, false, []string{"line OK", "prompt", "ipd 0 1 x", "line 0,CLOSED"}},
		{"prompt without space", "\r\nOK\r\n\r\n>0,CLOSED\r\n", true, false, []string{"line OK", "prompt", "line 0,CLOSED"}},
		{"prompt that nobody awaits", "> x\r\n", false, false, []string{"line > x"}},
		{"no prompt inside a line", "a> x\r\n", true, false, []string{"line a> x"}},
		{"long line", long + "\r\nOK\r\n", false, false, []string{"cut", "line OK"}},
		{"long header", "+IPD,1," + long + ":abc\r\nOK\r\n", false, false, []string{"cut", "line OK"}},
		{"damaged end", "+CIPRECVDATA:4,abcde\r\nOK\r\n0,CLOSED\r\n", false, false, []string{"read 0 4 abcd", "damaged"}},
		{"damaged count", "+CIPRECVDATA:4,abc\r\nOK\r\n0,CLOSED\r\n", false, false, []string{"read 0 4 abc\r", "damaged"}},
		{"messages before the end", "+CIPRECVDATA:1,a0,CLOSED\r\n\r\n+IPD,1,5\r\n\r\n+IPD,2,3:abcWIFI GOT IP\r\n\r\nOK\r\nx\r\n", false, false,
			[]string{"read 0 1 a", "line 0,CLOSED", "notice 1 5", "ipd 2 3 abc", "line WIFI GOT IP", "line OK", "line x"}},
		{"no message before the end", "+CIPRECVDATA:1,anews\r\n\r\nOK\r\n", false, false, []string{"read 0 1 a", "damaged"}},
		{"restart before the end", "+CIPRECVDATA:1,a\r\nready\r\nx\r\n", false, false, []string{"read 0 1 a", "line ready", "line x"}},
		{"endless end", "+CIPRECVDATA:1,a\r\n" + long, false, false, []string{"read 0 1 a", "damaged"}},
		{"lost LF", "\r\nOK\r0,CLOSED\r\n", false, false, []string{"line OK", "line 0,CLOSED"}},
		{"lost CR LF before a message", "\r+IPD,0,1:x\r\n", false, false, []string{"ipd 0 1 x"}},
		{"bytes of all values", "\x00\xff\x80>\r\n", true, false, []string{"line \x00\xff\x80>"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for size := 1; size <= len(test.in); size++ {
				got := tokens(test.in, size, &tape{prompts: test.prompts, peer: test.peer})
				if g, w := strings.Join(got.out, "|"), strings.Join(test.want, "|"); g != w {
					t.Fatalf("in pieces of %d:\n got %q\nwant %q", size, g, w)
				}
			}
		})
	}
}

func tokens(in string, size int, tape *tape) *tape {
	tok := tokenizer{out: tape}
	for len(in) > 0 {
		n := min(size, len(in))
		tok.feed([]byte(in[:n]))
		in = in[n:]
	}
	return tape
}

// Data that nobody asked for is no line of text either.
func TestTokenizerUnasked(t *testing.T) {
	tape := &tape{still: true}
	tok := tokenizer{out: tape}
	tok.feed([]byte("\r\n+CIPRECVDATA,9:\r\nready\r\n\r\nOK\r\n"))
	if got := strings.Join(tape.out, "|"); got != "damaged" || tape.thrown != 15 {
		t.Errorf("got %q, %d bytes thrown away", got, tape.thrown)
	}
	tok.reset()
	tok.feed([]byte("\r\nOK\r\n"))
	if got := strings.Join(tape.out, "|"); got != "damaged|line OK" {
		t.Errorf("got %q", got)
	}
}

func TestTokenizerReset(t *testing.T) {
	tape := &tape{}
	tok := tokenizer{out: tape}
	tok.feed([]byte("+IPD,3,10:abc"))
	if h, lost := tok.reset(); h.link != 3 || lost != 7 {
		t.Errorf("reset gave link %d, %d bytes; want 3, 7", h.link, lost)
	}
	tape.open = false
	tok.feed([]byte("\r\nOK\r\n"))
	if got := strings.Join(tape.out, "|"); got != "ipd 3 10 abc|line OK" {
		t.Errorf("got %q", got)
	}
}

type nullSink struct{}

func (nullSink) line([]byte, bool)           {}
func (nullSink) prompt() bool                { return true }
func (nullSink) peerInfo() bool              { return true }
func (nullSink) reading() bool               { return true }
func (nullSink) damaged()                    {}
func (nullSink) rubbish(int)                 {}
func (nullSink) notice(header)               {}
func (nullSink) payload(header, []byte, int) {}

// TestTokenizerAllocations: a segment that arrives costs no memory.
func TestTokenizerAllocations(t *testing.T) {
	tok := tokenizer{out: nullSink{}}
	in := []byte("\r\n+IPD,0,5,\"10.0.0.2\",80:hello\r\n+IPD,1,300\r\n0,CLOSED\r\n> \r\nRecv 5 bytes\r\n+CIPRECVDATA:2,\"1.2.3.4\",5,ab\r\nOK\r\n")
	if n := testing.AllocsPerRun(100, func() { tok.feed(in) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTokenizer(b *testing.B) {
	tok := tokenizer{out: nullSink{}}
	in := []byte("\r\n+IPD,0,1460:" + strings.Repeat("data", 365))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		tok.feed(in)
	}
}

// FuzzTokenizer: any bytes, cut anywhere, give the same tokens, and never more bytes than came in.
func FuzzTokenizer(f *testing.F) {
	f.Add([]byte("\r\n+IPD,0,5:world0,CLOSED\r\n> "), uint8(3), true, false, false)
	f.Add([]byte("+CIPRECVDATA:7,\"1.2.3.4\",80,payload\r\nOK\r\n"), uint8(1), false, true, false)
	f.Add([]byte("+CIPRECVDATA,5:a\r\nOK\r\n+IPD,1,2,1.2.3.4,5:xx"), uint8(2), false, false, true)
	f.Add([]byte("AT+CIPSEND=0,1,CONNECT\r\n98\r\nbusy p...\r\n"), uint8(9), true, true, true)
	f.Fuzz(func(t *testing.T, in []byte, size uint8, prompts, peer, still bool) {
		whole := tokens(string(in), max(len(in), 1), &tape{prompts: prompts, peer: peer, still: still})
		split := tokens(string(in), int(size)+1, &tape{prompts: prompts, peer: peer, still: still})
		if a, b := strings.Join(whole.out, "\n"), strings.Join(split.out, "\n"); a != b {
			t.Errorf("whole:\n%q\nsplit:\n%q", a, b)
		}
		if whole.longest > maxLine || whole.sizes+whole.thrown > len(in) || whole.thrown != split.thrown {
			t.Errorf("line of %d bytes, %d payload bytes from %d, %d and %d thrown away", whole.longest, whole.sizes, len(in), whole.thrown, split.thrown)
		}
	})
}
