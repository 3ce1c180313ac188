import PlanProgress

/// A certificate that OpenSSL made: `openssl req -x509 -subj "/CN=Wardlog thu"` with a key of prime256v1, and that key as
/// `openssl x509 -pubkey | openssl pkey -pubin -outform DER` gives it. Signs nothing; its private key is gone.
public enum SampleCertificate {
    public static let der =
        Base64.bytes(
            "MIIBgDCCASegAwIBAgIUDjhU05ffXIu4tB+B1wFjgZ71XHYwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLV2FyZGxvZyB0aHUwHhcNMjYxMTIzMT"
                + "Q0NzMzWhcNMjYxMjIzMTQ0NzMzWjAWMRQwEgYDVQQDDAtXYXJkbG9nIHRodTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNMRsYmj091iN/ar"
                + "U0juGJTZK5Np5PS08UwTJyR0mYqeuAKGqfbvaOPuVtqwhtniILvNgBi9cn4u0sc5rl0khE2jUzBRMB0GA1UdDgQWBBTACfgPoAdMRWbn1sBlJG"
                + "byJdOQVjAfBgNVHSMEGDAWgBTACfgPoAdMRWbn1sBlJGbyJdOQVjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCICjjUP2k0nPt"
                + "AYvlzdV6StqSTX6egoUMmdAQswzTEImlAiAaOAeeMrUGjcuuTbGricUaD3H6RHDYB+mUjFOkW+mZkg==") ?? []
    public static let publicKey =
        Base64.bytes(
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0xGxiaPT3WI39qtTSO4YlNkrk2nk9LTxTBMnJHSZip64Aoap9u9o4+5W2rCG2eIgu82AGL1yfi"
                + "7SxzmuXSSETQ==") ?? []
}
