package at

import "time"

// take advances the exchange by a result code that came at now. It reports whether the running goroutine is to look.
func (x *exchange) take(c code, p []byte, now time.Time) bool {
	if x.asked && c != codeRecv {
		return x.takeAsked(c)
	}
	if c != codeBusy {
		x.answered(now)
	}
	payload := x.kind == kindSend && x.phase == phasePayload
	switch c {
	case codeOK:
		switch {
		case x.kind == kindSend:
			if !payload {
				x.agreed, x.busy, x.heard = true, false, now // it only announces the prompt
			}
		case !x.busy || x.kind == kindRestart: // after busy a bare OK belongs to an earlier command
			x.end(0)
		}
	case codeError:
		if !x.busy {
			x.end(ResultError)
		}
	case codeFail:
		if !x.busy {
			x.end(ResultFail)
		}
	case codeBusy:
		switch {
		case payload:
			x.surplus = true
		case !x.prompt && !x.owned:
			x.busy, x.heard = true, now
		}
	case codeRecv:
		if payload {
			x.taken, _ = parseRecv(p)
			x.heard = now
		}
	case codeSendOK, codeSendFail:
		switch {
		case !payload:
		case x.taken >= 0 || x.tacit:
			x.end(x.resultOf(c))
		case c == codeSendOK:
			x.unsaid = true // it belongs to an earlier payload, unless this firmware never says Recv
		}
	case codeCanceled:
		if payload {
			x.end(ResultCanceled)
		}
	}
	return x.done || x.busy || x.surplus || x.spoilt
}

// answered notes that something of the command's own answer came.
func (x *exchange) answered(now time.Time) {
	if x.sign.IsZero() {
		x.sign = now
	}
}

// takeAsked takes a result after the module was asked with AT what has become of the command. The module answers in order:
// of two results the first is the command's. Busy says that it works at it.
func (x *exchange) takeAsked(c code) bool {
	switch {
	case c == codeBusy:
		x.asked = false
	case x.early == codeText:
		x.early = c
	case x.kind == kindSend && x.early == codeOK:
		x.end(x.resultOf(c))
	default:
		x.end(x.resultOf(x.early))
	}
	return x.done || !x.asked
}

// resultOf returns what a result code says of the command.
func (x *exchange) resultOf(c code) Result {
	switch c {
	case codeError:
		return ResultError
	case codeFail:
		return ResultFail
	case codeSendFail:
		return ResultSendFail
	case codeCanceled:
		return ResultCanceled
	}
	if x.kind == kindSend && x.taken != x.size && (x.taken >= 0 || !x.tacit) {
		return ResultShort
	}
	return 0
}

func (x *exchange) end(r Result) {
	if !x.done {
		x.done, x.result, x.echo = true, r, nil
	}
}
