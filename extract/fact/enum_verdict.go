package fact

// Confidence grades a verdict.
type Confidence uint8

// The values of Confidence.
const (
	// Possible is the weakest.
	Possible Confidence = iota
	// Likely is the middle.
	Likely
	// Certain is the strongest.
	Certain
)

var confidenceNames = []string{"possible", "likely", "certain"}

// String is the text of the value in tables and predicates.
func (v Confidence) String() string { return enumText(confidenceNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Confidence) Values() []string { return confidenceNames }
