// Package packet decodes one captured frame into one flat Packet: the link
// layer, the innermost IP header, and the TCP, UDP or ICMP header behind it.
//
// Ownership: the caller owns the frame's bytes and the Packet; Decode fills it
// and keeps nothing. Payload aliases the frame, or the Decoder's reassembly
// buffer, and is valid until the next Decode or until the frame's memory is
// reused, whichever comes first. A Decoder is for one goroutine.
//
// Ordering: Decode must see the frames of a capture in file order, because IP
// fragments are put together. Everything else depends on the one frame alone.
//
// Which layer wins: where tunnels nest, the innermost IP header that can be
// read is reported, as Wireshark's last occurrence of a field in the frame is.
// The outermost IP addresses stand in OuterSrc and OuterDst. What follows a
// tunnel header but is not IP leaves the outer packet reported.
//
// Lengths: a frame has captured bytes and a length on the wire. Every layer is
// handed both, so PayLen is what was sent even where the snap length cut it.
//
// Odd traffic is a Status, never an error. The fields say what the bytes said
// as far as they go.
//
// Limits: 10 layers in the layer path; see Options for the reassembly bounds.
//
// Not handled:
//   - encrypted payloads (ESP, MACsec, WPA)
//   - SCTP, DCCP and every transport but TCP, UDP, ICMP and ICMPv6
package packet
