package main

import (
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const post = `server   http://peer.example.test:<port>/ on 127.0.0.1:<port>
post     http://peer.example.test:<port>/post

HTTP/1.1 200 OK
Content-Length: <n>
Content-Type: application/json
Date: <date>

{
  "method": "POST",
  "url": "http://peer.example.test:<port>/post",
  "origin": "127.0.0.1:<port>",
  "headers": {
    "Accept-Encoding": "gzip",
    "Content-Length": "<n>",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Go-http-client/1.1"
  },
  "form": {
    "name": "John Doe",
    "occupation": "gardener"
  }
}
`

func TestPostForm(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+post)
	const faults = "busy=0.05,seed=3"
	boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+post)
}

func TestFields(t *testing.T) {
	want := strings.NewReplacer(`"name": "John Doe"`, `"drink": "tea, coffee & milk=hot"`, `"occupation": "gardener"`, `"unit": "°C"`).Replace(post)
	r := boardtest.Run(t, program(), "--field", "unit=°C", "--field", "drink=tea", "--field", "drink=coffee & milk=hot")
	boardtest.Done(t, r, boardtest.Online+want)
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --url, such as http://example.org/", "--port", "tcp:h:1", "--ssid", "a")
	for _, field := range []string{"name", "=value"} {
		boardtest.Mistake(t, program(), `--field "`+field+`": want NAME=VALUE`, "--field", field)
	}
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://"+boardtest.Nobody(t)), board.Failed, "http-postform: nobody listens at 127.0.0.1:<port>: <any>")
}
