namespace October.Operator.Decide.Certificates;

/// <summary>The certificate that the operator makes for redis, as its Secret has it; all in PEM.</summary>
/// <param name="Chain">What redis presents.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Authorities">Those that clients trust: of this certificate, and of the next one or the one before.</param>
internal sealed record OwnCertificate(string Chain, string Key, string Authorities)
{
    /// <summary>The certificate that takes its place once clients know its authority; null for none.</summary>
    public string? NextChain { get; init; }

    /// <summary>The private key of that one.</summary>
    public string? NextKey { get; init; }

    // A record prints its members.
    private bool PrintMembers(System.Text.StringBuilder builder) => false;
}
