package lua

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"whyrst/extract/fact"
)

// Comments says the verdict of a reset in packet comments, by frame: on the RST itself, on what it answers and on
// the frames of its evidence. Each comment is one line: Wireshark from 4.2 on splits others.
func Comments(r *fact.JudgedReset, add func(frame int64, comment string)) {
	add(r.FrameNumber, fmt.Sprintf("whyrst cause=%s confidence=%s responsible=%s verdict=%s loss=%s role=%s flow=%d frame=%d",
		r.Cause, r.Confidence, r.Responsible, r.Harm, r.LossRisk, r.Role, r.FlowID, r.FrameNumber))
	add(r.FrameNumber, "whyrst why: "+Clean(r.Title))
	for _, e := range r.Evidence {
		add(r.FrameNumber, "whyrst evidence: "+Clean(e))
		if text, frame := EvidenceFrame(e); frame != 0 && frame != r.FrameNumber {
			add(frame, fmt.Sprintf("whyrst evidence of the RST in frame %d (%s): %s", r.FrameNumber, r.Cause, Clean(text)))
		}
	}
	if r.Advice != "" {
		add(r.FrameNumber, "whyrst advice: "+Clean(r.Advice))
	}
	if r.TriggerFrame.Known {
		add(r.TriggerFrame.V, fmt.Sprintf("whyrst answered by the RST in frame %d (%s)", r.FrameNumber, r.Cause))
	}
}

// Types and options of pcapng (draft-ietf-opsawg-pcapng 4).
const (
	blockSection  = 0x0a0d0d0a
	blockObsolete = 2
	blockSimple   = 3
	blockEnhanced = 6
	byteOrder     = 0x1a2b3c4d
	optComment    = 1
)

// maxBlock is the longest block that is taken into memory; nothing longer holds a packet that is believed.
const maxBlock = 1 << 26

// ErrDamaged says that blocks of a capture contradict themselves: from there on it was copied as it is.
var ErrDamaged = errors.New("a pcapng block contradicts itself")

// AnnotatePcapng copies a pcapng capture block by block. edit is told where each block begins that may hold a packet,
// and says whether it stays and with what comments behind those that it has. Everything else is copied as it is,
// but for the length of a section, which becomes unknown. Simple packet blocks can't carry comments: refused counts.
func AnnotatePcapng(dst io.Writer, src io.Reader, edit func(offset int64) (comments []string, keep bool)) (refused int64, err error) {
	in, out := bufio.NewReaderSize(src, 1<<20), bufio.NewWriterSize(dst, 1<<20)
	c := copier{in: in, out: out, edit: edit, order: binary.LittleEndian}
	for err == nil {
		err = c.block()
	}
	if errors.Is(err, ErrDamaged) {
		_, rest := io.Copy(out, in)
		return c.refused, errors.Join(err, rest, out.Flush())
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return c.refused, errors.Join(err, out.Flush())
}

// byteOrdering is what the two orders of package binary have in common.
type byteOrdering interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// copier copies blocks.
type copier struct {
	in      *bufio.Reader
	out     *bufio.Writer
	edit    func(int64) ([]string, bool)
	order   byteOrdering
	offset  int64
	refused int64
	buf     []byte
}

// damaged is an error at the block that begins at the offset.
func (c *copier) damaged(what string) error {
	return fmt.Errorf("offset %d: %w: %s", c.offset, ErrDamaged, what)
}

// block copies the next block.
func (c *copier) block() error {
	head, err := c.in.Peek(12)
	if len(head) == 0 {
		return err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err != nil {
		return c.damaged("its header is cut")
	}
	kind := c.order.Uint32(head)
	if kind == blockSection {
		c.order = binary.LittleEndian
		if binary.BigEndian.Uint32(head[8:]) == byteOrder {
			c.order = binary.BigEndian
		}
	}
	size := int64(c.order.Uint32(head[4:]))
	if size < 12 || size%4 != 0 {
		return c.damaged(fmt.Sprintf("it is %d bytes long", size))
	}
	if size > maxBlock {
		if _, err := io.CopyN(c.out, c.in, size); errors.Is(err, io.EOF) {
			return c.damaged("the file ends within it")
		} else if err != nil {
			return err
		}
		c.offset += size
		return nil
	}
	c.buf = append(c.buf[:0], make([]byte, size)...)
	if n, err := io.ReadFull(c.in, c.buf); err != nil {
		c.in = bufio.NewReader(io.MultiReader(bytes.NewReader(c.buf[:n]), c.in))
		return c.cutOff(err)
	}
	if err := c.write(kind); err != nil {
		return err
	}
	c.offset += size
	return nil
}

// cutOff writes what is left of the last block.
func (c *copier) cutOff(err error) error {
	if _, e := io.Copy(c.out, c.in); e != nil {
		return e
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return c.damaged("the file ends within it")
	}
	return err
}

// write writes the block in buf, changed as edit wants.
func (c *copier) write(kind uint32) error {
	switch kind {
	case blockSection:
		if len(c.buf) >= 28 {
			c.order.PutUint64(c.buf[16:], 1<<64-1)
		}
	case blockEnhanced, blockObsolete, blockSimple:
		comments, keep := c.edit(c.offset)
		switch {
		case !keep:
			return nil
		case len(comments) > 0 && kind == blockSimple:
			c.refused++
		case len(comments) > 0:
			c.comment(comments)
		}
	}
	_, err := c.out.Write(c.buf)
	return err
}

// comment puts options before the end of the options of the packet block in buf.
func (c *copier) comment(comments []string) {
	const fixed = 28 // type, length, and five words
	if len(c.buf) < fixed+4 {
		return
	}
	body := c.buf[: len(c.buf)-4 : len(c.buf)-4]
	at := fixed + (int64(c.order.Uint32(c.buf[20:]))+3)/4*4
	if at > int64(len(body)) {
		return
	}
	for at+4 <= int64(len(body)) && c.order.Uint16(body[at:]) != 0 {
		next := at + 4 + (int64(c.order.Uint16(body[at+2:]))+3)/4*4
		if next > int64(len(body)) {
			return // the options are broken: ours behind them would not be found
		}
		at = next
	}
	out := append([]byte{}, body[:at]...)
	for _, text := range comments {
		text = text[:min(len(text), 0xfffc)]
		out = c.order.AppendUint16(out, optComment)
		out = c.order.AppendUint16(out, uint16(len(text)))
		out = append(out, text...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	if rest := body[at:]; len(rest) > 0 {
		out = append(out, rest...)
	} else {
		out = append(out, 0, 0, 0, 0)
	}
	c.order.PutUint32(out[4:], uint32(len(out)+4))
	c.buf = c.order.AppendUint32(out, uint32(len(out)+4))
}
