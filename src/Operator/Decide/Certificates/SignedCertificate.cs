namespace October.Operator.Decide.Certificates;

/// <summary>A certificate with its key, and the authority that has signed it and nothing else: that one's key was not kept. All in PEM.</summary>
internal sealed record SignedCertificate(string Chain, string Key, string Authority)
{
    // A record prints its members.
    private bool PrintMembers(System.Text.StringBuilder builder) => false;
}
