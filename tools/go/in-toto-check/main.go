// in-toto-check reads an in-toto statement from its input and holds it against the definitions of the in-toto attestation framework:
// the statement, and SLSA provenance v1 or v0.2 in it. Unknown fields are errors.
package main

import (
	"fmt"
	"io"
	"os"

	v02 "github.com/in-toto/attestation/go/predicates/provenance/v02"
	v1 "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func main() {
	if err := check(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(input io.Reader) error {
	text, err := io.ReadAll(input)
	if err != nil {
		return err
	}
	statement := &intoto.Statement{}
	if err := protojson.Unmarshal(text, statement); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	if err := statement.Validate(); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	switch statement.GetPredicateType() {
	case "https://slsa.dev/provenance/v1":
		provenance := &v1.Provenance{}
		if err := read(statement, provenance); err != nil {
			return err
		}
		return provenance.Validate()
	case "https://slsa.dev/provenance/v0.2":
		provenance := &v02.Provenance{}
		if err := read(statement, provenance); err != nil {
			return err
		}
		if provenance.GetBuilder().GetId() == "" || provenance.GetBuildType() == "" {
			return fmt.Errorf("builder.id and buildType are required")
		}
		return nil
	default:
		return fmt.Errorf("%s is no provenance", statement.GetPredicateType())
	}
}

func read(statement *intoto.Statement, predicate proto.Message) error {
	text, err := protojson.Marshal(statement.GetPredicate())
	if err != nil {
		return err
	}
	if err := protojson.Unmarshal(text, predicate); err != nil {
		return fmt.Errorf("predicate: %w", err)
	}
	return nil
}
