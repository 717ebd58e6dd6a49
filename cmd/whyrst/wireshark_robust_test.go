package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// rewrite copies a capture, frame by frame through change; nil drops a frame.
func rewrite(t *testing.T, from, to string, change func(n int, frame []byte) []byte) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, err := pcapgo.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := pcapgo.NewWriterNanos(out)
	if err := w.WriteFileHeader(262144, r.LinkType()); err != nil {
		t.Fatal(err)
	}
	for n := 1; ; n++ {
		data, info, err := r.ReadPacketData()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if data = change(n, data); data == nil {
			continue
		}
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: info.Timestamp, CaptureLength: len(data), Length: len(data)}, data); err != nil {
			t.Fatal(err)
		}
	}
}

// ends finds the IP and the TCP header of an Ethernet frame of the lab; 0 if there is none.
func ends(frame []byte) (ip, tcp int) {
	p := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
	n := p.NetworkLayer()
	l := p.Layer(layers.LayerTypeTCP)
	if n == nil || l == nil {
		return 0, 0
	}
	ip = 14
	return ip, ip + len(n.LayerContents())
}

// otherNumbers moves all sequence numbers of both sides: another connection between the same ends.
func otherNumbers(_ int, frame []byte) []byte {
	if _, tcp := ends(frame); tcp != 0 {
		for _, at := range []int{tcp + 4, tcp + 8} {
			if v := binary.BigEndian.Uint32(frame[at:]); v != 0 {
				binary.BigEndian.PutUint32(frame[at:], v+0x40000000)
			}
		}
	}
	return frame
}

// inGRE puts the IP packet into another one with GRE.
func inGRE(_ int, frame []byte) []byte {
	ip, tcp := ends(frame)
	if tcp == 0 {
		return frame
	}
	kind := layers.EthernetTypeIPv4
	if frame[ip]>>4 == 6 {
		kind = layers.EthernetTypeIPv6
	}
	outer := gopacket.NewSerializeBuffer()
	err := gopacket.SerializeLayers(outer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&layers.Ethernet{SrcMAC: frame[6:12], DstMAC: frame[:6], EthernetType: layers.EthernetTypeIPv4},
		&layers.IPv4{Version: 4, TTL: 9, Id: 4711, Protocol: layers.IPProtocolGRE, SrcIP: []byte{198, 51, 100, 1}, DstIP: []byte{198, 51, 100, 2}},
		&layers.GRE{Protocol: kind}, gopacket.Payload(frame[ip:]))
	if err != nil {
		panic(err)
	}
	return outer.Bytes()
}

// inVLAN adds a tag.
func inVLAN(_ int, frame []byte) []byte {
	return append(append(append([]byte{}, frame[:12]...), 0x81, 0, 0, 42), frame[12:]...)
}

// identity names a packet whatever file it is in.
func identity(s shown) string {
	micros := s.get("frame.time_epoch")
	micros = micros[:max(0, len(micros)-3)] // some formats keep no more
	return strings.Join([]string{micros, s.get("tcp.srcport"), s.get("tcp.seq_raw"), s.get("tcp.ack_raw"), s.get("tcp.flags"), s.get("tcp.len")}, " ")
}

// outcome is what became of the verdicts of a capture in another file.
type outcome struct{ resets, labelled, wrong, links, lost int }

// aftermath compares what is shown in a changed file with what was shown in the original: the right verdict or
// none, and links to the right frames or none. back undoes the change of time.
func aftermath(t *testing.T, original, changed []shown, sameFile bool, back func(string) string) (o outcome) {
	t.Helper()
	was, now := map[string]shown{}, map[string]string{} // identity: original, new number
	number := map[string]string{}                       // original number: identity
	double := map[string]bool{}
	for _, s := range original {
		id := identity(s)
		double[id] = was[id] != nil
		was[id] = s
		number[s.get("frame.number")] = id
	}
	for _, s := range changed {
		s["frame.time_epoch"] = []string{back(s.get("frame.time_epoch"))}
		now[identity(s)] = s.get("frame.number")
	}
	for _, s := range changed {
		id := identity(s)
		if double[id] {
			continue
		}
		o.compare(t, s, was[id], func(frame string) string {
			if sameFile { // and frames may be filtered
				return frame
			}
			return now[number[frame]]
		})
	}
	return o
}

// compare looks at one frame; moved gives the new number of an original frame.
func (o *outcome) compare(t *testing.T, s, was shown, moved func(string) string) {
	t.Helper()
	if was.get("whyrst.cause") != "" {
		o.resets++
	}
	for _, field := range []string{"whyrst.cause", "whyrst.title", "whyrst.role", "whyrst.flow_id", "whyrst.flow_cause", "whyrst.advice"} {
		if s.get(field) != "" && s.get(field) != was.get(field) {
			if o.wrong++; o.wrong < 5 {
				t.Errorf("frame %s (was %s) shows %s %q, not %q", s.get("frame.number"), was.get("frame.number"), field, s.get(field), was.get(field))
			}
		}
	}
	if s.get("whyrst.cause") == "" {
		return
	}
	o.labelled++
	for _, field := range []string{"whyrst.trigger_frame", "whyrst.evidence_frame"} {
		right := map[string]bool{}
		for _, frame := range was[field] {
			right[moved(frame)] = true
		}
		for _, frame := range s[field] {
			if !right[frame] {
				if o.wrong++; o.wrong < 5 {
					t.Errorf("frame %s (was %s) links to %s by %s, not one of %v", s.get("frame.number"), was.get("frame.number"), frame, field, right)
				}
			}
			o.links++
		}
		o.lost += len(was[field]) - len(s[field])
	}
}

// TestWiresharkRightVerdictOrNone changes a capture as people do, and worse.
func TestWiresharkRightVerdictOrNone(t *testing.T) {
	dir := t.TempDir()
	out, profile := filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	capture := labCapture(t, "client.pcap")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--profile", profile)
	file := func(name string) string { return filepath.Join(dir, name) }
	rewrite(t, capture, file("foreign.pcap"), otherNumbers)
	rewrite(t, capture, file("gre.pcap"), inGRE)
	rewrite(t, capture, file("vlan.pcap"), inVLAN)
	rewrite(t, capture, file("thin.pcap"), func(n int, frame []byte) []byte {
		if n%7 == 3 {
			return nil
		}
		return frame
	})
	if err := os.WriteFile(file("hosts"), []byte("10.77.1.5 client.example\n10.77.2.7 server.example\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	tool(t, profile, "editcap", capture, file("tail.pcap"), "1-500")
	tool(t, profile, "editcap", "-t", "3600", capture, file("shifted.pcap"))
	tool(t, profile, "editcap", "-s", "60", capture, file("cut.pcap"))
	tool(t, profile, "editcap", "-t", "0.3", file("foreign.pcap"), file("foreignlater.pcap"))
	tool(t, profile, "mergecap", "-w", file("merged.pcapng"), file("foreignlater.pcap"), capture)
	tool(t, profile, "tshark", "-r", capture, "-Y", "tcp.flags.reset == 1", "-w", file("resets.pcap"))
	tool(t, profile, "tshark", "-r", capture, "-Y", "whyrst.flow_cause", "-w", file("affected.pcapng"))
	tool(t, profile, "editcap", "-t", "3600", file("tail.pcap"), file("tailshifted.pcap"))
	tool(t, profile, "editcap", "-F", "pcap", capture, file("micros.pcap"))
	original := dissect(t, profile, capture)
	same := func(s string) string { return s }
	hour := func(s string) string {
		var sec, ns int64
		fmt.Sscanf(s, "%d.%d", &sec, &ns)
		return fmt.Sprintf("%d.%09d", sec-3600, ns)
	}
	for _, c := range []struct {
		name, file string
		args       []string
		back       func(string) string
		percent    int // at least so many of the RSTs that are there keep their verdict
	}{
		{"names resolved", "", []string{"-N", "nt", "-H", file("hosts")}, same, 100},
		{"two passes", "", []string{"-2"}, same, 100},
		{"display filter", "", []string{"-Y", "tcp.flags.reset == 1"}, same, 100},
		{"relative sequence numbers off", "", []string{"-o", "tcp.relative_sequence_numbers:FALSE"}, same, 100},
		{"slice", "tail.pcap", nil, same, 100},
		{"slice, two passes", "tail.pcap", []string{"-2"}, same, 100},
		{"every seventh frame missing", "thin.pcap", nil, same, 100},
		{"every seventh frame missing, two passes", "thin.pcap", []string{"-2"}, same, 100},
		{"one hour later", "shifted.pcap", nil, hour, 95},
		{"slice, one hour later", "tailshifted.pcap", nil, hour, 95},
		{"one hour later, time required", "shifted.pcap", []string{"-o", "whyrst.time:TRUE"}, hour, 0},
		{"60 bytes a frame", "cut.pcap", nil, same, 50},
		{"merged with another capture", "merged.pcapng", nil, same, 100},
		{"saved in microseconds", "micros.pcap", nil, same, 95},
		{"only RSTs", "resets.pcap", nil, same, 100},
		{"only affected connections", "affected.pcapng", nil, same, 100},
		{"inside GRE", "gre.pcap", nil, same, 100},
		{"VLAN tag", "vlan.pcap", nil, same, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := capture
			if c.file != "" {
				name = file(c.file)
			}
			o := aftermath(t, original, dissect(t, profile, name, c.args...), c.file == "", c.back)
			t.Logf("%+v", o)
			if o.resets == 0 || o.labelled*100 < o.resets*c.percent || c.percent == 0 && o.labelled > 0 {
				t.Errorf("%d of %d RSTs have a verdict", o.labelled, o.resets)
			}
		})
	}
	said := 0
	for _, s := range dissect(t, profile, file("foreign.pcap")) {
		if s.get("whyrst.flow_cause") != "" || s.get("whyrst.cause") != "" {
			t.Errorf("another connection: frame %s shows %q", s.get("frame.number"), s.get("whyrst.flow_cause"))
		}
		if s.get("whyrst.expert.mismatch") != "" {
			said++
		}
	}
	if said != 1 {
		t.Errorf("that the verdicts are of another capture is said %d times, not once", said)
	}
	if stat := tool(t, profile, "tshark", "-q", "-z", "whyrst", "-r", file("foreign.pcap")); !strings.Contains(stat, "\n0 RSTs of this file have a verdict") {
		t.Errorf("statistics of another capture:\n%s", stat)
	}
}
