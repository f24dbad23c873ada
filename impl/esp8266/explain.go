package esp8266

// explained is an error with what it means for the caller.
type explained struct{ meaning, cause error }

// explain puts what an error means before it. errors.Is finds both.
func explain(meaning, cause error) error { return &explained{meaning, cause} }

func (e *explained) Error() string   { return e.meaning.Error() + ": " + e.cause.Error() }
func (e *explained) Unwrap() []error { return []error{e.meaning, e.cause} }
