package capture

import (
	"bufio"
	"bytes"
	"compress/bzip2"
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
		return xz.ReaderConfig{DictCap: maxWindow}.NewReader(br)
	case Bzip2:
		return bzip2.NewReader(br), nil
	}
	panic("capture: no decompressor for " + kind.String())
}
