package gonet_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestHTTPBigBodies(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		serveHTTP(t, l.listener, http.HandlerFunc(echoBody))
		check(t, post(httpClient(t, l), anyURL, noise(1, 1<<20)))
	})
}

// A body of unknown length goes in chunks, and each is there before the next is sent.
func TestHTTPChunks(t *testing.T) {
	const lines = 20
	everyRole(t, func(t *testing.T, w world, l link) {
		encoding := make(chan []string, 1)
		serveHTTP(t, l.listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			encoding <- r.TransferEncoding
			control := http.NewResponseController(w)
			if err := control.EnableFullDuplex(); err != nil {
				t.Error(err)
			}
			w.Header().Set("Trailer", "Checksum")
			sum := sha256.New()
			body := bufio.NewReader(r.Body)
			for {
				line, err := body.ReadString('\n')
				if err != nil {
					break
				}
				io.WriteString(io.MultiWriter(w, sum), "re: "+line)
				control.Flush()
			}
			w.Header().Set("Checksum", fmt.Sprintf("%x", sum.Sum(nil)))
		}))
		body, writer := io.Pipe()
		go io.WriteString(writer, "line 0\n") // the headers of the answer wait for it
		resp, err := httpClient(t, l).Post(anyURL, "text/plain", body)
		check(t, err)
		defer resp.Body.Close()
		if got := <-encoding; !slices.Equal(got, []string{"chunked"}) || !slices.Equal(resp.TransferEncoding, got) {
			t.Errorf("the request's encoding is %q, the answer's %q; want chunked", got, resp.TransferEncoding)
		}
		sum := sha256.New()
		answer := bufio.NewReader(io.TeeReader(resp.Body, sum))
		for i := range lines {
			if i > 0 {
				fmt.Fprintf(writer, "line %d\n", i)
			}
			line, err := answer.ReadString('\n')
			if want := fmt.Sprintf("re: line %d\n", i); line != want || err != nil {
				t.Fatalf("line %d came back as %q, %v", i, line, err)
			}
		}
		check(t, writer.Close())
		if rest, err := io.ReadAll(answer); len(rest) > 0 || err != nil {
			t.Errorf("after the last line there is %q, %v", rest, err)
		}
		if got, want := resp.Trailer.Get("Checksum"), fmt.Sprintf("%x", sum.Sum(nil)); got != want {
			t.Errorf("the trailer is %q, want %q", got, want)
		}
	})
}

// A client that asks first sends its body only when the server wants it.
func TestHTTPExpectContinue(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		mux := http.NewServeMux()
		mux.HandleFunc("POST /wanted", echoBody)
		mux.HandleFunc("POST /refused", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		})
		serveHTTP(t, l.listener, mux)
		transport := &http.Transport{DialContext: l.dial, ExpectContinueTimeout: time.Hour}
		t.Cleanup(transport.CloseIdleConnections)
		for _, path := range []string{"wanted", "refused"} {
			data := noise(2, 100<<10)
			body := bytes.NewReader(data)
			req, err := http.NewRequest("POST", anyURL+path, body)
			check(t, err)
			req.Header.Set("Expect", "100-continue")
			resp, err := transport.RoundTrip(req)
			check(t, err)
			got, err := io.ReadAll(resp.Body)
			check(t, err)
			check(t, resp.Body.Close())
			switch path {
			case "wanted":
				if !bytes.Equal(got, data) {
					t.Errorf("%d bytes came back, not the %d that were sent", len(got), len(data))
				}
			case "refused":
				if resp.StatusCode != http.StatusRequestEntityTooLarge || body.Len() != len(data) {
					t.Errorf("%s, and %d of %d bytes are unsent", resp.Status, body.Len(), len(data))
				}
			}
		}
	})
}
