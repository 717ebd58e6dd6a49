package laws

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxFileBytes bounds a file of the repository: what is bigger is made when it is needed.
const maxFileBytes = 3_000_000

// magics begin a capture, or a compressed file that may hold one.
var magics = [][]byte{
	{0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, // pcap
	{0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}, // pcap, nanoseconds
	{0xa1, 0xb2, 0xcd, 0x34}, {0x34, 0xcd, 0xb2, 0xa1}, // pcap, modified
	{0x0a, 0x0d, 0x0d, 0x0a}, []byte("snoop\x00\x00\x00"),
	{0x1f, 0x8b}, {0x28, 0xb5, 0x2f, 0xfd}, {0x04, 0x22, 0x4d, 0x18}, []byte("\xfd7zXZ"), []byte("BZh"),
}

// TestCapturesHaveAnOrigin: a capture holds other people's traffic unless someone says that it does not.
// Each one in the repository stands in the README.md beside it with its SHA-256.
func TestCapturesHaveAnOrigin(t *testing.T) {
	found := 0
	for _, name := range files(t) {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > maxFileBytes {
			t.Errorf("%s: %d bytes, limit %d", name, len(data), maxFileBytes)
		}
		if !isCapture(data) {
			continue
		}
		found++
		sum := sha256.Sum256(data)
		readme := filepath.Join(root, filepath.Dir(name), "README.md")
		origin, err := os.ReadFile(readme)
		if err != nil {
			t.Errorf("%s: a capture without a README.md beside it that says where it comes from", name)
			continue
		}
		if !strings.Contains(string(origin), hex.EncodeToString(sum[:])) {
			t.Errorf("%s: %s does not give its SHA-256 %x", name, readme, sum)
		}
	}
	if found == 0 {
		t.Error("no capture found: the lab's are missing, or the magic numbers no longer match")
	}
}

func isCapture(data []byte) bool {
	for _, m := range magics {
		if bytes.HasPrefix(data, m) {
			return true
		}
	}
	return false
}
