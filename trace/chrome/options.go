package chrome

// An Option sets something of a Tracer.
type Option func(*Tracer)

// Payload sets how many bytes of each payload are written: as text where they are UTF-8, else
// in hexadecimal. Without it only the number of bytes is.
func Payload(limit int) Option { return func(t *Tracer) { t.payload = max(0, limit) } }
