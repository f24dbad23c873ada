package echo

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The server sends back what it is sent, and refuses what is too long and pages of elsewhere.
func TestHandler(t *testing.T) {
	told := 0
	server := httptest.NewServer(Handler(func(_ *http.Request, _ websocket.MessageType, message []byte) { told += len(message) }))
	defer server.Close()
	url := "ws" + strings.TrimPrefix(server.URL, "http")

	conn, _, err := websocket.Dial(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	conn.SetReadLimit(MaxMessage)
	long := bytes.Repeat([]byte{7}, MaxMessage)
	for _, message := range [][]byte{nil, []byte("hello"), long} {
		if err := exchange(t.Context(), conn, websocket.MessageBinary, message); err != nil {
			t.Errorf("%d bytes: %v", len(message), err)
		}
	}
	if told != len("hello")+MaxMessage {
		t.Errorf("it tells of %d bytes", told)
	}
	if err := conn.Write(t.Context(), websocket.MessageBinary, append(long, 8)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
		t.Errorf("a message that is too long: %v", err)
	}

	options := &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"http://elsewhere.test"}}}
	if _, response, err := websocket.Dial(t.Context(), url, options); err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("a page of elsewhere: %v", err)
	}
}

func TestShown(t *testing.T) {
	for _, tt := range []struct {
		kind          websocket.MessageType
		message, want string
	}{
		{websocket.MessageText, "hello", ": hello"},
		{websocket.MessageText, "", ""},
		{websocket.MessageBinary, "hello", ""},
		{websocket.MessageText, strings.Repeat("x", 50), ": " + strings.Repeat("x", 40) + "…"},
	} {
		if got := shown(tt.kind, []byte(tt.message)); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
