package packet

// fragment handles one IP fragment, of n bytes behind its headers. When it is the
// last one missing, the whole datagram is decoded in its place, as Wireshark shows
// it on that frame.
func (d *Decoder) fragment(p *Packet, id uint32, proto uint8, b []byte, n int) {
	off := int(p.FragOff)
	if off+n > maxDatagram {
		p.Status = StatusMalformed
		return
	}
	if len(b) < n || n == 0 {
		// It can never be put together. What a first fragment holds of the
		// transport header is all there will be.
		if off == 0 {
			d.next(p, proto, b, n)
		}
		p.Status, p.HasPayLen = StatusFragment, false
		return
	}
	key := fragmentKey{src: p.Src, dst: p.Dst, id: id, proto: proto, version: p.IPVersion}
	whole := d.frags.add(key, p, b)
	if whole == nil {
		p.Status = StatusFragment
		return
	}
	p.Reassembled = true
	d.next(p, proto, whole, len(whole))
}
