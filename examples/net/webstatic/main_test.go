package main

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/servingtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const again = `                            304 Not Modified     the same entity tag
<lines>                            304 Not Modified     not changed since
<lines>                            206 Partial Content     64 bytes
`

const fetched = `listens  at port 80 of the module
<lines>get      /images/radio.png  200 OK               <any> bytes, image/png
<lines>` + again + `<lines>get      /images/way.svg    200 OK               <any> bytes, image/svg+xml
<lines>` + again + `<lines>get      /                  200 OK               <any> bytes, text/html; charset=utf-8
<lines>` + again + `<lines>get      /style.css         200 OK               <any> bytes, text/css; charset=utf-8
<lines>` + again + `<lines>get      /missing.html      404 Not Found
`

func TestWebstatic(t *testing.T) {
	t.Parallel()
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+strings.ReplaceAll(fetched, "<lines>", ""))
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), strings.Replace(boardtest.Online, "emulator:", address, 1)+fetched)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.02,seed=5", "reboot-after=9000", "send-fail=0.03,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+fetched)
		})
	}
	boardtest.Fails(t, boardtest.Run(t, program(), "--fault", "close-link=1,seed=1"), board.Failed, `webstatic: <any>`)
}

// A folder of the user's, with a file that is larger than what the module takes at once and a name that a URL cannot have.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"a b?.txt": strings.Repeat("0123456789", 2000), "sub/index.html": "<p>below", "sub/noindex.html": "<p>no", "empty.txt": ""} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := boardtest.Run(t, program(), "--dir", dir)
	boardtest.Done(t, r, boardtest.Online+`listens  at port 80 of the module
get      /a%20b%3F.txt      200 OK               20000 bytes, text/plain; charset=utf-8
`+strings.ReplaceAll(again, "<lines>", "")+`get      /empty.txt         200 OK                   0 bytes, text/plain; charset=utf-8
<any>304 Not Modified<any>
<any>304 Not Modified<any>
get      /sub/              200 OK                   8 bytes, text/html; charset=utf-8
<any>304 Not Modified<any>
<any>304 Not Modified<any>
<any>206 Partial Content      8 bytes
get      /sub/noindex.html  200 OK                   5 bytes, text/html; charset=utf-8
<any>304 Not Modified<any>
<any>304 Not Modified<any>
<any>206 Partial Content      5 bytes
get      /missing.html      404 Not Found
`)
}

// The site itself, without a module.
func TestSite(t *testing.T) {
	started := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	site := newSite(own(started))
	for _, tt := range []struct {
		path, header, value string
		code                int
	}{
		{"/", "", "", 200},
		{"/", "If-Modified-Since", started.Format(http.TimeFormat), 304},
		{"/", "If-Modified-Since", started.Add(-time.Second).Format(http.TimeFormat), 200},
		{"/style.css", "If-None-Match", `"another"`, 200},
		{"/style.css", "Range", "bytes=5-", 206},
		{"/style.css", "Range", "bytes=100000-", 416},
		{"/index.html", "", "", 301},
		{"/../main.go", "", "", 404},
		{"/images", "", "", 301},
		{"/images/", "", "", 200},
	} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.URL.Path = tt.path
		if tt.header != "" {
			request.Header.Set(tt.header, tt.value)
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, request)
		if w.Code != tt.code {
			t.Errorf("%s with %s %s: %d, want %d", tt.path, tt.header, tt.value, w.Code, tt.code)
		}
		if w.Code == 200 && !strings.HasSuffix(tt.path, "images/") && w.Header().Get("Last-Modified") != started.Format(http.TimeFormat) {
			t.Errorf("%s was last modified at %q", tt.path, w.Header().Get("Last-Modified"))
		}
	}
	if picture, err := fs.ReadFile(own(started), "images/radio.png"); err != nil || !strings.HasPrefix(string(picture), "\x89PNG\r\n") {
		t.Errorf("the picture: %v", err)
	}
}

func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(), "--stay", "--listen", "8000")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	url := r.Find(`listens  at (http://127\.0\.0\.1:\d+/) \(http://10\.0\.0\.2:8000/ of the emulated module\) until Control-C`)
	response, err := client.Get(url + "style.css")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Error(response.Status)
	}
	r.Find(`request  GET /style\.css from \S+`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "--dir /no/such/folder: there is no such folder", "--dir", "/no/such/folder")
	boardtest.Mistake(t, program(), "--dir main.go: this is no folder", "--dir", "main.go")
	boardtest.Mistake(t, program(), "--listen -1: want a port from 1 to 65535", "--listen", "-1")
}
