// Package packettext is packets as text: a notation after packetdrill's that becomes a capture file (Parse,
// Script.PCAP), and back (Format), for test cases and bug reports.
//
//	# A server that answers a request with a reset.
//	client 10.0.0.1:40000
//	server 192.0.2.1:80  ttl 57
//	0.000   C>S  S   0:0(0)            win 64240  <mss 1460,sackOK,TS 100 0,nop,wscale 7>
//	0.010   S>C  S.  0:0(0)     ack 1  win 65160  <mss 1460,sackOK,TS 900 100,nop,wscale 7>
//	0.011   C>S  .   1:1(0)     ack 1
//	+0.005  C>S  P.  1:101(100) ack 1  "GET / HTTP/1.1\r\nHost: x\r\n\r\n" then fill
//	+10ms   S>C  R   1:1(0)
//
// # Grammar
//
// One statement a line. # begins a comment where it begins a word. Words in capitals are explained below.
//
//	client ADDR {attr}           the endpoint C; undeclared it is 10.0.0.1:40000, C2 is 10.0.0.2:40000 and so on
//	server ADDR {attr}           the endpoint S; undeclared it is 192.0.2.1:80, S2 is 192.0.2.2:80 and so on
//	host NAME ADDR {attr}        any other; attr: ttl tos df nodf ipid win flowlabel mac dmac isn
//	isn NAME|FLOW NUM            initial sequence number of a sender, or of one direction; restarts its numbering
//	link ethernet|sll|sll2|raw|null|NUM    link type of the file; a number is for raw frames only
//	at NAME                      the host the capture was taken on (SLL packet type, epb_flags)
//	epoch SECONDS                what time 0 stands for, in seconds since 1970 (1700000000)
//	snaplen NUM                  captured bytes of every frame
//	vlan ID|OUTER.INNER|none     tags of the packets that follow (16 bits: priority above the identifier)
//	gre ADDR ADDR|none           tunnel of the packets that follow; the first end is on the opener's side
//	order written                frames stay as written; else they are sorted by time
//	repeat NUM [VAR] {           the lines up to a } of its own, NUM times; VAR counts 0, 1, 2 …
//
//	TIME FLOW FLAGS [SEQ] {attr | <options> | payload}           a TCP segment
//	TIME FLOW udp [(LEN)] {attr | payload}                       a UDP datagram
//	TIME FLOW icmp TYPE [mtu NUM|rest NUM] [quote FLOW [bytes NUM]] {attr | payload}
//	                             quotes the last packet of a direction, dropped or not; rest is the header's second word
//	TIME dup {attr}              the packet of the line before is captured again, as on a mirror port
//	TIME frame HEX [len NUM]     a frame as bytes, NUM bytes long on the wire
//
//	ADDR     10.0.0.1:80, 10.0.0.1, [2001:db8::1]:80 or 2001:db8::1
//	TIME     1.5, 20ms, 3us, 7ns since the epoch; with + since the line before
//	FLOW     SENDER>RECEIVER[/INSTANCE], each a NAME, NAME:PORT or ADDR: C>S, C:40001>S2:443, C>S/2
//	FLAGS    letters of S F R P . U E C N (. is ACK, N is NS or AE), - for none; SF is an illegal pair like any other
//	SEQ      1:101(100), 1:101, 1(100), 1 or (100), relative to the sender's initial sequence number, which the
//	         SYN has: the first byte of data is 1; may be negative. Left out: what follows the bytes sent so
//	         far, 1 at first.
//	TYPE     net-unreachable host-unreachable port-unreachable admin-prohibited packet-too-big time-exceeded
//	         echo echo-reply, or TYPE/CODE as numbers
//	{EXPR}   outside quotes: replaced by the value of a sum or product of integers and variables of repeat
//
// Attributes:
//
//	ack NUM               acknowledgment number relative to the peer; without the ACK flag the field is set all the
//	                      same. Left out with the ACK flag: everything the peer has sent.
//	rawseq NUM, rawack NUM  the number on the wire
//	isn NUM               on a SYN: its sequence number, from where the sender counts anew
//	win NUM, urg NUM      window as on the wire, urgent pointer
//	ttl NUM, tos NUM, df, nodf, flowlabel NUM, mac MAC, dmac MAC
//	ipid NUM, ipid +NUM   identification; with + that much beyond the sender's running one
//	badsum, offload, sum NUM  TCP or UDP checksum: wrong; pseudo header only, as before offload; this value
//	ipsum NUM             IPv4 header checksum
//	vlan TAGS, snap NUM   as the declarations, for this packet
//	dir in|out|other      how the capturing host saw the packet, whatever at says
//	drop                  sent, not captured: only the state moves on
//	dup                   captured twice, 10 µs apart
//	forged                somebody else sent it: the state of the named sender does not move
//	trailer PAYLOAD       bytes behind the IP packet
//
// Options: mss NUM, wscale NUM, sackOK, sack L:R …, TS VAL ECR, TS (the running clock), nop, eol, md5 [HEX],
// tfo [HEX], mptcp capable [KEY] | fastclose [KEY] | tcprst REASON | hex HEX, opt KIND [HEX]. SACK edges are
// relative like ack. The list is padded with zeros to 32 bits.
//
// Payload, pieces are joined:
//
//	"text"                with the escapes of Go: \r \n \t \" \\ \x00
//	hex HEX, fill NUM, repeat "x" NUM
//	then fill             up to the length of SEQ. A length without payload is filled likewise: with the bytes
//	                      sent there before, so a retransmission repeats them, else with zeros.
//	tls handshake clienthello [sni NAME] [alpn NAME] [tls12] | serverhello [tls12] | encrypted LEN | MESSAGE [LEN]
//	tls ccs | appdata LEN | alert fatal CODE | alert warning CODE | alert LEN encrypted
//	                      LEN is the length field of the record (tls.record.length), 5 less than its bytes;
//	                      after MESSAGE, such as certificate or finished, the length of the message
//
// # Running values
//
// What a line does not say is what a Linux sender would do. TTL, TOS, DF, flow label, MACs and window hold on
// for the sender in this flow; on a RST, and on a forged packet, they count for that packet alone. The
// identification counts up by one a packet; a SYN-ACK has 0. Windows: 64240 in a SYN, 65160 in a SYN-ACK, then
// the last one given, else 64240 scaled. If both SYNs have TS, later segments without option list do, too, at
// 1000 Hz; <> stands for no options. A RST without ACK, or that is the first packet of its sender, is an answer
// without socket: window 0, identification 0, no options. A RST of a sender who has never sent nor been
// acknowledged has no numbering to be relative to: its SEQ is the number on the wire, so the answer to a SYN is
// R. 0:0(0) ack 1. Initial sequence numbers and first identifications come from a hash of the flow.
//
// A new connection on the same tuple is a SYN with isn, or, where old and new numbers mix, an instance of its
// own: C>S/2.
//
// # Cases
//
// LoadCase reads a txtar archive of stories (-- fires: words --, -- spares: neighbour: words --), each followed
// by -- want -- with the lines of Want. The caller judges them. Variants changes scripts in ways that should not
// move a verdict; Packet.Frame keeps the frame number as written.
//
// Ownership: a Script owns its packets; transforms return copies that share payload bytes, which nobody
// changes. Order: packets are in capture order. Output is the same in every run.
//
// Limits: 2,000,000 executed lines, 500,000 packets and 64 MiB of payload a script; 65,535 bytes an IP packet.
//
// The package uses gopacket, and nothing of the reader and decoder it serves to judge.
//
// Not handled: IP options and extension headers, fragments, IP length fields that lie (TSO), TCP reserved bits,
// options of impossible length and frame check sequences (use frame HEX, as Format does); tunnels other than
// GRE; several interfaces; packets without time.
package packettext
