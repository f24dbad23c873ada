package runtime

import (
	"io"
	"sync"

	"github.com/dop251/goja"
)

// inputBuffer is how much of the standard input is kept while the script does not read it.
const inputBuffer = 4096

// input reads the standard input ahead, from the first time the script asks for it: a script's read does not wait.
type input struct {
	from io.Reader
	once sync.Once
	mu   sync.Mutex
	room sync.Cond
	data []byte
}

// read takes n bytes, or all there are where n is 0. It returns nil where there are not as many.
func (in *input) read(n int) []byte {
	if in.from == nil {
		return nil
	}
	in.once.Do(func() {
		in.room.L = &in.mu
		go in.fill()
	})
	in.mu.Lock()
	defer in.mu.Unlock()
	if n <= 0 {
		n = len(in.data)
	}
	if n == 0 || n > len(in.data) {
		return nil
	}
	taken := in.data[:n:n]
	in.data = in.data[n:]
	in.room.Signal()
	return taken
}

// fill reads until the input's end. It lasts as long as the input: nothing can end a read of a terminal.
func (in *input) fill() {
	buf := make([]byte, inputBuffer)
	for {
		n, err := in.from.Read(buf)
		in.mu.Lock()
		for len(in.data) > 0 && len(in.data)+n > inputBuffer {
			in.room.Wait()
		}
		in.data = append(in.data, buf[:n]...)
		in.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// stdio is the native side of module stream: the classes StdInNative and StdOutNative.
func (r *Runtime) stdio() *goja.Object {
	native := r.vm.NewObject()
	native.Set("StdInNative", func(call goja.ConstructorCall) *goja.Object {
		call.This.Set("read", func(n int) goja.Value {
			data := r.stdin.read(n)
			if data == nil {
				return goja.Null()
			}
			return r.uint8Array(data)
		})
		return nil
	})
	native.Set("StdOutNative", func(call goja.ConstructorCall) *goja.Object {
		call.This.Set("write", func(data goja.Value) int {
			n, _ := r.config.Stdout.Write(r.bytes(data, func(text string) []byte { return []byte(text) }))
			return n
		})
		return nil
	})
	return native
}

// uint8Array returns bytes as an array of the script's.
func (r *Runtime) uint8Array(data []byte) goja.Value {
	array, err := r.vm.New(r.vm.Get("Uint8Array"), r.vm.ToValue(r.vm.NewArrayBuffer(data)))
	if err != nil {
		panic(err)
	}
	return array
}
