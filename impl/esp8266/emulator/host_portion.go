package emulator

// portion is one side of a copy: io.Copy reads it or writes to it, and sees nothing else of what is behind it.
type portion struct{ read, write func([]byte) (int, error) }

func (p portion) Read(b []byte) (int, error)  { return p.read(b) }
func (p portion) Write(b []byte) (int, error) { return p.write(b) }
