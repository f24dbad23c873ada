package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

var httpCommands = []command{
	{name: "HTTPCLIENT", on22: plain, set: httpClientSet},
	{name: "HTTPGETSIZE", on22: plain, set: httpSizeSet},
	{name: "HTTPCPOST", on22: plain, set: httpPostSet},
}

const (
	httpPatience = 5 * time.Second // for a server that does not answer
	httpMost     = 1 << 20         // bytes of a body that are handed on
	httpPiece    = 2048            // bytes of one +HTTPCLIENT
	httpAgent    = "ESP32 HTTP Client/1.0"
	httpErrors   = errno(0x7000) // on top of an HTTP status of 400 and more
)

var (
	httpMethods = []string{"HEAD", "GET", "POST", "PUT", "DELETE"}
	httpTypes   = []string{"application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/xml"}
)

// httpDo carries out a request over the module's network. It follows no redirection, as the firmware does not. It is
// called without the lock.
func (m *module) httpDo(ctx context.Context, req *http.Request) (*http.Response, []byte, error) {
	dial := func(ctx context.Context, _, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return nil, err
		}
		ip, err := m.e.resolve(ctx, host)
		if err != nil {
			return nil, err
		}
		return m.e.net.Dial(ctx, netip.AddrPortFrom(ip, uint16(n)))
	}
	client := http.Client{
		Timeout: httpPatience,
		Transport: &http.Transport{
			DialContext: dial, DisableKeepAlives: true, DisableCompression: true,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}, // the firmware checks nothing here
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	req.Header.Set("User-Agent", httpAgent)
	resp, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, httpMost))
	return resp, body, err
}

// request carries a request out in the background and gives the answer to say, or fails.
func (c *call) request(req *http.Request, say func(*http.Response, []byte) result) result {
	m := c.m
	if m.offline() {
		return failed
	}
	return c.background(func(ctx context.Context) func() result {
		resp, body, err := m.httpDo(ctx, req)
		return func() result {
			if err != nil {
				m.e.trace.note(fmt.Sprintf("%s of %s: %v", req.Method, req.URL, err))
				return failed
			}
			if resp.StatusCode >= 400 {
				return c.refuse(httpErrors + errno(resp.StatusCode))
			}
			return say(resp, body)
		}
	})
}

// sayPieces answers with a body, in pieces.
func (c *call) sayPieces(body []byte) {
	for piece := range slices.Chunk(body, httpPiece) {
		c.sayBytes(piece)
	}
}

// readHeaders reads "Name: value" arguments into a request.
func readHeaders(a *args, req *http.Request) {
	for a.left() && !a.fault {
		name, value, ok := strings.Cut(a.text(1, lineMax), ":")
		if !ok || name != textproto.TrimString(name) {
			a.fail(errParse)
			return
		}
		req.Header.Add(name, textproto.TrimString(value))
	}
}

// httpURL makes a URL of what AT+HTTPCLIENT gives: the URL, or where that is empty the host and the path.
func httpURL(url, host, path string, secure bool) string {
	if url != "" {
		return url
	}
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	return scheme + host + path
}

// httpClientSet reads method, kind of content, "url", "host", "path", transport, and for POST and PUT the data.
func httpClientSet(c *call) result {
	a := c.args()
	method := httpMethods[a.number(1, len(httpMethods))-1]
	kind := httpTypes[a.number(0, len(httpTypes)-1)]
	url, host, path := a.textOr("", 0, lineMax), a.textOr("", 0, lineMax), a.textOr("", 0, lineMax)
	secure := a.number(1, 2) == 2
	data := ""
	if method == "POST" || method == "PUT" {
		data = a.text(0, lineMax)
	}
	if a.fault {
		a.bad(c)
		return failed
	}
	req, err := http.NewRequest(method, httpURL(url, host, path, secure), strings.NewReader(data))
	if err != nil || req.URL.Host == "" {
		return failed
	}
	if data != "" {
		req.Header.Set("Content-Type", kind)
	}
	readHeaders(a, req)
	if a.bad(c) {
		return failed
	}
	return c.request(req, func(resp *http.Response, body []byte) result {
		if method == "HEAD" {
			c.sayHeaders(resp.Header)
		}
		c.sayPieces(body)
		return done
	})
}

// sayHeaders answers with a header's lines, in the order of their names.
func (c *call) sayHeaders(h http.Header) {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			lines = append(lines, name+": "+v)
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		c.sayBytes([]byte(line))
	}
}

func httpSizeSet(c *call) result {
	a := c.args()
	url := a.text(1, lineMax)
	if a.bad(c) {
		return failed
	}
	req, err := http.NewRequest("HEAD", url, nil)
	if err != nil || req.URL.Host == "" {
		return failed
	}
	return c.request(req, func(resp *http.Response, _ []byte) result {
		if resp.ContentLength < 0 {
			return failed
		}
		c.answer("%d\r\n", resp.ContentLength)
		return done
	})
}

// httpPostSet reads "url", the length of the data, and how many headers follow; the data comes after a prompt.
func httpPostSet(c *call) result {
	a := c.args()
	url, n := a.text(1, lineMax), a.number(1, sendMax)
	count := a.numberOr(0, 0, 10)
	if a.fault || count != len(a.list)-a.next {
		a.bad(c)
		return failed
	}
	req, err := http.NewRequest("POST", url, nil)
	if err != nil || req.URL.Host == "" {
		return failed
	}
	readHeaders(a, req)
	if a.bad(c) || c.m.offline() {
		return failed
	}
	if req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", httpTypes[0])
	}
	return c.collect(n, "\r\nOK\r\n\r\n>", func(data []byte) {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		c.background(func(ctx context.Context) func() result {
			resp, body, err := c.m.httpDo(ctx, req)
			return func() result {
				if err != nil || resp.StatusCode >= 400 {
					c.say("\r\nSEND FAIL\r\n")
					return answered
				}
				c.sayPieces(body)
				c.say("\r\nSEND OK\r\n")
				return answered
			}
		})
	})
}
