package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

// A visitor is the client beside the emulated module.
type visitor struct {
	*serving.Visitor
	board *board.Board
}

// visit goes through the pages as a browser does.
func visit(ctx context.Context, b *board.Board, dial serving.Dial) error {
	v := &visitor{serving.NewVisitor(b, dial), b}
	defer v.Close()
	title := regexp.MustCompile(`<title>(.*)</title>`)
	home, err := v.ask(ctx, http.MethodGet, "/", "")
	if err != nil {
		return err
	}
	if m := title.FindStringSubmatch(home); m != nil {
		v.tell("GET", "/", "", m[1])
	}
	for _, step := range []struct{ method, path, body string }{
		{"GET", "/hello", ""},
		{"GET", "/lamp", ""},
		{"PUT", "/lamp", `{"on":true}`},
		{"GET", "/lamp", ""},
		{"GET", "/count", ""},
	} {
		text, err := v.ask(ctx, step.method, step.path, step.body)
		if err != nil {
			return err
		}
		v.tell(step.method, step.path, step.body, text)
	}
	return v.crowd(ctx)
}

// crowd asks for the same page twenty times, four at once.
func (v *visitor) crowd(ctx context.Context) error {
	const requests, parallel = 20, 4
	var asking sync.WaitGroup
	errs := make([]error, parallel)
	for i := range parallel {
		asking.Go(func() {
			for range requests / parallel {
				text, err := v.ask(ctx, http.MethodGet, "/hello", "")
				if err == nil && text != "hello\n" {
					err = fmt.Errorf("GET /hello answered %q", text)
				}
				if err != nil {
					errs[i] = err
					return
				}
			}
		})
	}
	asking.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	v.board.Step("crowd", "%d requests, %d at once, were answered", requests, parallel)
	return nil
}

// tell prints what was asked and answered.
func (v *visitor) tell(method, path, body, text string) {
	v.board.Step(strings.ToLower(method), "%-7s %-12s→ %s", path, body, console.Printable(strings.TrimSpace(text)))
}

// ask makes a request that may be made again: switching a lamp on twice is switching it on.
func (v *visitor) ask(ctx context.Context, method, path, body string) (text string, err error) {
	answer, err := v.Ask(ctx, method, path, nil, body)
	if err == nil {
		err = answer.Expect(http.StatusOK)
	}
	if err != nil {
		return "", err
	}
	return string(answer.Body), nil
}
