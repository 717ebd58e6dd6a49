package packet

import (
	"encoding/binary"
	"time"
)

// Options says what Decode does beyond reading headers, and how much memory IP
// fragments may take. The zero value is good.
type Options struct {
	// VerifyChecksum makes Decode verify TCP checksums. It reads every payload
	// byte, so it costs more than the rest of Decode.
	VerifyChecksum bool
	// FragmentBytes bounds the bytes of fragments kept; 0 means 16 MiB.
	FragmentBytes int
	// FragmentDatagrams bounds the incomplete datagrams kept; 0 means 4096.
	FragmentDatagrams int
	// FragmentTimeout is the age, in capture time since the first fragment, at
	// which an incomplete datagram is dropped; 0 means 60 s (RFC 8200 §4.5).
	FragmentTimeout time.Duration
}

// Decoder decodes frames. It holds the IP fragments that wait for the others. It
// is for one goroutine.
type Decoder struct {
	verify bool
	frags  reassembler
	// tunnel, tunnelID and hasTunnelID describe the last tunnel header read.
	// They become the packet's only if an IP header follows.
	tunnel      TunnelKind
	hasTunnelID bool
	tunnelID    uint32
}

// NewDecoder returns a Decoder without any fragments.
func NewDecoder(opt Options) *Decoder {
	d := &Decoder{verify: opt.VerifyChecksum}
	d.frags.init(opt)
	return d
}

// Decode reads one frame of data captured of wireLen bytes on the wire into p. It
// resets everything of p but Frame, TsNs and TsKnown. linkType is a LINKTYPE_
// value. It never fails: p.Status says how far it came.
func (d *Decoder) Decode(linkType uint16, data []byte, wireLen uint32, p *Packet) {
	p.reset(data, wireLen)
	// A writer that gives a length below what it captured is wrong about the
	// length: the bytes are there.
	d.link(p, linkType, data, max(int(wireLen), len(data)))
}

// FragmentStats returns the counts of reassembly so far.
func (d *Decoder) FragmentStats() FragmentStats { return d.frags.stats }

// Every layer function takes b, the captured bytes from its header on, and n, how
// many there were on the wire: len(b) <= n. trim cuts both to the length that an
// enclosing header gives.
func trim(b []byte, n, length int) ([]byte, int) {
	if length < n {
		n = length
		if length < len(b) {
			b = b[:length]
		}
	}
	return b, n
}

// short is the status of a header that needs more than the captured bytes: cut by
// the snap length if the bytes were on the wire, else malformed.
func short(n, need int) Status {
	if n < need {
		return StatusMalformed
	}
	return StatusTruncated
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
