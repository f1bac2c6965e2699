"""Outside systems, a folder each: a client, the contract on the wire and a sandbox server of the same contract."""
