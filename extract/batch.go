package extract

import (
	"context"

	"whyrst/extract/capture"
	"whyrst/extract/packet"
)

// batches is how many batches are under way between reading and tracking: one at either end and two between, so
// that neither waits for the other's hiccups.
const batches = 4

// batch is a run of frames with their decoded packets.
type batch struct {
	frames  capture.Batch
	packets []packet.Packet
	// copies holds payloads that the decoder reassembled from fragments: its buffer is used again by the next one.
	copies []byte
}

// readLoop reads and decodes until the end, an error or the context's. It closes full.
func readLoop(ctx context.Context, r *capture.Reader, verify bool, full chan<- *batch, empty <-chan *batch) error {
	defer close(full)
	dec := packet.NewDecoder(packet.Options{VerifyChecksum: verify})
	for {
		var b *batch
		select {
		case b = <-empty:
		case <-ctx.Done():
			return ctx.Err()
		}
		b.frames.Reset()
		err := r.ReadBatch(&b.frames)
		b.decode(dec)
		select {
		case full <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// decode fills packets from frames.
func (b *batch) decode(dec *packet.Decoder) {
	n := len(b.frames.Frames)
	if cap(b.packets) < n {
		b.packets = make([]packet.Packet, n)
	}
	b.packets = b.packets[:n]
	b.copies = b.copies[:0]
	for i := range b.frames.Frames {
		f, p := &b.frames.Frames[i], &b.packets[i]
		p.Frame, p.TsNs, p.TsKnown = f.Number, f.TsNs, f.TsKnown
		dec.Decode(f.LinkType, f.Data, f.WireLen, p)
		if p.Reassembled {
			at := len(b.copies)
			b.copies = append(b.copies, p.Payload...)
			p.Payload = b.copies[at:len(b.copies):len(b.copies)]
		}
	}
}
