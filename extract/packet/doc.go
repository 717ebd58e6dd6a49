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
// tunnel header but is not IP leaves the outer packet reported. A packet quoted
// by an ICMP error is no tunnel: it has fields of its own.
//
// Lengths: a frame has captured bytes and a length on the wire. Every layer is
// handed both, so PayLen is what was sent even where the snap length cut it.
//
// Odd traffic is a Status, never an error. The fields say what the bytes said
// as far as they go.
//
// Link layers: Ethernet (II, 802.3 with LLC and SNAP), Linux cooked 1 and 2, raw
// IP, null and loopback, PPP, PPPoE, Cisco HDLC, frame relay, IEEE 802.11 (bare,
// radiotap, AVS, Prism), token ring, FDDI, ARCNET, ATM by RFC 2684, IP over Fibre
// Channel, InfiniBand and IEEE 1394, MPLS, NFLOG, PF log, ENC, PKTAP, PPI, Juniper.
//
// Between them and IP: 802.1Q, 802.1ad, 802.1ah, 802.1BR, 802.1CB, HSR, VN-Tag,
// ISL, FabricPath, TRILL, Cisco MetaData, MPLS with IP or Ethernet, NSH.
//
// Tunnels: see TunnelKind. UDP tunnels are known by their ports, as Wireshark's
// defaults have them.
//
// Limits: ten layers in the layer path, 32 IP headers in one another, 65535 bytes
// a reassembled datagram; see Options for what reassembly may keep.
//
// Not handled:
//   - encrypted payloads: ESP, MACsec, WPA, CAPWAP over DTLS
//   - transports but TCP, UDP, ICMP, ICMPv6; of SCTP, DCCP and UDP-Lite the ports
//   - compressed headers: Van Jacobson, ROHC, 6LoWPAN
//   - PPP multilink, L2TPv3, GTP version 0, fragmented CAPWAP and 802.11 frames
//   - several packets in one frame: of an aggregate of 802.11 the last one is
//     reported; packets inside the payload of sFlow or OpenFlow are not looked for
//   - the fields of an IP header that the snap length cut
//   - the address of a frame on links other than Ethernet
package packet
