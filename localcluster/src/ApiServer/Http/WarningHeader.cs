namespace October.LocalCluster.ApiServer.Http;

/// <summary>A warning to a client as the header <c>Warning</c> carries it (RFC 7234, section 5.5; KEP-1693).</summary>
internal static class WarningHeader
{
    public static string Of(string text) => $"299 - \"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
