package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// MaxAnswer is how many bytes a plugin may answer with at the most.
const MaxAnswer = 64 << 20

// grace is how long the output of a plugin that was ended is waited for: a program that it
// started may hold it open.
const grace = time.Second

// Run runs the plugin once and returns its answer, checked. What the plugin writes to its standard
// error goes to stderr, each line behind the plugin's name. When ctx ends, so does the plugin.
func (p *Program) Run(ctx context.Context, r *Request, stderr io.Writer) (*Response, error) {
	request, err := json.Marshal(r)
	if err != nil {
		return nil, p.errorf("cannot write the request: %w", err)
	}
	if p.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, p.Timeout, errTimeout)
		defer cancel()
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	answer := &bounded{most: MaxAnswer, exceeded: func() { stop(errTooLong) }}
	told := &prefixed{to: stderr, prefix: p.Name + ": "}
	cmd := exec.CommandContext(ctx, p.Path)
	cmd.Stdin = bytes.NewReader(request)
	cmd.Stdout = answer
	cmd.Stderr = told
	cmd.WaitDelay = grace
	err = cmd.Run()
	told.flush()
	var exit *exec.ExitError
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTooLong):
		return nil, p.errorf("it answered with more than %d MiB", MaxAnswer>>20)
	case err != nil && errors.Is(cause, errTimeout):
		return nil, p.errorf("it did not end within %v; --plugin-timeout gives it more time", p.Timeout)
	case err != nil && cause != nil:
		return nil, p.errorf("it was ended: %w", cause)
	case errors.As(err, &exit):
		return nil, p.errorf("it failed with %s", exit.ProcessState)
	case errors.Is(err, exec.ErrWaitDelay):
		return nil, p.errorf("it ended, and a program that it started still holds its output open")
	case err != nil:
		return nil, p.errorf("it could not be run: %w", err)
	}
	response, err := decode(answer.taken.Bytes())
	if err != nil {
		return nil, p.errorf("%w", err)
	}
	return response, nil
}

// Why a plugin was ended.
var (
	errTimeout = errors.New("time is up")
	errTooLong = errors.New("the answer is too long")
)

func (p *Program) errorf(format string, args ...any) error {
	return fmt.Errorf("plugin "+p.Name+": "+format, args...)
}
