package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/servingtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const visited = `listens  at port 80 of the module
<lines>get      /                   → A lamp on an ESP8266
get      /hello              → hello
get      /lamp               → {"on":false}
put      /lamp   {"on":true} → {"on":true}
get      /lamp               → {"on":true}
get      /count              → {"count":0}
<lines>crowd    20 requests, 4 at once, were answered
`

func TestWebserver(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+strings.ReplaceAll(visited, "<lines>", ""))
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), strings.Replace(boardtest.Online, "emulator:", address, 1)+visited)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.01,seed=5", "reboot-after=9000", "send-fail=0.03,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+visited)
		})
	}
	boardtest.Fails(t, boardtest.Run(t, program(), "--fault", "close-link=1,seed=1"), board.Failed, `webserver: <any>`)
}

// The pages themselves, without a module.
func TestSite(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSite())
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	defer client.CloseIdleConnections()
	ask := func(method, path, body string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(context.Background(), method, server.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	for _, tt := range []struct {
		method, path, body string
		code               int
		want               string
	}{
		{"GET", "/", "", 200, "You have been here 1 time."},
		{"GET", "/", "", 200, "You have been here 2 times."},
		{"PUT", "/lamp", `{"on":true}`, 200, `{"on":true}` + "\n"},
		{"GET", "/", "", 200, `class="on"`},
		{"PUT", "/lamp", `{"off":true}`, 400, `unknown field "off"`},
		{"PUT", "/lamp", `{`, 400, "unexpected EOF"},
		{"PUT", "/lamp", `{"on":` + strings.Repeat(" ", 2000) + `}`, 400, "too large"},
		{"POST", "/count", `{"add":3}`, 200, `{"count":3}`},
		{"POST", "/count", `{"add":-1}`, 200, `{"count":2}`},
		{"GET", "/count", "", 200, `{"count":2}`},
		{"DELETE", "/count", "", 405, "Method Not Allowed"},
		{"GET", "/nowhere", "", 404, "not found"},
	} {
		if code, text := ask(tt.method, tt.path, tt.body); code != tt.code || !strings.Contains(text, tt.want) {
			t.Errorf("%s %s %.20s: %d %s", tt.method, tt.path, tt.body, code, text)
		}
	}
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("User-Agent", "<script>")
	request.Header.Set("Cookie", "visits=many")
	recorder := httptest.NewRecorder()
	newSite().ServeHTTP(recorder, request)
	if text := recorder.Body.String(); strings.Contains(text, "with <script>") || !strings.Contains(text, "been here 1 time.") {
		t.Errorf("the page is\n%s", text)
	}
}

func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(), "--stay", "--listen", "8000")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(r.Find(`listens  at (http://127\.0\.0\.1:\d+/) \(http://10\.0\.0\.2:8000/ of the emulated module\) until Control-C`))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || !strings.Contains(string(text), "<title>A lamp on an ESP8266</title>") {
		t.Errorf("%v, %s", err, text)
	}
	r.Find(`request  GET / from \S+`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "--listen 70000: want a port from 1 to 65535", "--listen", "70000")
	boardtest.Mistake(t, program(), "--stay is for the emulated module: a real one serves until Control-C anyway", "--stay", "--port", "tcp:h:1", "--ssid", "a")
}
