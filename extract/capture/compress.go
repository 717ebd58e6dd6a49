package capture

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"fmt"
	"io"
	"runtime"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// maxWindow bounds the memory that the header of a compressed file can ask
// for. 128 MiB is the zstd program's own limit (window log 27); xz -9 needs
// 64 MiB.
const maxWindow = 128 << 20

// magicBytes is the length of the longest magic number.
const magicBytes = 6

var compressionMagic = []struct {
	magic string
	kind  Compression
}{
	{"\x1f\x8b", Gzip},
	{"\x28\xb5\x2f\xfd", Zstd},
	{"\x04\x22\x4d\x18", LZ4},
	{"\xfd7zXZ\x00", XZ},
	{"BZh", Bzip2},
}

// sniff recognises a compression by its magic number, never by file name.
func sniff(head []byte) Compression {
	for _, m := range compressionMagic {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.kind
		}
	}
	// A zstd file may open with skippable frames (0x184D2A50 to 5F,
	// RFC 8878 section 3.1.2), as those of pzstd do.
	if len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte("\x2a\x4d\x18")) {
		return Zstd
	}
	return Uncompressed
}

// checkXZ refuses a dictionary above maxWindow: the library allocates whatever
// the block header asks for, up to 4 GiB. It looks at the first block (xz file
// format 1.2, section 3.1); the others of a file are like it, unless by malice.
func checkXZ(br *bufio.Reader) error {
	const streamHeader = 12
	h, _ := br.Peek(streamHeader + 1024)
	if len(h) <= streamHeader {
		return nil
	}
	h = h[streamHeader:]
	h = h[:min(len(h), 4*(int(h[0])+1))]
	// The LZMA2 filter is the last: its ID, the length of its properties, and
	// the size of the dictionary as 2|3 << n.
	i := bytes.LastIndex(h, []byte{0x21, 1})
	if i < 0 || i+2 >= len(h) {
		return nil // the library will object
	}
	if n := h[i+2] & 0x3f; n > 40 || uint64(2|n&1)<<(n/2+11) > maxWindow {
		return fmt.Errorf("the dictionary is larger than %d MiB", maxWindow>>20)
	}
	return nil
}

// decompressor returns a reader of the decompressed bytes of r.
func decompressor(kind Compression, r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, chunkBytes)
	switch kind {
	case Gzip:
		return gzip.NewReader(br)
	case Zstd:
		return zstd.NewReader(br, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(0))
	case LZ4:
		z := lz4.NewReader(br)
		return z, z.Apply(lz4.ConcurrencyOption(runtime.GOMAXPROCS(0)))
	case XZ:
		if err := checkXZ(br); err != nil {
			return nil, err
		}
		return xz.NewReader(br)
	case Bzip2:
		return bzip2.NewReader(br), nil
	}
	panic("capture: no decompressor for " + kind.String())
}
