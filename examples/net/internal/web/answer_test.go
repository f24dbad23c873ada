package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"drivergen/examples/net/internal/web"
)

func TestAnswer(t *testing.T) {
	const form, document = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	for _, tt := range []struct {
		method, target, kind, body string
		code                       int
		want                       map[string]any // of the answer's JSON
	}{
		{method: "GET", target: "/", code: 200},
		{method: "HEAD", target: "/", code: 200},
		{method: "GET", target: "/get?a=1&b=2&a=3", code: 200, want: map[string]any{"args": map[string]any{"a": "1, 3", "b": "2"}}},
		{method: "GET", target: "/get", code: 200, want: map[string]any{"method": "GET", "url": "http://example.com/get"}},
		{method: "POST", target: "/post", kind: form, body: "a=1&b=%C3%A9", code: 200, want: map[string]any{"form": map[string]any{"a": "1", "b": "é"}}},
		{method: "POST", target: "/post", kind: document, body: `{"a":[1,null]}`, code: 200, want: map[string]any{"json": map[string]any{"a": []any{1.0, nil}}}},
		{method: "POST", target: "/post", body: "as it is", code: 200, want: map[string]any{"data": "as it is"}},
		{method: "POST", target: "/post", kind: document, body: `{`, code: 400},
		{method: "POST", target: "/post", kind: form, body: `%zz`, code: 400},
		{method: "POST", target: "/post", body: strings.Repeat("x", 1<<20+1), code: 413},
		{method: "POST", target: "/get", code: 405},
		{method: "GET", target: "/post", code: 405},
		{method: "HEAD", target: "/post", code: 405},
		{method: "GET", target: "/none", code: 404},
	} {
		r := httptest.NewRequest(tt.method, tt.target, strings.NewReader(tt.body))
		if tt.kind != "" {
			r.Header.Set("Content-Type", tt.kind)
		}
		w := httptest.NewRecorder()
		web.Answer(w, r)
		if w.Code != tt.code || (w.Code == http.StatusMethodNotAllowed) != (w.Header().Get("Allow") != "") {
			t.Errorf("%s %s: %d, %v, want %d", tt.method, tt.target, w.Code, w.Header(), tt.code)
		}
		if tt.want == nil {
			continue
		}
		var got map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Errorf("%s %s: %v in %s", tt.method, tt.target, err, w.Body)
		}
		for name, value := range tt.want {
			if !reflect.DeepEqual(got[name], value) {
				t.Errorf("%s %s: %s is %v, want %v", tt.method, tt.target, name, got[name], value)
			}
		}
	}
}
