package app

import (
	"testing"
	"unsafe"
)

// TestSize holds the memory of a connection under the bound that doc.go states.
func TestSize(t *testing.T) {
	if size := unsafe.Sizeof(Conn{}); size >= 1024 {
		t.Errorf("a Conn takes %d bytes, Facts %d, a side %d, a Message %d, TLS %d, Stream %d; doc.go says less than 1 KiB",
			size, unsafe.Sizeof(Facts{}), unsafe.Sizeof(side{}), unsafe.Sizeof(Message{}), unsafe.Sizeof(TLS{}), unsafe.Sizeof(Stream{}))
	}
}
