package serving_test

import (
	"net"
	"net/http"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/internal/servingtest"
)

// What is still being answered when the server ends is told so, and waited for, also where it has taken its connection over.
func TestAnswersEndWithServer(t *testing.T) {
	for _, takesOver := range []bool{false, true} {
		begun, ended := make(chan bool), make(chan bool, 1)
		s := &serving.Server{Scheme: "http"}
		s.Serve = s.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if takesOver {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
			}
			begun <- true
			<-r.Context().Done()
			ended <- true
		}))
		r := servingtest.Start(t, program(s), "--stay")
		conn, err := net.Dial("tcp", r.Find(`listens  at http://(127\.0\.0\.1:\d+)/ .*`))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: h\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		<-begun
		if code := r.End(); code != board.Done {
			t.Errorf("exit %d", code)
		}
		select {
		case <-ended:
		default:
			t.Error("the program ends while it answers a request")
		}
	}
}
